"""What every end of a generation has in common: its last state, its tokens, its cost."""

from __future__ import annotations

import logging
from decimal import Decimal

from django.utils import timezone

from studio import estimating, events, pricing, signals
from studio.engines.base import EngineError, Usage
from studio.models import Generation, Kind, Status

logger = logging.getLogger(__name__)

NOTE_LENGTH = 300
# All that changes when a generation ends; the rest was said before it was sent.
SETTLED_COLUMNS = [
    "status",
    "leased_until",
    "finished_at",
    "error_code",
    "error_note",
    "cost_usd",
    "tokens",
    "received",
    "image",
]


def end(row: Generation, status: Status, error: EngineError | None = None) -> None:
    """The last state; a person who canceled sees that, whatever the provider said afterwards."""
    if row.cancel_requested:
        status, error = Status.CANCELED, None
    row.status, row.leased_until, row.finished_at = status, None, timezone.now()
    row.error_code = error.code if error else ""
    row.error_note = error.note[:NOTE_LENGTH] if error else ""
    row.save(update_fields=SETTLED_COLUMNS)
    events.record_status([row])
    signals.tell_settled(row)
    logger.info("generation.%s id=%s code=%s", status, row.pk, row.error_code or "-")


def cost_usd(row: Generation, usage: Usage) -> Decimal:
    """By the provider's count; an answer that reports no usage is booked at its estimate."""
    if not usage.is_billed:
        return row.estimated_cost_usd
    return pricing.cost_usd(
        estimating.rates_of(row.engine_model),
        input_tokens=usage.input,
        output_tokens=usage.output,
        image_tokens=usage.images,
        thinking_tokens=usage.thoughts,
        search_queries=usage.search_queries,
        size=row.requested["resolution"],
        images=0 if row.kind == Kind.CHAT else 1,
    )


def tokens(usage: Usage) -> dict[str, int | None]:
    """`images` is part of `output`, None where the provider did not tell."""
    return {
        "input": usage.input,
        "output": usage.output,
        "images": usage.images,
        "thoughts": usage.thoughts,
    }
