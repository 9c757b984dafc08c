"""A run's folder in the store: the drawings, the model's own bytes, and what tells of them.

`sketches/<user>/<YYYYMMDD_HHMMSS>_<run>/`: written once, never over anything, and read by nobody
but its owner's export.  Where files can have two names the bytes lie there only once.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gallery import storage
from gallery.storage import StorageError
from studio import answers
from studio.models import Sketch

FOLDER = "sketches"
METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Files:
    """Of one sketch: names relative to its run's folder, and the names of the same in the store.

    "" where there is none.
    """

    file: str = ""
    original: str = ""
    stored_file: str = ""
    stored_original: str = ""


def folder_of(owner_id: int, run_id: int, created_at: datetime) -> str:
    moment = timezone.localtime(created_at, timezone.get_default_timezone())
    return f"{FOLDER}/{owner_id}/{moment:%Y%m%d_%H%M%S}_{run_id}"


def files_of(sketches: Iterable[Sketch]) -> dict[int, Files]:
    """By the sketch's key; wants all of a run, the replaced ones too, in the order of their keys.

    The first of a position is `sketch_0.png`, what is drawn there later `sketch_0_v2.png`.
    """
    seen: Counter[int] = Counter()
    found = {}
    for sketch in sketches:
        seen[sketch.index] += 1
        found[sketch.pk] = _files(sketch, seen[sketch.index])
    return found


def _files(sketch: Sketch, number: int) -> Files:
    stem = f"sketch_{sketch.index}" + (f"_v{number}" if number > 1 else "")
    drawing = sketch.image.name if sketch.image else ""
    original = _original(sketch)
    return Files(
        file=f"{stem}.png" if drawing else "",
        original=f"original/{stem}.{original.rpartition('.')[2]}" if original else "",
        stored_file=drawing,
        stored_original=original,
    )


def _original(sketch: Sketch) -> str:
    """The model's own bytes, as its answer keeps them."""
    answer = getattr(sketch.generation, "answer", None) if sketch.generation else None
    return answers.finished_blob(answer.content) if answer else ""


def put(folder: str, files: Iterable[Files]) -> None:
    """Whatever of these is not there yet.  Raises StorageError."""
    for each in files:
        for name, stored in (
            (each.file, each.stored_file),
            (each.original, each.stored_original),
        ):
            if name:
                storage.put_beside(stored, name=f"{folder}/{name}")


def put_metadata(folder: str, metadata: dict[str, object]) -> None:
    """`metadata.json`; what tells of a later state stands beside it as `metadata_2.json`."""
    data = json.dumps(metadata, indent=2, ensure_ascii=False).encode()
    number = 1
    while storage.exists(name := f"{folder}/{_metadata_name(number)}"):
        number += 1
    storage.write_as(data, name=name)


def _metadata_name(number: int) -> str:
    return f"{METADATA}.json" if number == 1 else f"{METADATA}_{number}.json"


def remove(folder: str) -> None:
    """All of it; what cannot be deleted is logged."""
    if folder.startswith(f"{FOLDER}/"):
        storage.remove_folder(folder)


__all__ = ["FOLDER", "Files", "StorageError", "files_of", "folder_of", "put", "put_metadata"]
