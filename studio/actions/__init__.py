"""What a person does with generations: submit, cancel, retry, pause.

Each action is one transaction.  Workers hear of it once it commits; a hint that gets lost costs
only time, since the sweep finds every row.
"""

from studio.actions.canceling import cancel, cancel_batch, cancel_session, withdraw
from studio.actions.idempotency import IdempotencyConflict, answered_before
from studio.actions.pausing import pause, resume
from studio.actions.retrying import NotRetryable, retry, retry_failed
from studio.actions.submitting import enqueue, extend, submit

__all__ = [
    "IdempotencyConflict",
    "NotRetryable",
    "answered_before",
    "cancel",
    "cancel_batch",
    "cancel_session",
    "enqueue",
    "extend",
    "pause",
    "resume",
    "retry",
    "retry_failed",
    "submit",
    "withdraw",
]
