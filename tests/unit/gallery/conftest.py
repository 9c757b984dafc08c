from __future__ import annotations

import resource
import signal
from collections.abc import Iterator

import pytest

FULL_AT_BYTES = 50_000


@pytest.fixture
def full_disk() -> Iterator[None]:
    """No file can grow beyond 50 kB: the kernel refuses the write, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT_BYTES, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    signal.signal(signal.SIGXFSZ, handler)
