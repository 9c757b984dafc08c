"""Ask for pictures: a batch of its own, or more in one that lives on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from sessions_app.models import WorkSession
from studio import history, remembering
from studio.actions import idempotency, queueing
from studio.listing import MAX_PICTURES
from studio.models import Batch, Generation, Kind
from studio.requesting import (
    SOURCE,
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    resolve_all,
)

logger = logging.getLogger(__name__)


@transaction.atomic
def submit(
    *,
    requests: Sequence[GenerationRequest],
    by: AbstractBaseUser,
    name: str = "",
    work_session: WorkSession | None = None,
    idempotency_key: str = "",
    max_in_flight: int | None = None,
) -> Batch:
    """Queue all pictures of all requests, or none; the same idempotency key gives the same batch.

    Raises RequestRefused, MissingKey, InsufficientBudget, ApprovalRequired, IdempotencyConflict.
    """
    return enqueue(
        lambda: resolve_all(requests, by=by, work_session=work_session),
        said=[repr(request) for request in requests],
        by=by,
        name=name,
        work_session=work_session,
        idempotency_key=idempotency_key,
        max_in_flight=max_in_flight,
    )


@transaction.atomic
def enqueue(
    resolve: Callable[[], Sequence[ResolvedRequest]],
    *,
    said: Sequence[str],
    by: AbstractBaseUser,
    name: str = "",
    work_session: WorkSession | None = None,
    idempotency_key: str = "",
    max_in_flight: int | None = None,
) -> Batch:
    """As `submit`, for requests of any kind: `said` is what makes two of them the same.

    They are resolved only where the idempotency key is new.
    """
    asked = idempotency.digest(said, name=name, work_session=work_session)
    if known := idempotency.answer_to(idempotency_key, asked, by=by):
        return known
    resolved = resolve()
    _check_size(resolved)
    batch = Batch.objects.create(
        owner_id=by.pk,
        work_session=work_session,
        name=name,
        is_list=len(said) > 1,
        is_talk=all(request.is_talk for request in resolved),
        max_in_flight=max_in_flight,
    )
    if twin := idempotency.remember(batch, idempotency_key, asked):
        return twin
    generations = queueing.put(batch, resolved, by=by)
    if not batch.is_talk:
        history.remember([each for each in generations if _is_typed(each)])
    remembering.mark_used([pk for each in resolved for pk in each.memory_ids], by=by)
    logger.info("batch.submitted id=%s count=%s by=%s", batch.pk, len(generations), by.pk)
    return batch


@transaction.atomic
def extend(
    batch: Batch, resolved: Sequence[ResolvedRequest], *, by: AbstractBaseUser
) -> list[Generation]:
    """Queue more in a batch that lives on, such as a site's; the new rows in the requests' order.

    What they ask is no prompt that a person typed, so it does not enter the history.
    Raises RequestRefused, MissingKey, InsufficientBudget, ApprovalRequired.
    """
    Batch.objects.select_for_update().get(pk=batch.pk)  # positions are given out one at a time
    _check_size(resolved)
    generations = queueing.put(batch, resolved, by=by, first=batch.generations.count())
    logger.info("batch.extended id=%s count=%s by=%s", batch.pk, len(generations), by.pk)
    return generations


def _check_size(resolved: Sequence[ResolvedRequest]) -> None:
    pictures = sum(request.count for request in resolved)
    if not pictures:
        raise RequestRefused([Problem("prompts", "Give at least one prompt.")])
    if pictures > MAX_PICTURES:
        message = f"These are {pictures:,} pictures; {MAX_PICTURES:,} fit into one batch."
        raise RequestRefused([Problem("prompts", message)])


def _is_typed(generation: Generation) -> bool:
    """Whether its prompt is a person's own words."""
    return generation.kind == Kind.GENERATE and SOURCE not in generation.requested
