"""Sketches edited one by one: each chosen one gives exactly one, in the same position of a new run.

Compiler and retrieval are skipped; what was drawn first stays as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery.models import Source
from studio import actions
from studio.editing.requesting import EditRequest
from studio.editing.requesting import resolve as resolve_edit
from studio.models import Batch, Sketch, SketchRun
from studio.models.sketch_run import SketchMode
from studio.requesting import Problem, RequestRefused, ResolvedRequest
from studio.sketches import composing, rows, standing
from studio.sketches.plans import SketchPlan
from studio.sketches.records import StyleRecord
from studio.sketches.variation import Variation

logger = logging.getLogger(__name__)

MAX_INSTRUCTION_CHARACTERS = 500


def refined(
    run: SketchRun, indices: Collection[int], instruction: str, *, by: AbstractBaseUser
) -> tuple[list[Sketch], list[ResolvedRequest]]:
    """The sketches and what would be asked of each.  Raises RequestRefused."""
    words = " ".join(instruction.split())
    sources = [each for each in standing.current_of(run) if each.index in indices]
    if problems := _problems_of_refining(sources, indices, words):
        raise RequestRefused(problems)
    record = StyleRecord.from_json(run.style_record)
    return sources, [_refining(run, each, words, record, by=by) for each in sources]


def _problems_of_refining(
    sources: Sequence[Sketch], indices: Collection[int], words: str
) -> list[Problem]:
    wrong = []
    if not words:
        wrong.append(Problem("instruction", "Say what is to change."))
    elif len(words) > MAX_INSTRUCTION_CHARACTERS or "\0" in words:
        message = f"One instruction of at most {MAX_INSTRUCTION_CHARACTERS} characters fits."
        wrong.append(Problem("instruction", message))
    there = [each for each in sources if standing.is_there(each) and each.image]
    if not indices:
        wrong.append(Problem("indices", "Choose at least one sketch."))
    elif len(there) < len(set(indices)):
        wrong.append(Problem("indices", "One of these positions has no sketch to refine."))
    return wrong


def _refining(
    run: SketchRun, sketch: Sketch, words: str, record: StyleRecord, *, by: AbstractBaseUser
) -> ResolvedRequest:
    """Of one sketch exactly one: the way of an edit, with words and checks of a sketch."""
    asked = EditRequest(
        image_id=sketch.image_id or 0,
        prompt=words,
        model=run.config.get("model_name", ""),
        aspect_ratio=run.config.get("aspect_ratio", ""),
        resolution=run.config.get("resolution", ""),
    )
    resolved = resolve_edit(asked, by=by)
    if resolved.edit is None:
        return resolved
    plan = replace(resolved.edit, instruction=composing.refine(words, record))
    return replace(
        resolved,
        edit=plan,
        source=Source.SKETCH,
        sketch=SketchPlan(layout=sketch.layout, exaggeration=sketch.exaggeration),
    )


def refine(
    run: SketchRun,
    indices: Collection[int],
    instruction: str,
    *,
    by: AbstractBaseUser,
    idempotency_key: str = "",
) -> SketchRun:
    """A run of edited sketches in the same positions; those of `run` stay as they are.

    Raises as `start`.
    """
    said = [f"refine {run.pk} {sorted(set(indices))} {instruction}"]
    with transaction.atomic():
        found: list[tuple[list[Sketch], list[ResolvedRequest]]] = []

        def resolve() -> list[ResolvedRequest]:
            found.append(refined(run, indices, instruction, by=by))
            return found[0][1]

        name = rows.name_of(instruction)
        batch = actions.enqueue(
            resolve, said=said, by=by, name=name, idempotency_key=idempotency_key
        )
        if not found:
            return SketchRun.objects.get(batch=batch)
        return _refinement(run, batch, found[0][0], " ".join(instruction.split()))


def _refinement(
    run: SketchRun, batch: Batch, sources: Sequence[Sketch], instruction: str
) -> SketchRun:
    made = rows.run_of(
        batch,
        style=run.style,
        style_version=run.style_version,
        style_record=run.style_record,
        concept=run.concept,
        prompt_spec=run.prompt_spec,
        config=run.config | {"num_images": len(sources)},
        mode=SketchMode.REFINE,
        parent_run=run,
        instruction=instruction,
    )
    positions = [(each.index, Variation(each.layout, each.exaggeration)) for each in sources]
    rows.sketches(made, batch, positions, sources=sources)
    logger.info("sketches.refined run=%s from=%s", made.pk, run.pk)
    return made
