from __future__ import annotations

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from gallery.api.paging import Page, page
from gallery.request import Request
from studio import actions
from studio.api.answers import GenerationAnswer
from studio.api.bodies import GenerationFilters
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay, once
from studio.api.waiting import PREFER, until_settled
from studio.models import Generation, GenerationQuerySet

router = Router(tags=["Generations"])


def generations_of(request: Request) -> GenerationQuerySet:
    rows = Generation.objects.visible_to(request.user)
    return rows.for_answers()


@router.get("/generations", response=Page[GenerationAnswer], summary="List generations")
def list_generations(request: Request, filters: Query[GenerationFilters]) -> object:
    """Newest first."""
    fields = {"status": "status", "batch_id": "batch_id", "session_id": "batch__work_session_id"}
    named = {field: getattr(filters, name) for name, field in fields.items()}
    wanted = {field: value for field, value in named.items() if value is not None}
    rows = generations_of(request).filter(**wanted)
    return page(request, rows, filters, GenerationAnswer.of)


@router.get("/generations/{int:pk}", response=GenerationAnswer, summary="One generation")
def generation(request: Request, pk: int) -> GenerationAnswer:
    return GenerationAnswer.of(get_object_or_404(generations_of(request), pk=pk))


@router.post(
    "/generations/{int:pk}/cancel", response=GenerationAnswer, summary="Cancel a generation"
)
def cancel(request: Request, pk: int) -> GenerationAnswer:
    """Before the call it costs nothing; a call that is under way ends and is paid."""
    found = get_object_or_404(generations_of(request), pk=pk)
    actions.cancel(generation=found, by=request.user)
    return generation(request, pk)


@router.post(
    "/generations/{int:pk}/retry",
    response={200: GenerationAnswer, 202: GenerationAnswer},
    summary="Try a failed or canceled generation again",
)
async def retry(
    request: Request,
    pk: int,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[GenerationAnswer]:
    """409 where it is open or complete.  It costs what a new one costs."""
    replayed = await sync_to_async(_retry)(request, pk, idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(pk=pk), prefer, response)
    return await sync_to_async(_answer)(request, pk)


def _retry(request: Request, pk: int, key: str | None) -> bool:
    found = get_object_or_404(generations_of(request), pk=pk)
    with refusals():
        return once(
            lambda: actions.retry(generation=found, by=request.user),
            key=key,
            said=f"retry {pk}",
            batch=found.batch,
            by=request.user,
        )


def _answer(request: Request, pk: int) -> Status[GenerationAnswer]:
    found = get_object_or_404(generations_of(request), pk=pk)
    return Status(200 if found.is_settled else 202, GenerationAnswer.of(found))
