"""A run as a ZIP: its folder as it stands now, with `metadata.json` of this moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Set

from django.utils.text import slugify

from gallery import zipping
from gallery.zipping import Entry
from studio.models import SketchRun
from studio.sketches import metadata
from studio.sketches.folders import Files, files_of

METADATA = "metadata.json"


def pack(run: SketchRun) -> Iterator[bytes]:
    """In pieces; the rows are read now, the files one after the other as they are sent."""
    told = metadata.of_run(run)
    files = files_of(metadata.all_of(run)).values()

    def manifest(missing: Set[str]) -> bytes:
        return json.dumps(told, indent=2, ensure_ascii=False).encode()

    return zipping.pieces(list(_entries(files)), manifest=manifest, manifest_name=METADATA)


def _entries(files: Iterable[Files]) -> Iterator[Entry]:
    for each in files:
        if each.file:
            yield Entry(each.file, each.stored_file)
        if each.original:
            yield Entry(each.original, each.stored_original)


def file_name(run: SketchRun) -> str:
    words = slugify(run.concept)[:50].strip("-") or "sketches"
    return f"{words}-{run.pk}"
