"""A sketch's row when its generation ends, written in the transaction that ends it."""

from __future__ import annotations

import logging
from typing import Any

from django.utils import timezone

from studio import ledger, problems
from studio.models import Generation, Sketch, SketchRun, Status
from studio.models.sketch import SketchCause
from studio.sketches import announcing, composing, repeating
from studio.sketches.finishes import Wanted
from studio.sketches.plans import KEY
from studio.sketches.records import StyleRecord
from studio.sketches.spec import PromptSpec
from studio.sketches.variation import Variation
from studio.wording import usd

logger = logging.getLogger(__name__)

BLANK = "The sheet came back blank."
CANCELED = "Canceled."


def wanted(generation: Generation) -> Wanted | None:
    """What its drawing is held against; None where it is no sketch, or its run is gone."""
    if KEY not in generation.requested:
        return None
    sketch = Sketch.objects.filter(generation=generation).select_related("run").first()
    if sketch is None:
        return None
    return Wanted(
        style=StyleRecord.from_json(sketch.run.style_record),
        resolution=generation.requested["resolution"],
        posterise=bool(sketch.run.config.get("posterise")),
    )


def keep(generation: Generation, **kwargs: object) -> None:
    """Verdict or error; a retry where one is due; the event.  Hears `generation_settling`."""
    if KEY not in generation.requested:
        return
    found = Sketch.objects.filter(generation=generation).select_related("run", "run__style")
    sketch = found.first()
    if sketch is None:
        return
    report = generation.received.get(KEY, {}) if generation.status == Status.COMPLETE else {}
    SketchRun.objects.filter(pk=sketch.run_id).update(ended_at=None)  # it ends anew
    is_retried, notice = _try_again(sketch, generation, report)
    _write(sketch, generation, report, notice)
    announcing.image(sketch, generation, is_retried=is_retried)


def _write(sketch: Sketch, generation: Generation, report: dict[str, Any], notice: str) -> None:
    sketch.image = generation.image
    sketch.verdict = report.get("verdict", "")
    sketch.checks = report.get("checks", [])
    sketch.notices = [*report.get("notices", ()), *filter(None, [notice])]
    sketch.dhash256 = report.get("dhash256", "")
    sketch.error = _error(generation, report)
    sketch.checked_at = timezone.now()
    sketch.save(update_fields=_WRITTEN)


_WRITTEN = ["image", "verdict", "checks", "notices", "dhash256", "error", "checked_at"]


def _error(generation: Generation, report: dict[str, Any]) -> str:
    """In words, "" for a sketch that is there; a blank sheet is none."""
    if generation.status == Status.CANCELED:
        return CANCELED
    if generation.status == Status.FAILED:
        return f"{problems.wording(generation.error_code).title}."
    return BLANK if report.get("is_blank") else ""


def _try_again(sketch: Sketch, generation: Generation, report: dict[str, Any]) -> tuple[bool, str]:
    """Once, where it was switched on, with the failing rule first.

    Whether it is under way, and why it is not where the money is short: a retry is paid for when
    it begins, by whoever paid for the first try, and is left out rather than overspent.
    """
    rule = report.get("retried_for", "")
    run = sketch.run
    wants = run.config.get("auto_retry") and sketch.is_current and run.deleted_at is None
    if not (rule and wants) or sketch.cause == SketchCause.RETRY:
        return False, ""
    try:
        repeating.repeat(
            sketch,
            generation,
            prompt=_prompt(sketch, rule),
            cause=SketchCause.RETRY,
            token=generation.api_token,
        )
    except ledger.InsufficientBudget as error:
        logger.info("sketch.not_retried id=%s", sketch.pk)
        return False, _unpaid(error)
    return True, ""


def _unpaid(error: ledger.InsufficientBudget) -> str:
    needed, left = usd(error.needed_usd), usd(error.available_usd)
    return f"not drawn again: another try needs {needed}, {left} is left this month"


def _prompt(sketch: Sketch, rule: str) -> str:
    run = sketch.run
    style = StyleRecord.from_json(run.style_record)
    if run.instruction:
        return composing.refine(run.instruction, style)
    return composing.compose(
        PromptSpec.from_json(run.prompt_spec),
        style,
        Variation(sketch.layout, sketch.exaggeration),
        has_references=bool(run.used_references),
        failed=rule,
    )
