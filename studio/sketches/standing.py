"""Where a run stands, read from its sketches and their generations; nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from studio.models import Sketch, SketchRun, Status
from studio.sketches import near_duplicates

RUNNING, DONE, PARTIAL, FAILED = "running", "complete", "partial", "failed"


def current_of(run: SketchRun) -> list[Sketch]:
    """What the sheet shows, with all that a card draws, in a fixed number of queries."""
    return current_of_each([run])[run.pk]


def current_of_each(runs: Iterable[SketchRun]) -> Mapping[int, list[Sketch]]:
    """By the run's key."""
    rows = Sketch.objects.filter(run__in=[run.pk for run in runs]).current()
    with_all = rows.select_related(
        "image",
        "source",
        "replaces",
        "generation__batch",
        "generation__image",
        "generation__engine_model",
        "generation__provider_key",
        "generation__answer",
    )
    found: dict[int, list[Sketch]] = defaultdict(list)
    for sketch in with_all.prefetch_related("generation__image__renditions"):
        found[sketch.run_id].append(sketch)
    return found


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


def too_similar(sketches: Sequence[Sketch]) -> dict[int, list[int]]:
    """By position: the others that show nearly the same drawing."""
    hashes = {each.index: each.dhash256 for each in sketches if is_there(each)}
    found: dict[int, list[int]] = defaultdict(list)
    for one, other in near_duplicates.pairs(hashes):
        found[one].append(other)
        found[other].append(one)
    return found
