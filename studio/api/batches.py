from __future__ import annotations

from itertools import accumulate

from asgiref.sync import sync_to_async
from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from gallery import zipping
from gallery.api.paging import Page, PageParameters, drawn, rows_after
from gallery.request import Request
from studio import actions, packing
from studio.api.answers import BatchAnswer
from studio.api.bodies import BatchBody
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay, once
from studio.api.submitting import submit
from studio.api.waiting import PREFER, until_settled
from studio.models import Batch, Generation

# Batches tell all their generations, so a page of large ones ends early.
MAX_GENERATIONS_A_PAGE = 2000

router = Router(tags=["Batches"])


def with_generations() -> Prefetch[str, QuerySet[Generation], str]:
    rows = Generation.objects.for_answers().order_by("position")
    return Prefetch("generations", queryset=rows)


def batch_of(request: Request, pk: int) -> Batch:
    """The person's batch as the answer needs it; read after every change."""
    found = Batch.objects.visible_to(request.user).prefetch_related(with_generations())
    return get_object_or_404(found, pk=pk)


@router.post(
    "/batches", response={200: BatchAnswer, 202: BatchAnswer}, summary="Make a list of prompts"
)
async def create_batch(
    request: Request,
    body: BatchBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[BatchAnswer]:
    """Up to 1,000 pictures, all or none; settings beside `prompts` hold where an item has none."""
    batch, replayed = await sync_to_async(submit)(body, by=request.user, key=idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=batch), prefer, response)
    return await sync_to_async(_answer)(request, batch.pk)


@router.get("/batches", response=Page[BatchAnswer], summary="List batches")
def list_batches(request: Request, parameters: Query[PageParameters]) -> object:
    """Newest first; a page ends early where its batches are large."""
    rows = rows_after(Batch.objects.visible_to(request.user), parameters)
    found = list(rows[: parameters.limit + 1])
    shown = found[: min(parameters.limit, _how_many_fit(found))]
    prefetch_related_objects(shown, with_generations())
    return drawn(request, shown, BatchAnswer.of, more=len(found) > len(shown))


@router.get("/batches/{int:pk}", response=BatchAnswer, summary="One batch")
def batch(request: Request, pk: int) -> BatchAnswer:
    return BatchAnswer.of(batch_of(request, pk))


@router.get("/batches/{int:pk}/download", summary="A ZIP of what is ready")
def download_batch(request: Request, pk: int) -> HttpResponseBase:
    """The originals and a `manifest.json` that tells of every row; the rest may still run."""
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    return zipping.respond(request, packing.pack(found), name=packing.file_name(found))


@router.post("/batches/{int:pk}/cancel", response=BatchAnswer, summary="Cancel what is still open")
def cancel_batch(request: Request, pk: int) -> BatchAnswer:
    """What waits ends at no cost; a call that is under way ends and is paid."""
    actions.cancel_batch(batch=batch_of(request, pk), by=request.user)
    return BatchAnswer.of(batch_of(request, pk))


@router.post("/batches/{int:pk}/pause", response=BatchAnswer, summary="Start nothing more")
def pause(request: Request, pk: int) -> BatchAnswer:
    actions.pause(batch=batch_of(request, pk), by=request.user)
    return BatchAnswer.of(batch_of(request, pk))


@router.post("/batches/{int:pk}/resume", response=BatchAnswer, summary="Go on")
def resume(request: Request, pk: int) -> BatchAnswer:
    actions.resume(batch=batch_of(request, pk), by=request.user)
    return BatchAnswer.of(batch_of(request, pk))


@router.post(
    "/batches/{int:pk}/retry-failed",
    response={200: BatchAnswer, 202: BatchAnswer},
    summary="Try again what failed",
)
async def retry_failed(
    request: Request,
    pk: int,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[BatchAnswer]:
    """202 while something of the batch is open, 200 where nothing had failed."""
    replayed = await sync_to_async(_retry_failed)(request, pk, idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=pk), prefer, response)
    return await sync_to_async(_answer)(request, pk)


def _retry_failed(request: Request, pk: int, key: str | None) -> bool:
    found = batch_of(request, pk)
    with refusals():
        return once(
            lambda: actions.retry_failed(batch=found, by=request.user),
            key=key,
            said=f"retry-failed {pk}",
            batch=found,
            by=request.user,
        )


def _answer(request: Request, pk: int) -> Status[BatchAnswer]:
    found = batch_of(request, pk)
    is_over = all(each.is_settled for each in found.generations.all())
    return Status(200 if is_over else 202, BatchAnswer.of(found))


def _how_many_fit(batches: list[Batch]) -> int:
    """How many from the first on stay below the most generations of a page; one at least."""
    rows = Generation.objects.filter(batch__in=batches).values_list("batch_id")
    sizes: dict[int, int] = dict(rows.annotate(size=Count("pk")))
    sums = accumulate(sizes.get(each.pk, 0) for each in batches)
    return max(1, sum(1 for total in sums if total <= MAX_GENERATIONS_A_PAGE))
