"""A conversation as a ZIP: `conversation.md` and the pictures as they came, streamed."""

from __future__ import annotations

from collections.abc import Iterator, Set

from django.utils.text import slugify

from gallery import zipping
from gallery.intake import HAS_PLACE
from gallery.models import Image
from gallery.zipping import Entry
from sessions_app.models import WorkSession
from studio.transcripts import markdown
from studio.transcripts.content import Step, Whole

FOLDER = "pictures"
DOCUMENT = "conversation.md"


def pack(session: WorkSession) -> Iterator[bytes]:
    """In pieces; words are read now, files one after the other as they are sent."""
    whole = Whole.of(session)
    steps = list(whole.steps())
    entries = _entries(steps)
    files = {pk: entry.name for pk, entry in entries.items()}

    def told(missing: Set[str]) -> bytes:
        return markdown.document(whole, steps, files, missing).encode()

    return zipping.pieces(entries.values(), manifest=told, manifest_name=DOCUMENT)


def file_name(session: WorkSession) -> str:
    return slugify(session.name)[:60].strip("-") or f"musa-session-{session.pk}"


def _entries(steps: list[Step]) -> dict[int, Entry]:
    """One for each picture, in the order in which they are told."""
    found: dict[int, Entry] = {}
    for step in steps:
        for image in step.exchange.pictures:
            if image.pk not in found:
                found[image.pk] = _entry(image, number=len(found) + 1)
    return found


def _entry(image: Image, *, number: int) -> Entry:
    """The bytes as they came, but for the place that a camera wrote into them."""
    is_placed = bool(image.details.get(HAS_PLACE))
    file = f"{image.name}.jpg" if is_placed and image.name.endswith("heic") else image.name
    name = f"{FOLDER}/{zipping.entry_name(number, image.title, file=file)}"
    return Entry(name, image.name, image.mime_type if is_placed else "")
