"""Where a run stands, read from its sketches and their generations; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Sequence

from studio.models import Sketch, SketchRun, Status

RUNNING, DONE, PARTIAL, FAILED = "running", "complete", "partial", "failed"


def current_of(run: SketchRun) -> list[Sketch]:
    """What the sheet shows, with all that a card draws, in a fixed number of queries."""
    rows = Sketch.objects.filter(run=run).current()
    return list(
        rows.select_related("generation__batch", "generation__engine_model", "image")
        .select_related("generation__provider_key", "generation__answer", "source", "replaces")
        .prefetch_related("image__renditions")
    )


def state_of(sketches: Sequence[Sketch]) -> str:
    """Of the current ones, each with its generation.  A blank sheet counts as failed."""
    if any(each.generation and not each.generation.is_settled for each in sketches):
        return RUNNING
    good = sum(is_there(each) for each in sketches)
    if good == len(sketches):
        return DONE
    return PARTIAL if good else FAILED


def is_there(sketch: Sketch) -> bool:
    over = sketch.generation is not None and sketch.generation.status == Status.COMPLETE
    return over and not sketch.error
