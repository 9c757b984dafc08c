"""What a person does with runs: start, draw a position anew, lock.

A run is a batch, one generation a sketch; workers draw them like any picture, and what happens when
one is there stands in `recording` and `endings`.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from sessions_app import acting
from studio import actions, keys, ledger
from studio.actions import NotRetryable
from studio.models import Generation, Sketch, SketchFeedback, SketchRun
from studio.models.sketch import SketchCause
from studio.models.sketch_run import SketchMode
from studio.sketches import (
    announcing,
    briefs,
    compiling,
    composing,
    repeating,
    rows,
    rules,
    standing,
    styles,
)
from studio.sketches.briefs import Brief, Prepared
from studio.sketches.records import StyleRecord
from studio.sketches.spec import PromptSpec
from studio.sketches.variation import Variation

logger = logging.getLogger(__name__)

REMARKS_HEARD = 10  # of earlier comments, in a compilation


def compiled(brief: Brief, *, by: AbstractBaseUser, with_model: bool = True) -> PromptSpec:
    """The brief's own spec, else what the concept is understood to say.  Raises RequestRefused."""
    briefs.check(brief)
    if brief.spec is not None:
        return brief.spec
    style = briefs.style_of(brief.style, by=by)
    remarks = earlier_remarks(style.pk, by=by)
    if not with_model:
        return rules.compile_concept(brief.concept, earlier=remarks)
    record = styles.record_of(style, by=by)
    return compiling.compile_concept(brief.concept, style=record, by=by, earlier=remarks)


def earlier_remarks(style_id: int, *, by: AbstractBaseUser) -> list[str]:
    """What was said of this style's sketches and is not part of its summary, the newest last."""
    said = SketchFeedback.objects.heeded().filter(owner_id=by.pk, style_id=style_id)
    return list(said.order_by("-pk").values_list("text", flat=True)[:REMARKS_HEARD])[::-1]


def prepare(brief: Brief, *, by: AbstractBaseUser, with_model: bool = True) -> Prepared:
    """Raises RequestRefused; with a text model compiling costs a little and takes a moment."""
    spec = compiled(brief, by=by, with_model=with_model)
    return briefs.prepare(brief, spec, briefs.style_of(brief.style, by=by), by=by)


def start(brief: Brief, *, by: AbstractBaseUser, idempotency_key: str = "") -> SketchRun:
    """Queue a run; the same idempotency key gives the same one.

    Raises RequestRefused, MissingKey, InsufficientBudget, ApprovalRequired, IdempotencyConflict.
    """
    if known := _answered_before(by, idempotency_key, brief):
        return known
    return start_prepared(prepare(brief, by=by), by=by, idempotency_key=idempotency_key)


@transaction.atomic
def start_prepared(
    prepared: Prepared, *, by: AbstractBaseUser, idempotency_key: str = ""
) -> SketchRun:
    """As `start`, of what was prepared and shown.

    A retry's money is held when it begins.  What a token has to ask for counts it from the start.
    """
    ledger.want_approved(prepared.estimate().cost_usd, acting.token_of(by))
    batch = actions.enqueue(
        lambda: prepared.requests,
        said=[repr(prepared.brief)],
        by=by,
        name=rows.name_of(prepared.brief.concept),
        idempotency_key=idempotency_key,
    )
    if known := SketchRun.objects.filter(batch=batch).first():
        return known
    run = rows.run_of(
        batch,
        style=prepared.style,
        style_version=prepared.style.version,
        style_record=prepared.record.as_json(),
        concept=prepared.brief.concept,
        prompt_spec=prepared.spec.as_json(),
        retrieval=[each.as_json() for each in prepared.drawings],
        config=_config(prepared),
    )
    rows.sketches(run, batch, enumerate(prepared.variations))
    announcing.progress(run, "compiled", compiler=prepared.spec.compiler)
    announcing.progress(run, "references", references=run.used_references)
    logger.info("sketches.started run=%s count=%s", run.pk, len(prepared.variations))
    return run


def _answered_before(by: AbstractBaseUser, key: str, brief: Brief) -> SketchRun | None:
    """So that nothing is compiled, and paid, for a request that was answered."""
    batch = actions.answered_before(
        said=[repr(brief)], by=by, name=rows.name_of(brief.concept), key=key
    )
    return SketchRun.objects.get(batch=batch) if batch else None


def _config(prepared: Prepared) -> dict[str, object]:
    first = prepared.requests[0]
    return {
        "num_images": len(prepared.requests),
        "resolution": first.resolution,
        "aspect_ratio": first.aspect_ratio,
        "model_name": first.engine_model.model_id,
        "auto_retry": prepared.brief.auto_retry,
        "posterise": prepared.brief.posterise,
    }


# --- A run that is there


def set_lock(sketch: Sketch, *, locked: bool) -> None:
    """A locked sketch stays when the others are drawn anew."""
    set_locks(sketch.run, [sketch.index], locked=locked)


def set_locks(run: SketchRun, indices: Collection[int], *, locked: bool) -> None:
    """Of what stands in these positions now."""
    Sketch.objects.filter(run=run, index__in=indices, is_current=True).update(locked=locked)


@transaction.atomic
def reroll(run: SketchRun, *, by: AbstractBaseUser, indices: Collection[int] | None = None) -> int:
    """Draw these positions anew, by default all that are not locked; returns how many.

    Open ones are left to end.  Raises NotRetryable where none can be, and what `start` raises of
    key and money.
    """
    list(SketchRun.objects.select_for_update().filter(pk=run.pk))  # one at a time
    chosen = [
        each
        for each in standing.current_of(run)
        if each.generation
        and each.generation.is_settled
        and (not each.locked if indices is None else each.index in indices)
    ]
    if not chosen:
        raise NotRetryable
    key_row, token = keys.row_of(keys.key_of(by)), acting.token_of(by)
    ledger.want_approved(sum((_of(each).estimated_cost_usd for each in chosen), Decimal(0)), token)
    for sketch in chosen:
        layout = _next_layout(run, sketch)
        repeating.repeat(
            sketch,
            _of(sketch),
            prompt=_prompt(run, sketch, layout),
            cause=SketchCause.REROLL,
            layout=layout,
            key_row=key_row,
            token=token,
        )
    SketchRun.objects.filter(pk=run.pk).update(ended_at=None)
    logger.info("sketches.rerolled run=%s count=%s", run.pk, len(chosen))
    return len(chosen)


def _of(sketch: Sketch) -> Generation:
    if sketch.generation is None:
        raise NotRetryable
    return sketch.generation


def _next_layout(run: SketchRun, sketch: Sketch) -> str:
    """A refined sketch keeps its own: only its instruction is to show."""
    if run.mode == SketchMode.REFINE:
        return sketch.layout
    layouts = StyleRecord.from_json(run.style_record).layouts
    at = layouts.index(sketch.layout) if sketch.layout in layouts else -1
    return layouts[(at + 1) % len(layouts)]


def _prompt(run: SketchRun, sketch: Sketch, layout: str) -> str:
    if run.mode == SketchMode.REFINE:
        return _of(sketch).prompt
    return composing.compose(
        PromptSpec.from_json(run.prompt_spec),
        StyleRecord.from_json(run.style_record),
        Variation(layout, sketch.exaggeration),
        has_references=bool(run.used_references),
    )
