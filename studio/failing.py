"""A generation that got no picture: again later, or the end, and what it cost.

On its own it is only repeated where nothing was charged, or, once, where nobody knows and its price
is within what its owner allows.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.utils import timezone

from sessions_app.models import Preferences
from studio import answers, dialogue, events, keys, ledger, scheduling, settling, turns, waking
from studio.engines.base import EngineError
from studio.models import Generation, LedgerEntry, Status

logger = logging.getLogger(__name__)

FIRST_DELAY_S, LONGEST_DELAY_S = 5.0, 60.0


@turns.writing()
def fail(generation: Generation, error: EngineError) -> None:
    """Settle an attempt that ended without a picture, while it holds its lease."""
    row = scheduling.locked(generation)
    if row is None:
        return
    now = timezone.now()
    if error.pauses_key_s:
        keys.pause(row.provider_key, error.code, seconds=error.pauses_key_s, now=now)
    row.tokens = settling.tokens(error.usage)
    answers.keep_words(row, error)
    if error.maybe_charged:
        _settle_unknown(row, error)
    elif error.usage.is_billed:
        ledger.charge(row, settling.cost_usd(row, error.usage))
        settling.end(row, Status.FAILED, error)
    elif row.cancel_requested:
        _give_up(row, error)
    elif error.code == "invalid_signature" and dialogue.give_up_signatures(row):
        _try_again(row, due_at=now)
        waking.wake_on_commit(hints=1)
    elif row.refusals < error.tries:
        _try_again(row, due_at=now + _delay(row, error))
    else:
        _give_up(row, error)


def _give_up(row: Generation, error: EngineError) -> None:
    ledger.release([row])
    settling.end(row, Status.FAILED, error)


@turns.writing()
def abandon(generation: Generation) -> None:
    """It was canceled between claim and call: nothing was sent, nothing is charged."""
    row = scheduling.locked(generation)
    if row is not None:
        ledger.release([row])
        settling.end(row, Status.CANCELED)


@turns.writing()
def wear_out(generation: Generation) -> None:
    """Its call never left, however often it was begun: a fault of ours, and nothing is charged."""
    row = scheduling.locked(generation)
    if row is not None and row.leased_until and row.leased_until <= timezone.now():
        _give_up(row, EngineError("internal", was_sent=False))


@turns.writing()
def lose(generation: Generation) -> None:
    """Its worker is gone in mid-call: nobody knows whether it was paid."""
    row = scheduling.locked(generation)
    if row is not None and row.leased_until and row.leased_until <= timezone.now():
        _settle_unknown(row, EngineError("outcome_unknown", maybe_charged=True))


def _settle_unknown(row: Generation, error: EngineError) -> None:
    """Book all that was held as possibly charged; then once more, where the owner allows it."""
    ledger.charge_possibly(row)
    if error.code == "outcome_unknown" and _may_send_again(row):
        try:
            ledger.reserve([row])
        except ledger.InsufficientBudget:
            logger.info("generation.not_resent id=%s", row.pk)
        else:
            _try_again(row, due_at=timezone.now())
            waking.wake_on_commit(hints=1)
            return
    settling.end(row, Status.FAILED, error)


def _may_send_again(row: Generation) -> bool:
    if row.cancel_requested:
        return False
    lost = row.ledger_entries.filter(state=LedgerEntry.State.POSSIBLY_CHARGED).count()
    allowed_usd = Preferences.of(row.owner).resend_unknown_up_to_usd
    return lost == 1 and row.estimated_cost_usd <= allowed_usd


def _try_again(row: Generation, *, due_at: datetime) -> None:
    row.status, row.leased_until, row.due_at = Status.PENDING, None, due_at
    row.sent_at = row.received_at = None
    row.refusals += 1
    row.save()
    events.record_status([row])
    logger.info("generation.again id=%s at=%s", row.pk, due_at.isoformat())


def _delay(row: Generation, error: EngineError) -> timedelta:
    """The provider's word, else a growing wait; spread, so that no crowd comes back at once."""
    if error.retry_after_s:
        return timedelta(seconds=error.retry_after_s * random.uniform(1, 1.2))  # noqa: S311  no secret
    longest_s = min(FIRST_DELAY_S * 2**row.refusals, LONGEST_DELAY_S)
    return timedelta(seconds=random.uniform(longest_s / 2, longest_s))  # noqa: S311
