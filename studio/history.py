"""What a person asked for, to be found and used again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core import signing

from studio.models import Generation, PastPrompt
from studio.models.kept_prompt import digest_of
from studio.requesting import MAX_COUNT

_NOT_KEPT = ("notes", "context")  # what was told about, or sent with, that one request
UNDO_WITHIN = timedelta(hours=12)


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


def forget(past: PastPrompt) -> str:
    """Delete it for good; what is returned brings it back, and nobody but the page keeps that."""
    told = {
        "prompt": past.prompt,
        "requested": past.requested,
        "used_at": past.used_at.isoformat(),
        "latest": past.latest_id,
    }
    past.delete()
    return signing.dumps(told, salt=_salt(past.owner_id), compress=True)


def bring_back(word: str, *, by: AbstractBaseUser) -> PastPrompt | None:
    """What `forget` returned becomes a row again; None where the word is not the person's, or old.

    A prompt that was used again in the meantime stays as it is.
    """
    try:
        told = signing.loads(word, salt=_salt(by.pk), max_age=UNDO_WITHIN)
    except signing.BadSignature:
        return None
    latest = Generation.objects.visible_to(by).filter(pk=told["latest"]).first()
    found, _ = PastPrompt.objects.get_or_create(
        owner_id=by.pk,
        digest=digest_of(told["prompt"]),
        defaults={
            "prompt": told["prompt"],
            "requested": told["requested"],
            "used_at": datetime.fromisoformat(told["used_at"]),
            "latest": latest,
        },
    )
    return found


def clear(owner: AbstractBaseUser) -> int:
    """Forget all of the person's prompts; favourites, pictures and charges stay."""
    cleared, _ = PastPrompt.objects.visible_to(owner).delete()
    return cleared


def _salt(owner_id: int) -> str:
    """One person's words mean nothing to another."""
    return f"studio.history.{owner_id}"
