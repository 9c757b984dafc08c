"""Numbers as an address or a form names them."""

from __future__ import annotations

_DIGITS_OF_AN_ID = 18  # whatever has no more fits into the database's integer
_LAST_PAGE = 1_000_000_000


def as_id(text: str) -> int | None:
    """A row's id or any other count, or None where the text cannot be one."""
    fits = text.isascii() and text.isdigit() and len(text) <= _DIGITS_OF_AN_ID
    return int(text) if fits else None


def as_page(text: str) -> int:
    """A page of a list, from 1, which is also what no number stands for.

    Never so large that the database could not count the rows before it.
    """
    return min(as_id(text) or 1, _LAST_PAGE)
