"""Waiting for the one picture of a call, and what is told where it does not come."""

from __future__ import annotations

import math
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from studio import actions, problems
from studio.models import Batch, Generation, ProviderKey, Status
from studio.pooling import let_go_of_the_database
from studio.tools.failures import ToolError, of_generation

LOOK_EVERY_S = 0.2
_COME_BACK = "Call again with the same idempotency_key."
_WITHDRAWN = "It was withdrawn: nothing is drawn, and nothing is to pay."


def settled(batch: Batch, *, by: AbstractBaseUser, comes_back: bool = False) -> Generation:
    """The one generation, once it has its picture; raises ToolError where it gets none.

    What has not begun in time is withdrawn, as nobody would look at what it draws, unless its
    caller `comes_back` for it with an idempotency key.
    """
    rows = Generation.objects.select_related("answer", "engine_model", "image", "provider_key")
    deadline = timezone.now() + timedelta(seconds=settings.GENERATION_TIMEOUT_S)
    while not (generation := rows.get(batch=batch)).is_settled:
        if timezone.now() > deadline or _rests_beyond(deadline, generation):
            raise _given_up(generation, by=by, comes_back=comes_back)
        let_go_of_the_database()
        time.sleep(LOOK_EVERY_S)
    if generation.image is None:
        raise of_generation(generation)
    return generation


def _rests_beyond(deadline: datetime, generation: Generation) -> bool:
    until = generation.provider_key.paused_until
    return generation.status == Status.PENDING and until is not None and until > deadline


def _given_up(generation: Generation, *, by: AbstractBaseUser, comes_back: bool) -> ToolError:
    facts = {"generation_id": generation.pk}
    if not comes_back:
        actions.withdraw(generation=generation, by=by)
        generation.refresh_from_db(fields=["status"])
        if generation.status != Status.CANCELED:
            words = "It is still being drawn. Do not call again: list_images will have it."
            return ToolError("timeout", words, retry="no", **facts)
    outcome = _COME_BACK if comes_back else _WITHDRAWN
    if generation.status != Status.GENERATING and _rests_now(generation.provider_key):
        return _resting(generation.provider_key, outcome, **facts)
    return ToolError(
        "timeout", f"It took over {settings.GENERATION_TIMEOUT_S} s. {outcome}", **facts
    )


def _rests_now(key: ProviderKey) -> bool:
    return key.paused_until is not None and key.paused_until > timezone.now()


def _resting(key: ProviderKey, outcome: str, **facts: int) -> ToolError:
    wording = problems.wording(key.pause_code)
    left = key.paused_until - timezone.now() if key.paused_until else timedelta(0)
    return ToolError(
        key.pause_code,
        f"{wording.title}. {wording.brief or wording.text} {outcome}",
        retry_after_s=max(1, math.ceil(left.total_seconds())),
        **facts,
    )
