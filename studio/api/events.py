"""GET /api/events: what changes, as it changes, for programs that would otherwise ask again."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.db.models import Exists, QuerySet
from django.http.response import HttpResponseBase
from ninja import Query, Router
from ninja.params.functions import Header
from pydantic import Field

from gallery.api.wire import Id, Parameters
from gallery.request import Request
from sessions_app import acting
from sessions_app.models import ApiToken
from studio import streaming
from studio.models import Event
from studio.streaming import ServerEvent

AT_ONCE = 500

router = Router(tags=["Events"])


class EventParameters(Parameters):
    after: int | None = Field(
        None, ge=0, le=2**63 - 1, description="As `Last-Event-ID`, for whoever cannot send headers"
    )
    batch_id: Id | None = Field(None, description="Only of this batch")
    follow: bool = Field(True, description="`false`: what is there, then the end")


@router.get("/events", summary="Changes of generations as server-sent events")
async def events(
    request: Request,
    wanted: Query[EventParameters],
    last_event_id: str | None = Header(
        None, alias="Last-Event-ID", description="Go on after this event; 0: all that are kept"
    ),
) -> HttpResponseBase:
    """Each has `id`, `event` and `data`: `generation.pending`, `generation.generating`,
    `generation.complete`, `generation.failed`, `generation.canceled`, with
    `{id, batch_id, status, …}` as one line of JSON.

    Without `Last-Event-ID` it begins with what happens from now on.  Events are kept for 14 days,
    and none is missed between two connections.
    """
    own = Event.objects.visible_to(request.user).filter(owner__is_active=True)
    token = acting.token_of(request.user)
    if wanted.batch_id is not None:
        own = own.filter(batch_id=wanted.batch_id)
    after = streaming.last_event_id(request)
    if after is None:
        after = await sync_to_async(_newest)(request.user.pk)

    @sync_to_async
    def read(seen: int) -> list[ServerEvent]:
        rows = own.after(seen)
        if token:  # revoked, or over by today: nothing more is told
            rows = rows.filter(Exists(ApiToken.objects.good().filter(pk=token.pk)))
        return [_event(row) for row in rows[:AT_ONCE]]

    return streaming.event_stream(read, after=after, follow=wanted.follow)


def _newest(owner_id: int) -> int:
    rows: QuerySet[Event] = Event.objects.filter(owner_id=owner_id).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def _event(row: Event) -> ServerEvent:
    return ServerEvent(row.pk, row.kind, row.data)
