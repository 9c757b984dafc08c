"""The styles and drawings that every instance has, from `data/`; as often as one likes."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from studio.models import SketchReference, SketchStyle
from studio.sketches import styles
from studio.sketches.layouts import DATA
from studio.sketches.records import StyleRecord


@transaction.atomic
def seed() -> int:
    """Add what the database lacks, renew what a newer version of Musa brings; how many rows."""
    styles_seeded = (_seed_style(at, record) for at, record in enumerate(_records()))
    return _seed_references() + sum(styles_seeded)


def _seed_references() -> int:
    library = json.loads((DATA / "references" / "manifest.json").read_text(encoding="utf-8"))
    known = {each.key: each for each in SketchReference.objects.filter(owner=None)}
    rows = [_reference(item) for item in library["items"]]
    new = SketchReference.objects.bulk_create(row for row in rows if row.key not in known)
    changed = [
        row
        for row in rows
        if (kept := known.get(row.key)) and (kept.caption, kept.tags) != (row.caption, row.tags)
    ]
    for row in changed:
        words = {"caption": row.caption, "tag_line": row.tag_line}
        SketchReference.objects.filter(key=row.key).update(**words)
    return len(new) + len(changed)


def _reference(item: dict[str, Any]) -> SketchReference:
    row = SketchReference(key=item["id"], caption=item["caption"], dhash256=item["dhash256"])
    row.tags = item["tags"]
    return row


def _records() -> list[StyleRecord]:
    files = sorted((DATA / "styles").glob("*.json"))
    return [StyleRecord.from_json(json.loads(file.read_text(encoding="utf-8"))) for file in files]


def _seed_style(position: int, record: StyleRecord) -> int:
    """1 where it was added or renewed; a built-in style is nobody's to change."""
    style = SketchStyle.objects.filter(owner=None, key=record.key).first() or SketchStyle()
    if style.pk and style.version >= record.version and style.position == position:
        return 0
    style.version, style.position = record.version, position
    styles.write_built_in(record, style)
    return 1
