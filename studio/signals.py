"""What the studio tells whoever listens, in this app and in those to its left."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.dispatch import Signal

from studio import turns
from studio.models import Generation

# `generation_id`: it came to its end, whichever; sent once that is committed, in no transaction.
# A process may die just then, so a listener is idempotent and has a sweep for what it missed.
generation_settled = Signal()


def tell_settled(generation_ids: Iterable[int]) -> None:
    """Within the transaction that ends them."""
    for pk in generation_ids:
        turns.after(partial(_send, pk))


def _send(generation_id: int) -> None:
    """A listener's error is logged, and nobody else's trouble."""
    generation_settled.send_robust(sender=Generation, generation_id=generation_id)
