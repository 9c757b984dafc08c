"""Pictures as a ZIP that is written while it is sent: memory holds one picture at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.text import slugify
from zipstream import ZipStream

from gallery import location, serving, storage
from gallery.imaging import BadImage
from gallery.storage import StorageError

MANIFEST = "manifest.json"
Manifest = Callable[[Set[str]], bytes | Iterable[bytes]]  # of the names that are missing
MAX_SLUG_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its name inside the ZIP, and in the store.

    `placed_type` is set where the file tells a place, which stays out of the ZIP: its MIME type.
    """

    name: str
    file: str
    placed_type: str = ""


def entry_name(number: int, words: str, *, file: str) -> str:
    """ "007-red-kettle.png": in order, readable, safe everywhere, and once in a ZIP."""
    slug = slugify(words)[:MAX_SLUG_CHARACTERS].strip("-") or "image"
    return f"{number:03d}-{slug}.{file.rpartition('.')[2]}"


def pieces(
    entries: Iterable[Entry], *, manifest: Manifest, manifest_name: str = MANIFEST
) -> Iterator[bytes]:
    """The ZIP in pieces of about a megabyte.

    What the store has lost is left out; `manifest` is written last, as the file `manifest_name`,
    and told the names of these.
    """
    buffer = bytearray()
    for piece in _written(entries, manifest, manifest_name):
        buffer += piece
        if len(buffer) >= storage.CHUNK_BYTES:
            yield bytes(buffer)
            buffer.clear()
    yield bytes(buffer)


def respond(request: HttpRequest, content: Iterator[bytes], *, name: str) -> StreamingHttpResponse:
    """As a file to save, called `<name>.zip`."""
    headers = {"Content-Type": "application/zip"} | serving.as_download(f"{name}.zip")
    return serving.stream(request, content, headers=headers)


def _written(entries: Iterable[Entry], manifest: Manifest, manifest_name: str) -> Iterator[bytes]:
    zipped = ZipStream()
    missing = set()
    for entry in entries:
        try:
            zipped.add(_content(entry), entry.name)
        except (StorageError, BadImage):
            missing.add(entry.name)
        yield from zipped.all_files()
    zipped.add(manifest(missing), manifest_name)
    yield from zipped.finalize()


def _content(entry: Entry) -> bytes:
    data = storage.read(entry.file)
    if not entry.placed_type:
        return data
    return location.removed(data, mime_type=entry.placed_type)[0]
