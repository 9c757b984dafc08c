"""What a person asked for, to be found and used again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from studio.models import Generation, PastPrompt
from studio.models.kept_prompt import digest_of
from studio.requesting import MAX_COUNT

_NOT_KEPT = ("notes",)  # what was told about that one request


def remember(generations: Sequence[Generation]) -> None:
    """Note each distinct prompt of a batch with its settings; a prompt used before moves up."""
    counts = Counter(each.prompt for each in generations)
    firsts: dict[str, Generation] = {}
    for each in generations:
        firsts.setdefault(each.prompt, each)
    PastPrompt.objects.bulk_create(
        [
            PastPrompt(
                owner_id=first.owner_id,
                digest=digest_of(prompt),
                prompt=prompt,
                requested=requested_of(first, count=counts[prompt]),
                used_at=first.created_at,
                latest=first,
            )
            for prompt, first in firsts.items()
        ],
        update_conflicts=True,
        unique_fields=["owner", "digest"],
        update_fields=["requested", "used_at", "latest"],
    )


def requested_of(generation: Generation, *, count: int) -> dict[str, Any]:
    """All settings of a generation, as the composer takes them up again."""
    kept = {name: value for name, value in generation.requested.items() if name not in _NOT_KEPT}
    return kept | {"count": min(count, MAX_COUNT)}
