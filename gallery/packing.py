"""Chosen pictures as a ZIP: the originals, and a manifest that tells how each came to be.

Rows are read a portion at a time while the ZIP is sent, and what the manifest will say of them
waits in a file, so that memory does not grow with their number.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Set
from itertools import count
from typing import IO, Any

from django.db import close_old_connections

from gallery import zipping
from gallery.intake import HAS_PLACE
from gallery.models import Image, ImageQuerySet
from gallery.zipping import Entry

AT_ONCE = 100  # rows in memory
IN_MEMORY_BYTES = 1024 * 1024  # of the manifest, before it goes to a file
_MISSING = {"code": "storage_error", "message": "The file of this picture is missing."}
_TAGS = ("tags",)  # taggit has no types
_COPIED = ("requested", "sent", "received", "tokens", "cost_usd")  # of `Image.details`


def pack(images: ImageQuerySet) -> Iterator[bytes]:
    """In pieces, newest first; what the store has lost is named in the manifest."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as said:
        yield from zipping.pieces(_entries(images, said), manifest=lambda gone: _told(said, gone))


def _entries(images: ImageQuerySet, said: IO[bytes]) -> Iterator[Entry]:
    numbers = count(1)
    for portion in _portions(images):
        for image in portion:
            number = next(numbers)
            is_placed = bool(image.details.get(HAS_PLACE))
            file = f"{image.name}.jpg" if is_placed and image.name.endswith("heic") else image.name
            name = zipping.entry_name(number, image.title, file=file)
            line = json.dumps(_facts(image, number, name), ensure_ascii=False)
            said.write(line.encode() + b"\n")
            yield Entry(name, image.name, image.mime_type if is_placed else "")


def _portions(images: ImageQuerySet) -> Iterator[list[Image]]:
    """Each portion begins where the last one ended, however long its pictures took to send."""
    rows = images.newest_first().defer("placeholder").prefetch_related(*_TAGS)
    portion = list(rows[:AT_ONCE])
    while portion:
        close_old_connections()  # the next portion may be read by another thread
        yield portion
        last = portion[-1]
        portion = list(rows.older_than(last.created_at, last.pk)[:AT_ONCE])


def _told(said: IO[bytes], missing: Set[str]) -> Iterator[bytes]:
    """The lines as one JSON document, the lost files marked now that they are known."""
    yield b'{\n"images": [\n'
    said.seek(0)
    for number, line in enumerate(said):
        facts = json.loads(line)
        if facts["file"] in missing:
            facts |= {"file": None, "error": _MISSING}
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        yield (",\n" if number else "").encode() + text.encode()
    yield b"\n]\n}\n"


def _facts(image: Image, number: int, name: str) -> dict[str, Any]:
    return {
        "number": number,
        "file": name,
        "error": None,
        "id": image.pk,
        "uuid": str(image.uuid),
        "prompt": image.prompt,
        "alt": image.alt,
        "model": image.model,
        "aspect_ratio": image.aspect_ratio,
        "resolution": image.resolution,
        "width": image.width_px,
        "height": image.height_px,
        "mime_type": image.mime_type,
        "size_bytes": image.size_bytes,
        "source": image.source,
        "starred": image.starred,
        "tags": sorted(tag.name for tag in image.tags.all()),
        "created_at": image.created_at.isoformat(),
        **{key: image.details.get(key) for key in _COPIED},
    }
