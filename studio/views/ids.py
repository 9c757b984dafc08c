"""Ids and cursors as an address names them."""

from __future__ import annotations

from django.http import Http404

from gallery.paging import Cursor
from gallery.request import Request

_DIGITS_OF_AN_ID = 18  # whatever has no more fits into the database's integer


def as_id(text: str) -> int | None:
    """A row's id, or None where the text cannot be one."""
    fits = text.isascii() and text.isdigit() and len(text) <= _DIGITS_OF_AN_ID
    return int(text) if fits else None


def cursor_of(request: Request) -> Cursor | None:
    """Where `?before=` begins; None without one, 404 where it is none that a link holds."""
    word = request.GET.get("before", "")
    cursor = Cursor.read(word)
    if word and cursor is None:
        raise Http404
    return cursor
