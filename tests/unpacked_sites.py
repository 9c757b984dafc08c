"""Example sites exported to a folder, without a database: their pictures are drawn here."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from gallery import storage
from gallery.models import Image, Source
from site_builder import exporting, planning, pointers
from site_builder.exporting import Source as Placed
from site_builder.planning import Requirement
from tests import examples
from tests.finished_sites import picture


def unpacked(name: str, folder: Path, *, part: int = 2) -> Path:
    """Where the files of the example's export lie; sides are the `part`th of a 1K picture."""
    document = examples.spec(name)
    made = [_source(each, part) for each in planning.plan(document).requirements]
    for source in made:
        around = pointers.value_at(document, _pointer(source)) or {}  # a gallery's captions
        document = pointers.with_value(document, _pointer(source), {**around, **source.said})
    target = folder / name.removesuffix(".json")
    for path, data in exporting.bundled(document, made, ai_note=True).files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)
    return target


def _source(requirement: Requirement, part: int) -> Placed:
    data = picture(requirement.width // part, requirement.height // part)
    image = Image(
        uuid=uuid4(),
        name=storage.write(data, extension="jpg"),
        source=Source.GENERATED,
        model="gemini-test",
        prompt=requirement.prompt,
    )
    said: dict[str, Any] = {"src": f"asset:{image.uuid}", "alt": requirement.alt}
    return Placed(requirement.slot_key, said, image, requirement)


def _pointer(source: Placed) -> str:
    assert source.requirement is not None
    return source.requirement.pointer
