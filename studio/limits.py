"""Changing what may be spent: the month that runs follows at once, later ones as they begin."""

from __future__ import annotations

import logging
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from studio import ledger
from studio.models import Budget, SpendingLimit

logger = logging.getLogger(__name__)


@transaction.atomic
def change(holder_id: int | None, **amounts_usd: Decimal | None) -> SpendingLimit:
    """Set the amounts that are named, as columns of `SpendingLimit`; None takes one away.

    `holder_id` is a person's, or None for the instance.
    """
    limit, _ = SpendingLimit.objects.update_or_create(owner_id=holder_id, defaults=amounts_usd)
    follow(holder_id)
    logger.info("limit.changed holder=%s usd=%s", holder_id or "-", limit.limit_usd)
    return limit


@transaction.atomic
def follow(holder_id: int | None) -> None:
    """Put today's limit into the budget of the running month.

    The row is made first, so that a submit that makes it at the same moment waits for this one or
    is seen by it.
    """
    month = ledger.month_of(timezone.now())
    budget = ledger.budget_of(holder_id, month)
    limit_usd = SpendingLimit.of(holder_id).limit_usd
    Budget.objects.filter(pk=budget.pk).update(limit_usd=limit_usd)
