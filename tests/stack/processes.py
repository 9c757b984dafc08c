"""One real process of a stack: started, waited for, ended or killed."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 40.0
GRACE_S = 5.0
LOG_TAIL = 3000
PR_SET_PDEATHSIG = 1


class StackError(RuntimeError):
    """A process of the stack did not come up; the message ends with its last lines."""


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """One child in a process group of its own, its output in a file."""

    def __init__(self, name: str, argv: list[str], *, env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.log_file = log
        with log.open("wb") as output:
            self._popen = subprocess.Popen(
                argv,
                cwd=ROOT,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def output(self) -> str:
        return self.log_file.read_text(errors="replace")

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Until `ready()`; StackError when the process ends before, or patience does."""
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if self._popen.poll() is not None or time.monotonic() > deadline:
                raise StackError(f"{self.name} did not start.\n{self.output[-LOG_TAIL:]}")
            time.sleep(0.05)

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda: text in self.output)

    def kill(self) -> None:
        """SIGKILL, as when the power goes."""
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def stop(self, grace_s: float = GRACE_S) -> None:
        """SIGTERM and time to finish, then SIGKILL."""
        self._signal(signal.SIGTERM)
        try:
            self._popen.wait(grace_s)
        except subprocess.TimeoutExpired:
            self.kill()

    def _signal(self, number: signal.Signals) -> None:
        if self._popen.poll() is None:
            os.killpg(self._popen.pid, number)
