"""How often strangers may ask: counted for each network, a minute at a time."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest

WINDOW_S = 60
PAGES, PICTURES, GUESSES = 60, 600, 10  # a minute, a network


def is_over(request: HttpRequest, what: str, limit: int) -> bool:
    """Whether this one is too many; it is counted."""
    key = _key(request, what)
    cache.add(key, 0, WINDOW_S)
    try:
        return cache.incr(key) > limit
    except ValueError:  # it ran out between the two
        return False


def has_guessed(request: HttpRequest) -> bool:
    """Whether this network has named so many wrong tokens that it is not answered for now."""
    return int(cache.get(_key(request, "guess"), 0)) >= GUESSES


def _key(request: HttpRequest, what: str) -> str:
    return f"shared:{what}:{get_ip(request)}"
