"""What the routes share: counters, files, the painters, and how long a call takes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from starlette.requests import Request

from studio.simulator import keys
from studio.simulator.asks import Ask, FileReader
from studio.simulator.chance import dice, new_seed
from studio.simulator.faults import FaultPlan, Faults
from studio.simulator.files import FileStore
from studio.simulator.journal import Journal
from studio.simulator.painting import Easel
from studio.simulator.wire import ApiError

VERSIONS = ("v1", "v1beta", "v1alpha")
# Larger pictures take longer; the plain mode keeps to the second.
SIZE_FACTORS = {"512": 0.8, "1K": 1.0, "2K": 1.4, "4K": 2.0}

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Desk:
    """One running provider; `plain` serves one stored picture instead of drawing."""

    latency_s: float
    plain: bool
    easel: Easel
    journal: Journal = field(default_factory=Journal)
    plan: FaultPlan = field(default_factory=FaultPlan)
    files: FileStore = field(default_factory=FileStore)
    painters: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(os.cpu_count() or 2, "painter")
    )

    def latency_of(self, ask: Ask, due: Faults) -> float:
        """Seconds from request to last byte; a marker is exact, and so is the plain mode."""
        usual_s = self.latency_s
        if not self.plain:
            usual_s *= SIZE_FACTORS.get(ask.size or "1K", 1.0) * dice(new_seed()).uniform(0.85, 1.2)
        return due.latency_s(usual_s)

    async def in_thread(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what takes CPU beside the loop; only as many at once as there are cores."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.painters, lambda: function(*args, **kwargs))

    def file_reader(self, request: Request) -> FileReader:
        owner = keys.label(keys.key_of(request))
        return lambda uri: self.files.image(uri, owner)


def check_version(request: Request) -> str:
    """The API version in the path; raises 404 for one that does not exist."""
    version = str(request.path_params["version"])
    if version not in VERSIONS:
        raise ApiError(404, f"{request.url.path} was not found on this server.")
    return version
