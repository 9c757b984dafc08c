from __future__ import annotations

import signal
from types import FrameType


class Interrupted(Exception):
    """The person, or the system, wants Musa to stop."""


class Interruption:
    """Ctrl-C, SIGTERM or a closed terminal: noted at once, looked at between two steps.

    An exception raised by the handler itself would be lost now and then: Python ignores those
    that rise while it forks.
    """

    def __init__(self) -> None:
        self.asked = False
        self.hurried = False  # a second Ctrl-C; a second SIGTERM is only make passing its own on

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def check(self) -> None:
        """Raises Interrupted once the end was asked for."""
        if self.asked:
            raise Interrupted

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.hurried = self.hurried or (self.asked and number == signal.SIGINT)
        self.asked = True
