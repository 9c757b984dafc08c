"""What the list of sessions shows of the studio's work: which of them are being drawn for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from sessions_app import session_cards
from sessions_app.models import WorkSession
from studio.models import Generation
from studio.views.ids import as_id

MAX_CARDS = 100  # of one page


def working(pks: Collection[int]) -> Mapping[int, int]:
    """How many answers are on their way for each of these sessions, of those with any."""
    rows = Generation.objects.open().filter(batch__work_session__in=pks).order_by()
    counts = rows.values_list("batch__work_session").annotate(count=Count("pk"))
    return dict(counts)


def changed(said: QueryDict, by: AbstractBaseUser) -> tuple[str, dict[str, Any]] | None:
    """The cards that the page shows otherwise than they are now, for its poll."""
    known = _known(said)
    if not known:
        return None
    own = WorkSession.objects.visible_to(by).filter(pk__in=known)
    now_working = session_cards.working_of(own.values_list("pk", flat=True))
    stale = [each.pk for each in own if known[each.pk] != f"{each.pk}:{now_working[each.pk]}"]
    if not stale:
        return None
    rows = own.filter(pk__in=stale).counted()
    cards = session_cards.cards(list(rows), now=timezone.now())
    here = said.get("sessions_at") or reverse("sessions_app:sessions")
    return "studio/_session_cards_answer.html", {"cards": cards, "here": here}


def _known(said: QueryDict) -> dict[int, str]:
    """What the page told of its cards, by the session."""
    tokens = said.getlist("session_card")[:MAX_CARDS]
    pairs = ((as_id(token.partition(":")[0]), token) for token in tokens)
    return {pk: token for pk, token in pairs if pk is not None}
