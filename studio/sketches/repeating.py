"""The same position of a run drawn once more: a generation in the same batch, a new row beside it.

Within the caller's transaction, all of it or nothing; what was there before stays in the history.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from sessions_app.models import ApiToken
from studio import events, ledger, waking
from studio.models import Generation, ProviderKey, Sketch, Turn
from studio.models.sketch import SketchCause
from studio.sketches.plans import KEY, plan_in


@transaction.atomic
def repeat(
    sketch: Sketch,
    generation: Generation,
    *,
    prompt: str,
    cause: SketchCause,
    layout: str = "",
    key_row: ProviderKey | None = None,
    token: ApiToken | None = None,
) -> Sketch:
    """`generation` is the sketch's; "" for `layout` leaves it; `token` pays, or the person alone.

    Its money is held from now on.  Raises InsufficientBudget.
    """
    plan = plan_in(generation.requested)
    layout = layout or sketch.layout
    kept = {KEY: replace(plan, layout=layout).as_json()} if plan else {}
    again = Generation.objects.create(
        owner_id=generation.owner_id,
        batch_id=generation.batch_id,
        position=generation.position,
        kind=generation.kind,
        priority=generation.priority,
        engine_model_id=generation.engine_model_id,
        provider_key_id=key_row.pk if key_row else generation.provider_key_id,
        api_token=token,
        prompt=prompt,
        name=generation.name,
        requested=generation.requested | kept,
        estimated_cost_usd=generation.estimated_cost_usd,
    )
    again.references.set(generation.references.all())
    ledger.reserve([again])
    Turn.objects.get_or_create(owner_id=again.owner_id)
    events.record_status([again])
    waking.wake_on_commit(hints=1)
    return _in_its_place(sketch, again, layout, cause)


def _in_its_place(
    sketch: Sketch, generation: Generation, layout: str, cause: SketchCause
) -> Sketch:
    Sketch.objects.filter(pk=sketch.pk).update(is_current=False)
    return Sketch.objects.create(
        run_id=sketch.run_id,
        index=sketch.index,
        generation=generation,
        layout=layout,
        exaggeration=sketch.exaggeration,
        cause=cause,
        replaces=sketch,
        source_id=sketch.source_id,
    )
