"""What the studio tells whoever listens: a generation is over.

`generation_settling` is sent within the transaction that ends it, for rows that must change with
it; what a receiver raises undoes the end.  `generation_settled` is sent once that is committed, in
the process that settled it: mostly a worker.  A process that dies between the two loses the signal,
so a receiver is idempotent and has a sweep beside it; what it raises is logged and stops nobody.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.dispatch import Signal

from studio.models import Generation

generation_settling = Signal()  # generation: as it was just written
generation_settled = Signal()  # generation: complete, failed or canceled


def tell_settled(*generations: Generation) -> None:
    """Within the transaction that settles them."""
    for each in generations:
        generation_settling.send(sender=Generation, generation=each)
        transaction.on_commit(partial(_tell, each))


def _tell(generation: Generation) -> None:
    generation_settled.send_robust(sender=Generation, generation=generation)
