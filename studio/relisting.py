"""A batch that was sent, as the list that would make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from studio import listing
from studio.listing import Item
from studio.models import Batch, Generation
from studio.prompting import Reference, references_in
from studio.requesting import MAX_COUNT


def text_of(batch: Batch) -> str:
    """As CSV; rows that ask for the same are one row with their count."""
    return listing.as_csv(_items(batch))


def references_of(batch: Batch) -> tuple[Reference, ...]:
    """Those that each row has in common, since a list names them once for all."""
    each = batch.generations.order_by("position").values_list("requested", flat=True)
    first, *others = {references_in(requested) for requested in each} or {()}
    return () if others else first


def _items(batch: Batch) -> Iterator[Item]:
    for item, pictures in Counter(map(_item, batch.generations.order_by("position"))).items():
        for first in range(0, pictures, MAX_COUNT):
            count = min(pictures - first, MAX_COUNT)
            yield replace(item, count=count if count > 1 else None)


def _item(row: Generation) -> Item:
    said = row.requested
    return Item(
        number=0,
        prompt=row.prompt,
        name=row.name,
        model=str(said.get("model", "")),
        aspect_ratio=str(said.get("aspect_ratio", "")),
        resolution=str(said.get("resolution", "")),
    )
