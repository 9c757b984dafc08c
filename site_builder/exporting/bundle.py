"""Everything in the folder: pages, styles, pictures, manifest, spec, and how to use it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gallery import storage
from gallery.exporting import source_type_of
from site_builder import documents, pointers, rendering
from site_builder.documents import Document
from site_builder.exporting import checking, encoding, naming
from site_builder.exporting.encoding import File, Files
from site_builder.exporting.manifest import Listed, manifest
from site_builder.exporting.readme import readme
from site_builder.exporting.sources import Source, without_picture
from site_builder.library import ASSET, placed_images
from site_builder.outside import OUTSIDE
from site_builder.rendering import Picture
from site_builder.rendering.blocks import critical_placement

IMAGES = "images/"


class Refused(Exception):
    """The folder does not hold what it promises; `problems` is the whole list."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"{len(problems)} checks failed")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Made:
    source: Source
    files: Files

    @property
    def focal_point(self) -> tuple[float, float]:
        """In the files, which may be cut."""
        said, cut = self.source.focal_point, self.files.cut
        return cut.moved(said) if cut else said


@dataclass(frozen=True, slots=True)
class Bundle:
    """`files` by their path in the folder; each picture counts once, whatever its files."""

    files: Mapping[str, bytes]
    picture_count: int


def bundled(document: Document, sources: Sequence[Source], *, ai_note: bool) -> Bundle:
    """The whole folder, checked.  Raises Refused, StorageError and BadImage."""
    made = _made(sources)
    share = _share_file(document, sources)
    listed = [Listed(file, each.source, each.files.cut) for each in made for file in each.files.all]
    if share is not None:
        listed.append(share)
    files = {each.path: each.file.data for each in listed}
    files |= _pages(document, made, share, ai_note=ai_note)
    files[checking.MANIFEST] = _json(manifest(listed, site_name=document["businessName"]))
    files["site.json"] = _json(_portable(document, made))
    files["README.txt"] = readme(document, listed).encode()
    if problems := checking.problems(files):
        raise Refused(problems)
    return Bundle(files, len(made))


def _made(sources: Sequence[Source]) -> list[Made]:
    stems = naming.stems(source.slot_key for source in sources)
    return [
        Made(
            source,
            encoding.files(
                storage.read(source.image.name),
                stem=stems[source.slot_key],
                source_type=_source_type(source),
                aspect_ratio=source.shape,
                focal_point=source.focal_point,
            ),
        )
        for source in sources
    ]


def _source_type(source: Source) -> str:
    return source_type_of(source.image) if source.is_generated else ""


def _share_file(document: Document, sources: Sequence[Source]) -> Listed | None:
    """The crop of the entry page's first picture."""
    entry = documents.pages_of(document)[0]
    hero = critical_placement(entry)
    start = f"{entry.slug}/{hero.id}" if hero else "\0"
    found = [each for each in sources if each.slot_key.startswith(start + "/")]
    if not found:
        return None
    source = found[0]
    cut = encoding.share_crop(
        storage.read(source.image.name),
        focal_point=source.focal_point,
        source_type=_source_type(source),
    )
    return Listed(cut, source)


def _pages(
    document: Document, made: Sequence[Made], share: Listed | None, *, ai_note: bool
) -> dict[str, bytes]:
    pictures = {each.source.slot_key: _picture(each) for each in made}
    addresses = rendering.exported(document, share_image=share.path if share else "")
    files = {
        page.file_name: rendering.render_page(
            document,
            page.slug,
            pictures=pictures,
            mode="export",
            addresses=addresses,
            ai_note=ai_note,
        ).encode()
        for page in documents.pages_of(document)
    }
    return files | {
        "assets/site.css": rendering.site_stylesheet(document, pictures).encode(),
        "assets/site.js": rendering.script().encode(),
        "assets/favicon.svg": rendering.favicon(document).encode(),
    }


def _picture(made: Made) -> Picture:
    source, fallback = made.source, made.files.fallback
    focal_x, focal_y = made.focal_point
    return Picture(
        src=IMAGES + fallback.name,
        srcset=", ".join(f"{IMAGES}{each.name} {each.width}w" for each in made.files.webp),
        width=fallback.width,
        height=fallback.height,
        alt=source.alt,
        blur=made.files.blur,
        focal_x=focal_x,
        focal_y=focal_y,
        stand_in=source.is_stand_in,
        decorative=source.is_decorative,
        generated=source.is_generated,
    )


def _portable(document: Document, made: Sequence[Made]) -> dict[str, Any]:
    """The spec with the folder's own files, so that it can be imported elsewhere.

    A picture that is gone from the library leaves no name behind that means nothing there, nor
    does one elsewhere that is not fetched yet.
    """
    changed = dict(document)
    at_hand = {each.source.slot_key: _portable_image(each) for each in made}
    for slot_key, said in placed_images(document):
        pointer = documents.locate(document, slot_key)
        if pointer is None:
            continue
        if slot_key in at_hand:
            changed = pointers.with_value(changed, pointer, at_hand[slot_key])
        elif said["src"].startswith((ASSET, OUTSIDE)):
            changed = pointers.with_value(changed, pointer, without_picture(said))
    return changed


def _portable_image(made: Made) -> dict[str, Any]:
    fallback, said = made.files.fallback, dict(made.source.said)
    if made.files.cut and "focalPoint" in said:
        said["focalPoint"] = dict(zip("xy", made.focal_point, strict=True))
    return said | {
        "src": IMAGES + fallback.name,
        "width": fallback.width,
        "height": fallback.height,
        "blurDataURL": made.files.blur,
        "srcset": [_width(each) for each in made.files.webp],
    }


def _width(file: File) -> dict[str, Any]:
    return {"src": IMAGES + file.name, "width": file.width}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
