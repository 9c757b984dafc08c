from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from gallery.api import etags
from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Body, Id, Parameters, Text
from gallery.request import Request
from sessions_app import sessions
from sessions_app.conversations import Tree
from sessions_app.models import WorkSession, WorkSessionQuerySet
from sessions_app.models.work_session import MAX_SESSION_NAME

router = Router(tags=["Sessions"])


class SessionFilters(PageParameters):
    q: Text | None = Field(None, max_length=MAX_SESSION_NAME, description="Words of name or turns")
    archived: bool = Field(False, description="The archived ones instead of the others")


class SessionDefaults(Body):
    """What is drawn in the session starts with these; the rest is the person's default."""

    model: Text | None = Field(None, max_length=80, description="A model's id, alias or tier")
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    google_search_enabled: bool | None = None
    include_thoughts: bool | None = None
    history_turns: int | None = Field(
        None, ge=1, le=200, description="Earlier turns that are sent at most; all that fit without"
    )


class SessionBody(Body):
    name: Text = Field(max_length=MAX_SESSION_NAME, examples=["Kelda House, key visual"])
    archived: bool = False
    saved: bool | None = Field(
        None,
        description="Whether it stays; else it goes 7 days after its last turn, without its "
        "pictures. Left out: as it is, for a new one as the person's settings say. The archive "
        "saves",
    )
    defaults: SessionDefaults | None = None
    current_message_id: Id | None = Field(
        None,
        description="Shows the newest branch through this message. Left out or null: the branch "
        "stays",
    )


class SessionDeletion(Parameters):
    images: Literal["trash", "keep"] = "trash"


class SessionAnswer(Answer):
    id: int
    name: str
    archived: bool
    saved: bool
    goes_at: datetime | None = Field(description="When it is deleted; null where it is saved")
    defaults: dict[str, Any]
    current_message_id: int | None = Field(description="The end of the branch that is shown")
    image_count: int
    created_at: datetime
    updated_at: datetime = Field(description="When it was changed or a picture came")

    @classmethod
    def of(cls, session: WorkSession) -> Self:
        """Wants the queryset's `counted`."""
        count: int = getattr(session, "image_count", 0)
        return cls(
            id=session.pk,
            name=session.name,
            archived=session.archived,
            saved=session.saved,
            goes_at=session.goes_at,
            defaults=session.defaults,
            current_message_id=session.current_message_id,
            image_count=count,
            created_at=session.created_at,
            updated_at=session.changed_at,
        )


@router.get("/sessions", response=Page[SessionAnswer], summary="List sessions")
def list_sessions(request: Request, filters: Query[SessionFilters]) -> object:
    """Newest first; pictures in the trash are not counted."""
    rows: QuerySet[WorkSession] = _own(request).filter(archived=filters.archived)
    if filters.q:
        rows = sessions.saying(rows, filters.q)
    return page(request, rows, filters, SessionAnswer.of)


@router.post("/sessions", response={201: SessionAnswer}, summary="Begin a session")
def create_session(request: Request, body: SessionBody) -> SessionAnswer:
    return _saved(WorkSession.begun_by(request.user), body)


@router.get("/sessions/{int:pk}", response=SessionAnswer, summary="One session")
def session(request: Request, pk: int, response: HttpResponse) -> SessionAnswer:
    """Its pictures: `/api/images?session_id=`."""
    answer = SessionAnswer.of(get_object_or_404(_own(request), pk=pk))
    etags.mark(response, answer)
    return answer


@router.put("/sessions/{int:pk}", response=SessionAnswer, summary="Replace a session's facts")
def replace_session(
    request: Request,
    pk: int,
    body: SessionBody,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> SessionAnswer:
    """Its name, defaults, whether it is archived: what is left out is empty afterwards.

    `saved` and `current_message_id` stay where they are left out.
    """
    with transaction.atomic():
        WorkSession.objects.select_for_update().filter(pk=pk, owner=request.user).first()
        found = get_object_or_404(_own(request), pk=pk)
        etags.want(if_match, SessionAnswer.of(found))
        answer = _saved(found, body)
    etags.mark(response, answer)
    return answer


@router.delete("/sessions/{int:pk}", response={204: None}, summary="Delete a session")
def delete_session(request: Request, pk: int, wanted: Query[SessionDeletion]) -> None:
    """Its pictures go to the trash; `images=keep` leaves them in the gallery."""
    found = get_object_or_404(_own(request), pk=pk)
    sessions.delete(found, with_pictures=wanted.images == "trash")


@router.post(
    "/sessions/{int:pk}/restore", response=SessionAnswer, summary="Take back a deleted session"
)
def restore_session(request: Request, pk: int) -> SessionAnswer:
    """With the pictures that went to the trash together with it, for 30 days after it was deleted.

    One that is not deleted stays as it is.
    """
    found = get_object_or_404(WorkSession, pk=pk, owner=request.user)
    if found.deleted_at is not None:
        sessions.restore(found)
    return SessionAnswer.of(get_object_or_404(_own(request), pk=pk))


def _own(request: Request) -> WorkSessionQuerySet:
    return WorkSession.objects.visible_to(request.user).counted()


def _saved(found: WorkSession, body: SessionBody) -> SessionAnswer:
    if not body.name.strip():
        raise invalid(Fault("/name", "Give the session a name."))
    found.name, found.archived = body.name.strip(), body.archived
    found.saved = found.archived or (found.saved if body.saved is None else body.saved)
    if body.current_message_id is not None:
        found.current_message_id = _leaf(found, body.current_message_id)
    found.defaults = body.defaults.model_dump(exclude_none=True) if body.defaults else {}
    found.touch()
    found.save()
    return SessionAnswer.of(found)


def _leaf(session: WorkSession, message_id: int) -> int:
    """The end of the newest branch that goes through this message."""
    tree = Tree.of(session) if session.pk else Tree({})
    if message_id not in tree.nodes:
        raise invalid(Fault("/current_message_id", "This session has no message with this id."))
    return tree.newest_leaf(message_id)
