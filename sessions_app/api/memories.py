from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from gallery.api import etags
from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Id, Text
from gallery.models import Image
from gallery.request import Request
from sessions_app.memories import context, entries, searching
from sessions_app.memories.entries import MemoryEntry, clean_tags
from sessions_app.memories.searching import Wanted
from sessions_app.models import Memory, MemoryStatus, MemoryType
from sessions_app.models.memory import MAX_CONTENT, MAX_CONTEXT, MAX_TITLE

router = Router(tags=["Memories"])


class MemoryFilters(PageParameters):
    q: Text | None = Field(None, max_length=500, description="Words of title, content, tags …")
    type: MemoryType | None = None
    tag: Text | None = Field(None, max_length=50)
    status: MemoryStatus | None = Field(None, description="All but archived where left out")

    def narrow(self, request: Request) -> QuerySet[Memory]:
        wanted = Wanted(
            query=self.q or "",
            type=self.type or "",
            tag=self.tag or "",
            status=self.status or "",
        )
        own = Memory.objects.visible_to(request.user)
        return searching.narrow(own, wanted, now=timezone.now())


class MemoryBody(Body):
    content: Text = Field(max_length=MAX_CONTENT, examples=["Lime white, sea slate, lamp amber"])
    title: Text = Field(
        "", max_length=MAX_TITLE, description="The content's first words where it is empty"
    )
    context: Text = Field(
        "", max_length=MAX_CONTEXT, description="Where it comes from, why it matters"
    )
    type: Text = Field("general", description=", ".join(MemoryType.values))
    tags: list[Text] = Field([], max_length=20, examples=[["brand"]])
    importance: int | None = Field(None, ge=0, le=100, description="Null: by age and use")
    pinned: bool = Field(False, description="First, and never left out")
    image_id: Id | None = Field(None, description="A picture that goes along")
    status: Literal["outdated", "archived"] | None = Field(
        None, description="By hand; its age tells it where it is null"
    )

    def entry(self) -> MemoryEntry:
        said = self.model_dump(exclude={"tags", "status"})
        return MemoryEntry(**said, tags=clean_tags(self.tags))


class MemoryAnswer(Answer):
    moving = frozenset({"effective_importance"})

    id: int
    title: str
    content: str
    context: str
    type: str
    tags: list[str]
    importance: int | None
    effective_importance: float
    pinned: bool
    status: str
    source: str
    image_id: int | None
    token_estimate: int
    use_count: int
    last_used_at: datetime | None
    checksum: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, memory: Memory) -> Self:
        now = timezone.now()
        plain = set(cls.model_fields) - {"effective_importance", "status", "updated_at"}
        return cls(
            **{name: getattr(memory, name) for name in plain},
            effective_importance=round(context.importance_of(memory, now), 2),
            status=memory.status(now).value,
            updated_at=memory.changed_at,
        )


@router.get("/memories", response=Page[MemoryAnswer], summary="List memories")
def list_memories(request: Request, filters: Query[MemoryFilters]) -> object:
    """Newest first."""
    return page(request, filters.narrow(request), filters, MemoryAnswer.of)


@router.post("/memories", response={201: MemoryAnswer}, summary="Keep a memory")
def create_memory(request: Request, body: MemoryBody) -> MemoryAnswer:
    """409 where exactly these words are kept already."""
    return _saved(request, Memory(owner=request.user), body)


@router.get("/memories/{int:pk}", response=MemoryAnswer, summary="One memory")
def memory(request: Request, pk: int, response: HttpResponse) -> MemoryAnswer:
    answer = MemoryAnswer.of(_own(request, pk))
    etags.mark(response, answer)
    return answer


@router.put("/memories/{int:pk}", response=MemoryAnswer, summary="Replace a memory")
def replace_memory(
    request: Request,
    pk: int,
    body: MemoryBody,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> MemoryAnswer:
    """What is left out is empty afterwards."""
    with transaction.atomic():
        Memory.objects.select_for_update().filter(pk=pk, owner=request.user).first()
        found = _own(request, pk)
        etags.want(if_match, MemoryAnswer.of(found))
        answer = _saved(request, found, body)
    etags.mark(response, answer)
    return answer


@router.delete("/memories/{int:pk}", response={204: None}, summary="Delete a memory")
def delete_memory(request: Request, pk: int) -> None:
    found = _own(request, pk)
    Memory.objects.filter(pk=found.pk).update(deleted_at=timezone.now())


@router.post(
    "/memories/{int:pk}/restore",
    response=MemoryAnswer,
    summary="Take back a deleted memory",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def restore_memory(request: Request, pk: int) -> MemoryAnswer:
    """For 30 days after it was deleted; one that is not deleted stays as it is.

    409 `conflict` where the same words were kept again meanwhile.
    """
    found = get_object_or_404(Memory, pk=pk, owner=request.user)
    try:
        entries.restore(found)
    except entries.Duplicate as error:
        raise Refusal(409, "conflict", str(error)) from error
    return MemoryAnswer.of(_own(request, pk))


def _own(request: Request, pk: int) -> Memory:
    return get_object_or_404(Memory.objects.visible_to(request.user), pk=pk)


def _saved(request: Request, found: Memory, body: MemoryBody) -> MemoryAnswer:
    pictures = Image.objects.visible_to(request.user)
    if body.image_id is not None and not pictures.filter(pk=body.image_id).exists():
        raise invalid(Fault("/image_id", "You have no picture with this id."))
    found.mark = body.status or ""
    try:
        return MemoryAnswer.of(entries.save(body.entry(), found))
    except entries.Duplicate as error:
        raise Refusal(409, "conflict", str(error)) from error
    except entries.Refused as refused:
        faults = (Fault(f"/{each.field}", each.message) for each in refused.problems)
        raise invalid(*faults) from refused
