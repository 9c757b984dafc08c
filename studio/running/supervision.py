"""Keeps the children running, and ends them in order."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from studio.running.processes import Child, Service

LOOK_S = 0.5
FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 30.0
STEADY_S = 60.0  # who ran so long starts again without delay next time
SHORT_WAIT_S = 2.0


class Supervisor:
    """Starts services in order, restarts what dies, ends all in reverse order.

    `say` gets the few lines that a person at the terminal needs.
    """

    def __init__(
        self, *, log_folder: Path, environment: Mapping[str, str], say: Callable[[str], None]
    ) -> None:
        self._log_folder = log_folder
        self._environment = environment
        self._say = say
        self._children: dict[str, Child] = {}
        self._delays_s: dict[str, float] = {}
        self._due_at: dict[str, float] = {}

    def start(self, *services: Service) -> None:
        """All of them at once; then wait for each, in order."""
        for service in services:
            self._spawn(service)
        for service in services:
            self._children[service.name].wait_until_ready()

    def watch(self) -> None:
        """Restart what dies, for as long as nobody interrupts."""
        while True:
            time.sleep(LOOK_S)
            for child in list(self._children.values()):
                if child.exit_code is not None:
                    self._bring_back(child, time.monotonic())

    def stop(self) -> None:
        """End all, the last started first; a second Ctrl-C ends the waiting."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # asked once is enough; make asks again
        try:
            for child in reversed(self._children.values()):
                self._end(child)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in reversed(self._children.values()):
            child.kill()

    def _spawn(self, service: Service) -> None:
        log_file = self._log_folder / f"{service.name}.log"
        child = Child(service, log_file=log_file, environment=self._environment)
        self._children[service.name] = child

    def _bring_back(self, child: Child, now: float) -> None:
        name = child.service.name
        if name not in self._due_at:
            self._due_at[name] = now + self._next_delay_s(child, now)
            again = f"starting it again in {self._delays_s[name]:.0f} s"
            self._say(f"{name} ended ({child.exit_code}), {again}; see {child.log_file}.")
        elif now >= self._due_at[name]:
            del self._due_at[name]
            self._spawn(child.service)

    def _next_delay_s(self, child: Child, now: float) -> float:
        name = child.service.name
        steady = now - child.started_at > STEADY_S
        last_s = 0.0 if steady else self._delays_s.get(name, 0.0)
        self._delays_s[name] = min(max(2 * last_s, FIRST_DELAY_S), LONGEST_DELAY_S)
        return self._delays_s[name]

    def _end(self, child: Child) -> None:
        child.ask_to_stop()
        if child.has_stopped(SHORT_WAIT_S):
            return
        if child.service.grace_s > SHORT_WAIT_S:
            self._say(f"Waiting for the {child.service.name} to finish; Ctrl-C again ends it now.")
            child.has_stopped(child.service.grace_s - SHORT_WAIT_S)
        child.kill()
