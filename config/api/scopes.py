"""Which scope of a token an operation needs: told by its method and address, refused by default."""

from __future__ import annotations

import re

from sessions_app.models import Scope

# The first that fits; what none fits only looks where it is a GET, and else changes things.
_RULES: tuple[tuple[str, str, Scope], ...] = (
    ("POST", r"/api/tools/", Scope.TOOLS),
    ("POST", r"/api/(estimate|memories/preview|images/download)$", Scope.READ),
    ("POST", r"/api/sessions/[^/]+/message/estimate$", Scope.READ),
    ("POST", r"/api/(generate|edit|batches|images|sketches)$", Scope.GENERATE),
    ("POST", r"/api/batches/[^/]+/(cancel|pause|resume|retry-failed)$", Scope.GENERATE),
    ("POST", r"/api/generations/[^/]+/(cancel|retry)$", Scope.GENERATE),
    ("POST", r"/api/sessions/[^/]+/message$", Scope.GENERATE),
    ("POST", r"/api/sketches/[^/]+/(refine|reroll|lock)$", Scope.GENERATE),
    ("POST", r"/api/sites/[^/]+/generate$", Scope.GENERATE),
    ("PATCH", r"/api/sites/[^/]+/slots$", Scope.GENERATE),
    ("GET|HEAD|OPTIONS", r"/", Scope.READ),
)


def needed(method: str, path: str) -> Scope:
    """`path` is the address of a request, or of the document with its braces."""
    for methods, address, scope in _RULES:
        if method.upper() in methods.split("|") and re.match(address, path):
            return scope
    return Scope.MANAGE
