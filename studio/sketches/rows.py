"""The rows of a run: within the transaction that queues its batch."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from studio.models import Batch, Sketch, SketchRun
from studio.models.sketch import SketchCause
from studio.sketches import folders
from studio.sketches.variation import Variation

NAME_CHARACTERS = 200


def name_of(concept: str) -> str:
    return " ".join(concept.split())[:NAME_CHARACTERS]


def run_of(batch: Batch, **facts: object) -> SketchRun:
    """Its folder is named after it, so it is there first under a name that nobody else has."""
    run = SketchRun.objects.create(
        owner_id=batch.owner_id, batch=batch, folder=uuid.uuid4().hex, **facts
    )
    run.folder = folders.folder_of(run.owner_id, run.pk, run.created_at)
    run.save(update_fields=["folder"])
    return run


def sketches(
    run: SketchRun,
    batch: Batch,
    positions: Iterable[tuple[int, Variation]],
    *,
    sources: Sequence[Sketch] = (),
) -> None:
    """A row for each generation of the batch, in the same order."""
    generations = batch.generations.order_by("position")
    cause = SketchCause.REFINE if sources else SketchCause.FIRST
    rows = [
        Sketch(
            run=run,
            index=index,
            generation=generation,
            layout=varied.layout,
            exaggeration=varied.exaggeration,
            cause=cause,
            source=sources[at] if sources else None,
        )
        for at, ((index, varied), generation) in enumerate(zip(positions, generations, strict=True))
    ]
    Sketch.objects.bulk_create(rows)
