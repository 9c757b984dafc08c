"""Requests as rows that wait for a worker, each with its money put aside."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app import acting
from studio import estimating, events, keys, ledger, waking
from studio.models import Batch, Generation, ProviderKey, Turn
from studio.requesting import ResolvedRequest


def put(
    batch: Batch, resolved: Sequence[ResolvedRequest], *, by: AbstractBaseUser, first: int = 0
) -> list[Generation]:
    """A row for each picture, numbered from `first`, and workers that hear of them.

    Call it in a transaction.  Raises MissingKey, InsufficientBudget, ApprovalRequired.
    """
    key_row = keys.row_of(keys.key_of(by))
    prices = estimating.prices_usd(resolved)
    wanted = [
        (request, price)
        for request, price in zip(resolved, prices, strict=True)
        for _ in range(request.count)
    ]
    rows = [
        _row(batch, request, key_row, price, position=position)
        for position, (request, price) in enumerate(wanted, start=first)
    ]
    ledger.through(rows, acting.token_of(by))
    Generation.objects.bulk_create(rows)
    _refer(rows, [request for request, _ in wanted])
    ledger.reserve(rows)
    Turn.objects.get_or_create(owner_id=batch.owner_id)
    events.record_status(rows)
    waking.wake_on_commit(hints=len(rows))
    return rows


def _row(
    batch: Batch,
    request: ResolvedRequest,
    key_row: ProviderKey,
    price_usd: Decimal,
    *,
    position: int,
) -> Generation:
    return Generation(
        owner_id=batch.owner_id,
        batch=batch,
        position=position,
        kind=request.kind,
        priority=request.priority,
        engine_model=request.engine_model,
        provider_key=key_row,
        prompt=request.prompt,
        name=request.name,
        requested=request.as_json(),
        estimated_cost_usd=price_usd,
    )


def _refer(rows: Sequence[Generation], requests: Sequence[ResolvedRequest]) -> None:
    """Each row to the pictures that its request shows the model."""
    link = Generation.references.through
    link.objects.bulk_create(
        link(generation_id=row.pk, image_id=image_id)
        for row, request in zip(rows, requests, strict=True)
        for image_id in set(request.image_ids)
    )
