"""Which pictures the studio still needs, as a condition for the gallery's clean-up."""

from __future__ import annotations

from django.db.models import Q

from studio.models.generation import OPEN


def open_references() -> Q:
    """References of generations that are not over."""
    return Q(referenced_by__status__in=OPEN)
