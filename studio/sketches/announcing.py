"""What a run tells its event stream: ids of the database, so that a reader can go on after any.

Never words of a person: those stand in the run itself.
"""

from __future__ import annotations

from typing import Any

from studio import events
from studio.models import Generation, Sketch, SketchRun

PROGRESS, IMAGE, COMPLETE, ERROR = "progress", "image", "complete", "error"
PREFIX = "sketches."


def progress(run: SketchRun, step: str, **facts: Any) -> None:
    """`step` is "compiled", "references" or "retry"."""
    _record(run, PROGRESS, {"step": step, **facts})


def image(sketch: Sketch, generation: Generation, *, is_retried: bool = False) -> None:
    """A position is over; or its first try is, where it is drawn once more."""
    facts = {
        "index": sketch.index,
        "sketch_id": sketch.pk,
        "image_id": generation.image_id,
        "url": generation.image.url if generation.image else None,
        "verdict": sketch.verdict or None,
        "error": sketch.error or None,
        "final": not is_retried,
    }
    _record(sketch.run, IMAGE, facts, generation_id=generation.pk)
    if is_retried:
        progress(sketch.run, "retry", index=sketch.index)


def complete(run: SketchRun, state: str) -> None:
    """`error` where not one sketch is there."""
    kind = ERROR if state == "failed" else COMPLETE
    _record(run, kind, {"run_id": run.pk, "status": state})


def _record(
    run: SketchRun, kind: str, facts: dict[str, Any], generation_id: int | None = None
) -> None:
    events.record(
        owner_id=run.owner_id,
        kind=f"{PREFIX}{kind}",
        data={"run_id": run.pk, **facts},
        generation_id=generation_id,
        batch_id=run.batch_id,
    )
