"""What the studio tells those to its left: a generation is over.

Sent once its last state is committed, in the process that settled it: mostly a worker.  A process
that dies between the two loses the signal, so a receiver is idempotent and has a sweep beside it;
what a receiver raises is logged and stops nobody.
"""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal

from studio.models import Generation

generation_settled = Signal()  # generation: complete, failed or canceled


def tell_settled(*generations: Generation) -> None:
    """Within the transaction that settles them."""
    for each in generations:
        transaction.on_commit(lambda row=each: _tell(row))  # type: ignore[misc]


def _tell(generation: Generation) -> None:
    generation_settled.send_robust(sender=Generation, generation=generation)
