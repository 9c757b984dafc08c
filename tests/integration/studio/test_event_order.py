"""A reader that goes on after the last id it saw misses nothing, whoever writes meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from studio import events
from studio.models import Event
from tests.races import at_once, shared_database

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, EACH = 6, 12


@pytest.fixture(autouse=True)
def _real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with shared_database(tmp_path):
        yield


def write(owner: User, number: int) -> None:
    """Transactions that stay open for different times after they recorded."""
    for turn in range(EACH):
        with transaction.atomic():
            events.record(owner_id=owner.pk, kind="test", data={"from": number})
            time.sleep(0.004 * ((number + turn) % 3))


def follow(owner: User, is_over: threading.Event) -> list[int]:
    """All ids that a reader gets by asking again and again for what came after its last one."""
    seen: list[int] = []
    while True:
        was_over = is_over.is_set()
        found = Event.objects.visible_to(owner).after(seen[-1] if seen else 0)
        new = list(found.values_list("pk", flat=True))
        seen += new
        if was_over and not new:
            return seen


def test_reader_misses_nothing(owner: User) -> None:
    is_over = threading.Event()

    def write_all() -> list[int]:
        at_once(*[partial(write, owner, number) for number in range(WRITERS)])
        is_over.set()
        return []

    _, seen = at_once(write_all, partial(follow, owner, is_over))
    assert isinstance(seen, list)
    assert len(seen) == WRITERS * EACH
    assert seen == sorted(Event.objects.values_list("pk", flat=True))
