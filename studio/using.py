"""Which pictures the studio still needs: for the gallery's clean-up, and before a deletion."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from gallery.models import Image
from studio.models import Generation
from studio.models.generation import OPEN


def open_references() -> Q:
    """References of generations that are not over."""
    return Q(referenced_by__status__in=OPEN)


def uses_of(image: Image) -> Iterator[str]:
    """For the question before a picture is deleted."""
    count = Generation.objects.filter(references=image, status__in=OPEN).count()
    if count:
        waits = (
            "1 picture on its way wants" if count == 1 else f"{count} pictures on their way want"
        )
        yield f"{waits} it as a reference."
