"""Keeps the children running, and ends them in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from studio.running.interruption import Interruption
from studio.running.processes import Child, Service

LOOK_S = 0.2
FIRST_DELAY_S = 1.0
LONGEST_DELAY_S = 30.0
STEADY_S = 60.0  # who ran so long starts again without delay next time
SHORT_WAIT_S = 2.0


class Supervisor:
    """Starts services in order, restarts what dies, ends all in reverse order.

    `say` gets the few lines that a person at the terminal needs.
    """

    def __init__(
        self,
        *,
        log_folder: Path,
        environment: Mapping[str, str],
        interruption: Interruption,
        say: Callable[[str], None],
    ) -> None:
        self._log_folder = log_folder
        self._environment = environment
        self._interruption = interruption
        self._say = say
        self._children: dict[str, Child] = {}
        self._delays_s: dict[str, float] = {}
        self._due_at: dict[str, float] = {}

    def start(self, service: Service) -> None:
        self.spawn(service)
        self.wait_for(service)

    def spawn(self, service: Service) -> None:
        """Start it without waiting, so that several can load at once."""
        log_file = self._log_folder / f"{service.name}.log"
        child = Child(service, log_file=log_file, environment=self._environment)
        self._children[service.name] = child

    def wait_for(self, service: Service) -> None:
        self._children[service.name].wait_until_ready(self._interruption)

    def wait_for_all(self) -> None:
        for child in self._children.values():
            child.wait_until_ready(self._interruption)

    def watch(self) -> NoReturn:
        """Restart what dies, until Interrupted."""
        while True:
            self._interruption.check()
            time.sleep(LOOK_S)
            for child in list(self._children.values()):
                if child.exit_code is not None:
                    self._bring_back(child, time.monotonic())

    def stop(self) -> None:
        """End all, the last started first; a second Ctrl-C ends the waiting."""
        for child in reversed(self._children.values()):
            self._end(child)

    def _bring_back(self, child: Child, now: float) -> None:
        name = child.service.name
        if name not in self._due_at:
            self._due_at[name] = now + self._next_delay_s(child, now)
            again = f"starting it again in {self._delays_s[name]:.0f} s"
            self._say(f"{name} ended ({child.exit_code}), {again}; see {child.log_file}.")
        elif now >= self._due_at[name]:
            del self._due_at[name]
            self.spawn(child.service)

    def _next_delay_s(self, child: Child, now: float) -> float:
        name = child.service.name
        steady = now - child.started_at > STEADY_S
        last_s = 0.0 if steady else self._delays_s.get(name, 0.0)
        self._delays_s[name] = min(max(2 * last_s, FIRST_DELAY_S), LONGEST_DELAY_S)
        return self._delays_s[name]

    def _end(self, child: Child) -> None:
        child.ask_to_stop()
        if not child.has_stopped(SHORT_WAIT_S, self._interruption):
            self._wait_for_last_work(child)
        child.kill()  # does nothing where it has ended

    def _wait_for_last_work(self, child: Child) -> None:
        if child.service.grace_s > SHORT_WAIT_S and not self._interruption.hurried:
            self._say(
                f"Waiting for the last work of {child.service.name}; Ctrl-C again ends it now."
            )
            child.has_stopped(child.service.grace_s - SHORT_WAIT_S, self._interruption)
