from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from studio.running.interruption import Interrupted, Interruption
from studio.running.processes import DidNotStartError, Service
from studio.running.supervision import Supervisor

SLEEPER = "import time; print('ready', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


def _service(name: str, program: str = SLEEPER, **changes: float) -> Service:
    return Service(name=name, argv=(sys.executable, "-c", program), ready="ready", **changes)


class Night:
    """A supervisor whose watch is interrupted by what it says."""

    def __init__(self, folder: Path, interrupt_after: int) -> None:
        self.said: list[str] = []
        self.interruption = Interruption()
        self._interrupt_after = interrupt_after
        self.supervisor = Supervisor(
            log_folder=folder, environment=os.environ, interruption=self.interruption, say=self.say
        )

    def say(self, line: str) -> None:
        self.said.append(line)
        self.interruption.asked = len(self.said) >= self._interrupt_after


def test_service_that_ends_before_it_is_ready_names_its_log(tmp_path: Path) -> None:
    night = Night(tmp_path, 1)
    with pytest.raises(DidNotStartError, match=r"broken did not start; see .*/broken.log"):
        night.supervisor.start(_service("broken", "print('no')"))
    assert (tmp_path / "broken.log").read_text() == "no\n"


def test_service_that_dies_again_waits_longer_each_time(tmp_path: Path) -> None:
    night = Night(tmp_path, interrupt_after=2)
    night.supervisor.start(_service("mayfly", "print('ready')"))
    with pytest.raises(Interrupted):
        night.supervisor.watch()
    assert "starting it again in 1 s" in night.said[0]
    assert "starting it again in 2 s" in night.said[1]


def test_stop_ends_a_service_that_will_not(tmp_path: Path) -> None:
    night = Night(tmp_path, interrupt_after=9)
    night.supervisor.start(_service("stubborn", STUBBORN, grace_s=0.1))
    night.supervisor.stop()
    assert _exit_codes(night) == [-signal.SIGKILL]


def test_stop_lets_the_last_started_go_first(tmp_path: Path) -> None:
    night = Night(tmp_path, interrupt_after=9)
    night.supervisor.start(_service("first", _noting(tmp_path, "first")))
    night.supervisor.start(_service("second", _noting(tmp_path, "second")))
    night.supervisor.stop()
    assert (tmp_path / "order").read_text() == "second first "


def _noting(folder: Path, name: str) -> str:
    """A program that writes its name when it is told to end."""
    end = f"open({str(folder / 'order')!r}, 'a').write('{name} '); sys.exit()"
    return f"import signal, sys\ndef end(*_): {end}\nsignal.signal(15, end)\n{SLEEPER}"


def test_second_ctrl_c_ends_the_waiting(tmp_path: Path) -> None:
    night = Night(tmp_path, interrupt_after=9)
    night.interruption.hurried = True
    night.supervisor.start(_service("stubborn", STUBBORN, grace_s=600))
    night.supervisor.stop()
    assert _exit_codes(night) == [-signal.SIGKILL]


def _exit_codes(night: Night) -> list[int | None]:
    return [child.exit_code for child in night.supervisor._children.values()]
