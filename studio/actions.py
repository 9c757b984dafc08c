"""What a person does with generations: submit, cancel, retry, pause.

Each action is one transaction.  Workers hear of it once it commits; a hint that gets lost costs
only time, since the sweep finds every row.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sessions_app import acting
from sessions_app.models import WorkSession
from studio import estimating, events, history, keys, ledger, remembering, signals, waking
from studio.models import Batch, Generation, IdempotencyKey, Kind, ProviderKey, Status, Turn
from studio.requesting import (
    SOURCE,
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    resolve_all,
)

logger = logging.getLogger(__name__)

MAX_PICTURES = 1000  # in one submit


class IdempotencyConflict(Exception):
    """The key was used before, for another request."""


class NotRetryable(Exception):
    """Only what failed or was canceled can be tried again."""


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
    digest = _digest(said, name, work_session)
    if idempotency_key and (batch := _answered_before(by, idempotency_key, digest)):
        return batch
    resolved = resolve()
    _check_size(resolved)
    key_row = keys.row_of(keys.key_of(by))
    batch = Batch.objects.create(
        owner_id=by.pk,
        work_session=work_session,
        name=name,
        is_list=len(said) > 1,
        is_talk=all(request.is_talk for request in resolved),
        max_in_flight=max_in_flight,
    )
    if idempotency_key:
        twin = _remember(batch, idempotency_key, digest)
        if twin is not None:
            return twin
    generations = _queue(batch, resolved, key_row, by)
    if not batch.is_talk:
        history.remember([each for each in generations if _is_typed(each)])
    remembering.mark_used([pk for each in resolved for pk in each.memory_ids], by=by)
    logger.info("batch.submitted id=%s count=%s by=%s", batch.pk, len(generations), by.pk)
    return batch


def _is_typed(generation: Generation) -> bool:
    """Whether its prompt is a person's own words."""
    return generation.kind == Kind.GENERATE and SOURCE not in generation.requested


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
    first = batch.generations.count()
    generations = _queue(batch, resolved, keys.row_of(keys.key_of(by)), by, first=first)
    logger.info("batch.extended id=%s count=%s by=%s", batch.pk, len(generations), by.pk)
    return generations


def _queue(
    batch: Batch,
    resolved: Sequence[ResolvedRequest],
    key_row: ProviderKey,
    by: AbstractBaseUser,
    *,
    first: int = 0,
) -> list[Generation]:
    """Rows with their money, and workers that hear of them."""
    generations = _queued(batch, resolved, key_row, by, first=first)
    ledger.reserve(generations)
    Turn.objects.get_or_create(owner_id=batch.owner_id)
    events.record_status(generations)
    waking.wake_on_commit(hints=len(generations))
    return generations


def _check_size(resolved: Sequence[ResolvedRequest]) -> None:
    pictures = sum(request.count for request in resolved)
    if not pictures:
        raise RequestRefused([Problem("prompts", "Give at least one prompt.")])
    if pictures > MAX_PICTURES:
        message = f"These are {pictures:,} pictures; {MAX_PICTURES:,} fit into one batch."
        raise RequestRefused([Problem("prompts", message)])


def _queued(
    batch: Batch,
    resolved: Sequence[ResolvedRequest],
    key_row: ProviderKey,
    by: AbstractBaseUser,
    *,
    first: int,
) -> list[Generation]:
    rows: list[Generation] = []
    references: list[tuple[Generation, ResolvedRequest]] = []
    for request, estimate in zip(resolved, estimating.prices_usd(resolved), strict=True):
        for _ in range(request.count):
            row = _row(batch, request, key_row, estimate, position=first + len(rows))
            rows.append(row)
            references.append((row, request))
    ledger.through(rows, acting.token_of(by))
    Generation.objects.bulk_create(rows)
    link = Generation.references.through
    link.objects.bulk_create(
        link(generation_id=row.pk, image_id=image_id)
        for row, request in references
        for image_id in set(request.image_ids)
    )
    return rows


def _row(
    batch: Batch,
    request: ResolvedRequest,
    key_row: ProviderKey,
    estimate: Decimal,
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
        estimated_cost_usd=estimate,
    )


def _digest(said: Sequence[str], name: str, work_session: WorkSession | None) -> str:
    session_id = work_session.pk if work_session else None
    whole = json.dumps([list(said), name, session_id])
    return hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()


def answered_before(
    *,
    said: Sequence[str],
    by: AbstractBaseUser,
    key: str,
    name: str = "",
    work_session: WorkSession | None = None,
) -> Batch | None:
    """What an `enqueue` with this key gave, before anything is done for it once more."""
    return _answered_before(by, key, _digest(said, name, work_session)) if key else None


def _answered_before(by: AbstractBaseUser, key: str, digest: str) -> Batch | None:
    known = IdempotencyKey.objects.filter(owner_id=by.pk, key=key).select_related("batch").first()
    if known is None:
        return None
    if known.request_hash != digest:
        raise IdempotencyConflict
    return known.batch


def _remember(batch: Batch, key: str, digest: str) -> Batch | None:
    """Tie the key to the batch; where a twin was quicker, undo this batch and return the twin's."""
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                owner_id=batch.owner_id, key=key, request_hash=digest, batch=batch
            )
    except IntegrityError:
        batch.delete()
        return _answered_before(batch.owner, key, digest)
    return None


@transaction.atomic
def cancel(*, generation: Generation, by: AbstractBaseUser) -> None:
    """End it before the call, at no cost; a call that is under way ends and its cost is kept."""
    _cancel(Generation.objects.filter(pk=generation.pk), by)


@transaction.atomic
def cancel_batch(*, batch: Batch, by: AbstractBaseUser) -> None:
    _cancel(Generation.objects.filter(batch=batch), by)


@transaction.atomic
def cancel_session(*, work_session: WorkSession, by: AbstractBaseUser) -> None:
    """Stop all that is on its way for a session."""
    _cancel(Generation.objects.filter(batch__work_session=work_session), by)


def _cancel(chosen: QuerySet[Generation], by: AbstractBaseUser) -> None:
    waiting = list(chosen.filter(status=Status.PENDING).select_for_update())
    now = timezone.now()
    ledger.release(waiting)
    chosen.filter(pk__in=[row.pk for row in waiting]).update(
        status=Status.CANCELED, finished_at=now
    )
    for row in waiting:
        row.status, row.finished_at = Status.CANCELED, now
    events.record_status(waiting)
    signals.tell_settled(*waiting)
    # The provider cannot be told to stop: its answer is booked, its picture dropped.
    running = chosen.filter(status=Status.GENERATING).update(cancel_requested=True)
    logger.info("generations.canceled waiting=%s running=%s by=%s", len(waiting), running, by.pk)


@transaction.atomic
def retry(*, generation: Generation, by: AbstractBaseUser) -> None:
    """Put a failed or canceled generation back in the queue, with money of its own.

    Raises NotRetryable, MissingKey, InsufficientBudget, ApprovalRequired.
    """
    chosen = Generation.objects.filter(pk=generation.pk)
    if not _retry(chosen, by):
        raise NotRetryable


@transaction.atomic
def retry_failed(*, batch: Batch, by: AbstractBaseUser) -> int:
    """Retry all that failed in the batch; returns how many."""
    return _retry(Generation.objects.filter(batch=batch, status=Status.FAILED), by)


def _retry(chosen: QuerySet[Generation], by: AbstractBaseUser) -> int:
    over = list(chosen.filter(status__in=(Status.FAILED, Status.CANCELED)).select_for_update())
    if not over:
        return 0
    key_row = keys.row_of(keys.key_of(by))
    ledger.through(over, acting.token_of(by))
    ledger.reserve(over)
    Generation.objects.filter(pk__in=[row.pk for row in over]).update(
        status=Status.PENDING,
        provider_key=key_row,
        api_token=acting.token_of(by),
        due_at=timezone.now(),
        refusals=0,
        cancel_requested=False,
        error_code="",
        error_note="",
        finished_at=None,
        sent_at=None,
        received_at=None,
    )
    for row in over:
        row.status, row.error_code = Status.PENDING, ""
    events.record_status(over)
    waking.wake_on_commit(hints=len(over))
    logger.info("generations.retried count=%s by=%s", len(over), by.pk)
    return len(over)


def pause(*, batch: Batch, by: AbstractBaseUser) -> None:
    """Start nothing more of this batch; what runs, runs on."""
    Batch.objects.filter(pk=batch.pk).update(paused=True)
    logger.info("batch.paused id=%s by=%s", batch.pk, by.pk)


@transaction.atomic
def resume(*, batch: Batch, by: AbstractBaseUser) -> None:
    Batch.objects.filter(pk=batch.pk).update(paused=False)
    waiting = Generation.objects.filter(batch=batch, status=Status.PENDING).count()
    waking.wake_on_commit(hints=waiting)
    logger.info("batch.resumed id=%s by=%s", batch.pk, by.pk)
