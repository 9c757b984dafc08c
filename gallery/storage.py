"""Where files lie, and their names: the default storage, a folder or a bucket, and nothing else.

A name is `images/<40 hex>.<ext>`: random, never from people; its content never changes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.urls import reverse

FOLDER = "images/"
CHUNK_BYTES = 1024 * 1024

logger = logging.getLogger(__name__)


class StorageError(Exception):
    """The store could not write or read a file; nothing was left half-written."""


def new_name(extension: str) -> str:
    return f"{FOLDER}{secrets.token_hex(20)}.{extension}"


def url(name: str) -> str:
    """The address under which its owner gets the file; no permission hangs on knowing it."""
    return _base_url() + name.removeprefix(FOLDER)


def write(data: bytes, *, extension: str) -> str:
    """Store the bytes whole or not at all; returns their name.  Raises StorageError."""
    name = new_name(extension)
    try:
        if path := _local_path(name):
            _write_durably(path, data)
        else:
            default_storage.save(name, ContentFile(data))
    except Exception as error:  # a bucket raises its own library's errors, a disk OSError
        logger.exception("file.write_failed bytes=%s", len(data))
        remove(name)
        raise StorageError("The picture could not be stored.") from error
    return name


def open_file(name: str) -> File[bytes]:
    """The stored file, open for reading; raises StorageError where it cannot be."""
    try:
        return default_storage.open(name, "rb")
    except Exception as error:  # as in `write`
        raise StorageError("The picture's file is missing.") from error


def read(name: str) -> bytes:
    """All bytes of a stored file; raises StorageError."""
    with open_file(name) as file:
        data: bytes = file.read()
    return data


def exists(name: str) -> bool:
    return default_storage.exists(name)


def remove(*names: str) -> None:
    """Delete the files; one that cannot be deleted is logged and left to the clean-up."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # as in `write`
            logger.exception("file.remove_failed name=%s", name)


def chunks(name: str, *, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes of a file from `start` on, a piece at a time; opened at the first one."""
    with open_file(name) as file:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


@cache
def _base_url() -> str:
    """Resolved once: a page of 60 tiles names 180 files."""
    return reverse("gallery:file", args=["-"])[:-1]


def _local_path(name: str) -> Path | None:
    """Where the file lies on this machine's disk; None in a bucket."""
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


def _write_durably(path: Path, data: bytes) -> None:
    """A crash leaves the whole file or none: the name appears once the bytes are on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
