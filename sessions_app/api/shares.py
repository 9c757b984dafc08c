"""Share links over the API: who holds one reads a branch of the conversation without signing in."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Id
from gallery.request import Request
from sessions_app.models import Message, ShareLink, WorkSession
from sessions_app.sharing import links

router = Router(tags=["Sessions"])

MAX_DAYS = 365


class ShareBody(Body):
    message_id: Id | None = Field(
        None, description="Where the branch ends; left out: the end of the branch that is shown"
    )
    days: int | None = Field(
        int(links.DEFAULT),
        ge=1,
        le=MAX_DAYS,
        description="How long it opens; null: until it is revoked",
    )


class ShareAnswer(Answer):
    id: int
    message_id: int = Field(description="The branch up to here can be read, and nothing later")
    url: str | None = Field(
        description="Null where the instance's secret was changed since: the link still opens, but "
        "its address can no longer be told"
    )
    created_at: datetime
    expires_at: datetime | None = Field(description="Null: never")

    @classmethod
    def of(cls, link: ShareLink) -> Self:
        return cls(
            id=link.pk,
            message_id=link.message_id,
            url=links.address_of(link) or None,
            created_at=link.created_at,
            expires_at=link.expires_at,
        )


@router.get(
    "/sessions/{int:pk}/shares", response=Page[ShareAnswer], summary="List a session's share links"
)
def list_shares(request: Request, pk: int, parameters: Query[PageParameters]) -> object:
    """Those that open now, newest first."""
    rows = _own(request, pk).share_links.open(timezone.now())
    return page(request, rows, parameters, ShareAnswer.of)


@router.post("/sessions/{int:pk}/shares", response={201: ShareAnswer}, summary="Share a branch")
def create_share(request: Request, pk: int, body: ShareBody) -> ShareAnswer:
    """409 where as many are open as a session may have."""
    session = _own(request, pk)
    try:
        link = links.make(session, _end(session, body), days=body.days, now=timezone.now())
    except links.TooManyLinks as error:
        detail = f"{links.MAX_OPEN} links of this session are open. Revoke one first."
        raise Refusal(409, "conflict", detail) from error
    return ShareAnswer.of(link)


@router.delete(
    "/sessions/{int:pk}/shares/{int:share_id}",
    response={204: None},
    summary="Revoke a share link",
)
def revoke_share(request: Request, pk: int, share_id: int) -> None:
    """It opens nothing from now on; 404 where it opened nothing before."""
    open_links = _own(request, pk).share_links.open(timezone.now())
    links.revoke(get_object_or_404(open_links, pk=share_id), now=timezone.now())


def _own(request: Request, pk: int) -> WorkSession:
    found: WorkSession = get_object_or_404(WorkSession.objects.visible_to(request.user), pk=pk)
    return found


def _end(session: WorkSession, body: ShareBody) -> Message:
    if body.message_id is None:
        if session.current_message is None:
            raise invalid(Fault("", "Nothing was said in this session yet."))
        return session.current_message
    found = session.messages.filter(pk=body.message_id).first()
    if found is None:
        raise invalid(Fault("/message_id", "This session has no message with this id."))
    return found
