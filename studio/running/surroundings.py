"""What must be so before the first process starts: one run at a time, a free port, folders."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCALHOST = "127.0.0.1"


class CannotRunError(Exception):
    """A sentence for the person at the terminal."""


@contextmanager
def only_run(lock_file: Path) -> Iterator[None]:
    """Two runs on one database and one queue would undo each other; the second is refused."""
    lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock_file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRunError(
                "Musa runs already in this folder. Stop it there first (Ctrl-C)."
            ) from None
        yield


def refuse_taken(port: int) -> None:
    """Raises CannotRunError where something listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError as error:
            raise CannotRunError(
                f"Port {port} cannot be used ({error.strerror}). "
                f"Choose another one: PORT={port % 65_000 + 1} make run"
            ) from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def private_folder(folder: Path) -> Path:
    """`folder`, made if need be, open to this user alone; refused where somebody else owns it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise CannotRunError(f"{folder} belongs to another user. Remove it or run as that user.")
    folder.chmod(0o700)
    return folder


def fresh_logs(folder: Path) -> Path:
    """An empty place for this run's logs; the last run's stay beside them as `.log.1`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        log.replace(log.with_suffix(".log.1"))
    return folder


class RuntimeFile:
    """`var/runtime.env`: the simulator's address, for other commands while Musa runs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def forget(self) -> None:
        """Remove it, and what this process read from the one that a killed run left behind."""
        left = self._path.read_text() if self._path.is_file() else ""
        for line in left.splitlines():
            name, _, value = line.partition("=")
            if os.environ.get(name) == value:
                del os.environ[name]
        self._path.unlink(missing_ok=True)

    def write(self, **values: str) -> None:
        draft = self._path.with_suffix(".draft")
        draft.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        draft.replace(self._path)
