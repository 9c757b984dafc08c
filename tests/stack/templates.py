"""What every stack begins with, made once for a whole run of tests: a database, static files.

xdist's workers inherit the folder's name; a lock lets one of them make what the others wait for.
Without a folder, as in a bench, each stack makes its own.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FOLDER = "STACK_TEMPLATES"


def made_once(name: str, make: Callable[[Path], None], *, otherwise: Path) -> Path:
    """Where that which `make` writes lies, whole: in the run's folder, or in `otherwise`."""
    folder = Path(os.environ.get(_FOLDER) or otherwise)
    made = folder / name
    with (folder / f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not made.exists():
            draft = Path(tempfile.mkdtemp(dir=folder)) / name
            make(draft)
            draft.rename(made)
    return made


@contextmanager
def folder_of_the_run() -> Iterator[None]:
    """The folder, for this process and those that it starts, unless one above has made it."""
    if os.environ.get(_FOLDER):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="musa-templates-") as folder:
        os.environ[_FOLDER] = folder
        yield
        del os.environ[_FOLDER]
