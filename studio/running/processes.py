"""One child process: started, awaited, ended.  It never outlives the command that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.running.interruption import Interruption

START_PATIENCE_S = 60.0
POLL_S = 0.05
PR_SET_PDEATHSIG = 1


class DidNotStartError(Exception):
    """A process ended, or said nothing, before it was ready; the message says where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """What to start, which words of its output say that it works, how long its end may take."""

    name: str
    argv: tuple[str, ...]
    ready: str
    grace_s: float = 5.0


class Child:
    """A running service, in a process group of its own, its output in `log_file`."""

    def __init__(self, service: Service, *, log_file: Path, environment: Mapping[str, str]) -> None:
        self.service = service
        self.log_file = log_file
        self.started_at = time.monotonic()
        with log_file.open("ab") as output:
            self._log_start = output.tell()
            self._popen = subprocess.Popen(  # noqa: S603  our own words, no shell
                service.argv,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal reaches the parent alone
                preexec_fn=_end_with_parent,  # no thread runs when we fork
            )

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._popen.poll()

    def wait_until_ready(self, interruption: Interruption) -> None:
        """Raises DidNotStartError, and Interrupted where the person gave up first."""
        deadline = time.monotonic() + START_PATIENCE_S
        while self.service.ready not in self._output():
            interruption.check()
            if self.exit_code is not None or time.monotonic() > deadline:
                raise DidNotStartError(f"{self.service.name} did not start; see {self.log_file}.")
            time.sleep(POLL_S)

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def has_stopped(self, within_s: float, interruption: Interruption) -> bool:
        """Whether it ends in time; a hurried person is told at once."""
        deadline = time.monotonic() + within_s
        while self.exit_code is None:
            if interruption.hurried or time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        return True

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.exit_code is None:
            os.killpg(self._popen.pid, number)

    def _output(self) -> str:
        with self.log_file.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")


def _end_with_parent() -> None:
    """Ask Linux for SIGTERM when the parent is gone, even by kill -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
