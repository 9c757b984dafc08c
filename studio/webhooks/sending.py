"""Sending what is due, signed, again and again with growing pauses, for days."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import random
import secrets
import socket
import ssl
import threading
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from studio import turns
from studio.models import Delivery, DeliveryState, Webhook
from studio.models.encryption import Sealed
from studio.pooling import let_go_of_the_database
from studio.webhooks import posting

logger = logging.getLogger(__name__)

AT_ONCE = 20  # of one webhook in a run; the next one is seconds away
RUN_S = 60.0
_runs = threading.BoundedSemaphore(4)  # of a worker's threads
LEASE = timedelta(seconds=60)  # while it is being sent nobody else sends it
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(days=3)
_NO_ANSWER: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "its certificate is not trusted"),
    (ssl.SSLError, "no safe connection"),
    (socket.gaierror, "there is no such host"),
    (TimeoutError, "it took too long"),
    (ConnectionRefusedError, "nobody listens at this address"),
    (ConnectionError, "the connection broke"),
    (http.client.HTTPException, "what came is no HTTP"),
)


def new_secret() -> Sealed:
    return Sealed.of(f"whsec_{secrets.token_urlsafe(32)}")


def send_due(now: datetime) -> int:
    """How many were delivered; a receiver that fails is left alone until the next run."""
    if not _runs.acquire(blocking=False):
        return 0  # receivers that hang must not take the threads that draw
    try:
        return _send_some(now)
    finally:
        _runs.release()


def _send_some(now: datetime) -> int:
    """A few for each webhook, in any order: none keeps the others waiting for long."""
    delivered, until = 0, monotonic() + RUN_S
    due = Delivery.objects.due(now).select_related("webhook")
    waiting = list(due.order_by().values_list("webhook_id", flat=True).distinct())
    random.shuffle(waiting)
    for webhook_id in waiting:
        for delivery in due.filter(webhook_id=webhook_id)[:AT_ONCE]:
            if monotonic() > until:
                return delivered
            if not _lease(delivery):
                continue
            if not _send(delivery):
                break
            delivered += 1
    return delivered


def signature(secret: str, moment: int, body: bytes) -> str:
    """What the receiver computes too: over the time and the body, so that none is replayed."""
    signed = f"{moment}.".encode() + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


@turns.writing()
def _lease(delivery: Delivery) -> bool:
    """Whether it is this run's to send; from now on, as those before it took their time."""
    rows = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts
    )
    delivery.attempts += 1
    return bool(rows.update(attempts=delivery.attempts, due_at=timezone.now() + LEASE))


def _send(delivery: Delivery) -> bool:
    let_go_of_the_database()
    status, answered = _ask(delivery)
    is_there = 200 <= status < 300
    now = timezone.now()
    state, due_at, settled_at = DeliveryState.WAITING, now + _pause(delivery.attempts), None
    if is_there:
        state, settled_at = DeliveryState.DELIVERED, now
    elif now - delivery.created_at > GIVE_UP_AFTER:
        state, settled_at = DeliveryState.GIVEN_UP, now
    _settle(delivery, state=state, due_at=due_at, settled_at=settled_at, answered=answered)
    if not status:
        _rest(delivery, due_at)
    logger.info("delivery.%s id=%s attempt=%s", state, delivery.pk, delivery.attempts)
    return is_there


@turns.writing()
def _settle(delivery: Delivery, **changes: object) -> None:
    rows = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    rows.exclude(state=DeliveryState.DELIVERED).update(**changes)


@turns.writing()
def _rest(delivery: Delivery, until: datetime) -> None:
    """Nobody was there: what else waits for this receiver waits as long."""
    waiting = Delivery.objects.filter(webhook_id=delivery.webhook_id, state=DeliveryState.WAITING)
    waiting.filter(due_at__lt=until).update(due_at=until)


def _ask(delivery: Delivery) -> tuple[int, str]:
    """The status that came back, 0 where none did, and what it was in words."""
    webhook: Webhook = delivery.webhook
    body = json.dumps(delivery.body, separators=(",", ":")).encode()
    moment = int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Musa-Webhook/1",
        "Musa-Event": delivery.kind,
        "Musa-Delivery": str(delivery.pk),
        "Musa-Signature": signature(webhook.secret.open(), moment, body),
    }
    try:
        status = posting.post(webhook.url, body, headers)
    except posting.Refused as error:
        return 0, str(error)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return 0, _why(error)
    return status, f"HTTP {status}"


def _why(error: Exception) -> str:
    """No answer, in words for the log that people read."""
    for kind, words in _NO_ANSWER:
        if isinstance(error, kind):
            return f"No answer: {words}"
    return "No answer"


def _pause(attempts: int) -> timedelta:
    """10 s, then twice as long each time up to an hour; spread, so that no crowd comes back."""
    doubled: int = 2 ** min(attempts - 1, 12)
    pause = min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
    return pause * random.uniform(0.8, 1.2)  # noqa: S311
