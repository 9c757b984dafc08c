"""Where files lie, and their names: the default storage, a folder or a bucket, and nothing else.

A name is `images/<40 hex>.<ext>`: random, never from people; its content never changes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

FOLDER = "images/"
CHUNK_BYTES = 1024 * 1024
_NAME = re.compile(rf"{FOLDER}[0-9a-f]{{40}}\.[a-z]{{3,4}}", re.ASCII)
_UNFINISHED = re.compile(rf"{FOLDER}\.[0-9a-f]{{40}}\.[a-z]{{3,4}}\.part", re.ASCII)

logger = logging.getLogger(__name__)


class StorageError(Exception):
    """The store could not write or read a file; nothing was left half-written."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file as the store lists it."""

    name: str
    size_bytes: int
    modified_at: datetime


def new_name(extension: str) -> str:
    return f"{FOLDER}{secrets.token_hex(20)}.{extension}"


def is_name(text: str) -> bool:
    """Whether it could be one: what people send is not asked of the database otherwise."""
    return _NAME.fullmatch(text) is not None


def names_in(text: str) -> set[str]:
    """Every name of a file that stands in a longer text, such as a JSON column."""
    return set(_NAME.findall(text))


def url(name: str) -> str:
    """The address under which its owner gets the file; no permission hangs on knowing it."""
    return _base_url() + name.removeprefix(FOLDER)


def write(data: bytes, *, extension: str) -> str:
    """Store the bytes whole or not at all; returns their name.  Raises StorageError."""
    name = new_name(extension)
    try:
        with _told("The picture could not be stored."):
            _put(name, data)
    except StorageError:
        logger.exception("file.write_failed bytes=%s", len(data))
        remove(name)
        raise
    return name


def link(name: str) -> str:
    """Another name for the same bytes, to be removed on its own; a copy where files have but one.

    Raises StorageError.
    """
    extension = name.rpartition(".")[2]
    if (path := _local_path(name)) and (other := _local_path(new_name(extension))):
        with contextlib.suppress(OSError):  # a disk without links, or too many of this one
            other.hardlink_to(path)
            return FOLDER + other.name
    return write(read(name), extension=extension)


def put_beside(stored: str, *, name: str) -> None:
    """The bytes of a stored file under a name of the caller's own, outside of our folder.

    What is there already stays as it is.  Raises StorageError.
    """
    if exists(name):
        return
    path, source = _local_path(name), _local_path(stored)
    if path and source:
        with contextlib.suppress(OSError):  # a disk without links, or another disk
            path.parent.mkdir(parents=True, exist_ok=True)
            path.hardlink_to(source)
            return
    write_as(read(stored), name=name)


def write_as(data: bytes, *, name: str) -> None:
    """Bytes under a name of the caller's own; what is there stays.  Raises StorageError."""
    if exists(name):
        return
    with _told("The file could not be stored."):
        _put(name, data)


def remove_folder(folder: str) -> None:
    """All files of a folder of the caller's own, and the folder where it is one."""
    try:
        folders, files = default_storage.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in folders:
        remove_folder(f"{folder}/{name}")
    remove(*(f"{folder}/{name}" for name in files))
    if path := _local_path(folder):
        with contextlib.suppress(OSError):  # something of others lies there
            path.rmdir()


def read(name: str) -> bytes:
    """All bytes of a stored file; raises StorageError."""
    with _told("The picture's file is missing."), default_storage.open(name, "rb") as file:
        data: bytes = file.read()
    return data


def exists(name: str) -> bool:
    """Raises StorageError where the store does not answer."""
    with _told("The store of pictures does not answer."):
        return default_storage.exists(name)


def size_bytes(name: str) -> int:
    """Of a file that no row describes; raises StorageError."""
    with _told("The picture's file is missing."):
        return default_storage.size(name)


def is_missing(name: str) -> bool:
    """Whether a page has to do without the file: it is gone, or its store is away."""
    try:
        return not exists(name)
    except StorageError:
        return True


def remove(*names: str) -> None:
    """Delete the files; one that cannot be deleted is logged and left to the clean-up."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # as in `_told`
            logger.exception("file.remove_failed name=%s", name)


def chunks(name: str, *, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes of a file from `start` on, a piece at a time; opened at the first one.

    Raises StorageError.
    """
    with _told("The picture's file is missing."), _open_span(name, start, length) as file:
        while length > 0 and (chunk := file.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


def found() -> Iterator[Found]:
    """Every file of ours in the store, what a crash left unfinished too; nothing of others.

    A file that stays while this runs is among them for sure.  Raises StorageError.
    """
    with _told("The store of pictures does not answer."):
        for each in _listed():
            if _NAME.fullmatch(each.name) or _UNFINISHED.fullmatch(each.name):
                yield each


def _listed() -> Iterator[Found]:
    folder = _local_path(FOLDER)
    if folder is None:
        for name, size_bytes, modified_at in default_storage.listed(FOLDER):  # type: ignore[attr-defined]
            yield Found(name, size_bytes, modified_at)
    elif folder.is_dir():
        yield from _in_folder(folder)


def _in_folder(folder: Path) -> Iterator[Found]:
    with os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):  # gone since it was listed
                state = entry.stat()
                modified_at = datetime.fromtimestamp(state.st_mtime, UTC)
                yield Found(FOLDER + entry.name, state.st_size, modified_at)


@contextlib.contextmanager
def _told(sentence: str) -> Iterator[None]:
    """A bucket raises its own library's errors, a disk OSError: callers know StorageError alone."""
    try:
        yield
    except Exception as error:
        logger.warning("file.failed error=%s", type(error).__name__)
        raise StorageError(sentence) from error


def _open_span(name: str, start: int, length: int) -> AbstractContextManager[IO[bytes]]:
    """The file at `start`; a bucket is asked for these bytes alone, not for all of them."""
    if open_span := getattr(default_storage, "open_span", None):
        return contextlib.closing(open_span(name, start=start, length=length))
    file = default_storage.open(name, "rb")
    file.seek(start)
    return file


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


def _put(name: str, data: bytes) -> None:
    if path := _local_path(name):
        _write_durably(path, data)
    else:
        default_storage.save(name, ContentFile(data))


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
