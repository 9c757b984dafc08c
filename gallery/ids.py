"""Numbers as an address or a form names them."""

from __future__ import annotations

_DIGITS_OF_AN_ID = 18  # whatever has no more fits into the database's integer


def as_id(text: str) -> int | None:
    """A row's id or any other count, or None where the text cannot be one."""
    fits = text.isascii() and text.isdigit() and len(text) <= _DIGITS_OF_AN_ID
    return int(text) if fits else None
