"""The simulator as a process of its own, for tests and benchmarks."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[2]
END_WITHIN_S = 5


@dataclass(frozen=True)
class Simulator:
    """A running simulator and its counters."""

    url: str
    pid: int

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The last 200 calls since the reset, oldest first."""
        return list(self.stats()["requests"])

    def stats(self) -> dict[str, Any]:
        return self._call("stats")

    def reset(self) -> None:
        self._call("reset", {})

    def set_latency(self, seconds: float) -> None:
        self._call("latency", {"latency_s": seconds})

    def _call(self, name: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}/_simulator/{name}", data), timeout=10) as answer:  # noqa: S310
            return dict(json.load(answer))


@contextmanager
def running(
    latency_s: float = 0.0, *, plain: bool = False, log: Path | None = None
) -> Iterator[Simulator]:
    """A simulator on a free port for as long as the block runs; `log` keeps its lines."""
    command = [sys.executable, "-m", "studio.simulator", "--port", "0", "--latency", str(latency_s)]
    target = log.open("ab") if log else subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own module, no words from outside
        command + ["--plain"] * plain, cwd=ROOT, stdout=subprocess.PIPE, stderr=target, text=True
    )
    try:
        yield Simulator(url=_announced_url(process), pid=process.pid)
    finally:
        _end(process)
        if log:
            target.close()  # type: ignore[union-attr]


def _announced_url(process: subprocess.Popen[str]) -> str:
    """The address on the first line; raises RuntimeError where the process ends without one."""
    line = process.stdout.readline() if process.stdout else ""
    if "http://" not in line:
        raise RuntimeError("The simulated Gemini did not start.")
    return line.split()[-1]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=END_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()
