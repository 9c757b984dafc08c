"""What the pulse tells a conversation's page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import QueryDict

from sessions_app.models import WorkSession
from studio.views.conversation.page import Conversation, outline_of
from studio.views.conversation.turns import turns
from studio.views.ids import as_id


def changed(token: str, messages: Sequence[int], *, by: AbstractBaseUser) -> dict[str, Any]:
    """The turns that these answers belong to, as far as the page's branch shows them.

    `token` is "<session>:<end of its branch>", as `studio/_conversing.html` draws it.
    """
    named, _, end = token.partition(":")
    own = WorkSession.objects.visible_to(by).counted()
    session = own.filter(pk=as_id(named) or 0).first()
    if session is None or not messages:
        return {}
    outline = outline_of(session, as_id(end), is_end=True)
    nodes = outline.tree.nodes
    asked = {nodes[pk].parent_id for pk in messages if pk in nodes}
    shown = [pk for pk in outline.turns if pk in asked]
    page = Conversation(QueryDict(), session, outline, by=by)
    return {"turns": turns(shown, outline, by=by), "page": page}
