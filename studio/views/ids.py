"""Ids and cursors as an address names them."""

from __future__ import annotations

from django.http import Http404

from gallery.ids import as_id
from gallery.paging import Cursor
from gallery.request import Request

__all__ = ["as_id", "cursor_of"]


def cursor_of(request: Request) -> Cursor | None:
    """Where `?before=` begins; None without one, 404 where it is none that a link holds."""
    word = request.GET.get("before", "")
    cursor = Cursor.read(word)
    if word and cursor is None:
        raise Http404
    return cursor
