"""`Prefer: wait=N`: the answer waits for the pictures, the server's threads do not."""

from __future__ import annotations

import asyncio
import re
import time

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from ninja.params.functions import Header

from studio.models import GenerationQuerySet
from studio.pooling import let_go_of_the_database

MAX_WAIT_S = 120
LOOK_EVERY_S = 0.2
WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,9})\"?\s*(?:$|[,;])", re.IGNORECASE)

PREFER = Header(
    None,
    alias="Prefer",
    description="`wait=N`: answer when the pictures are there, at the latest after N ≤ 120 seconds",
)


def wait_s(prefer: str | None) -> int:
    """Seconds to wait, 0 where nothing was preferred; other preferences are left unheeded."""
    found = WAIT.search(prefer or "")
    return min(int(found[1]), MAX_WAIT_S) if found else 0


async def until_settled(
    generations: GenerationQuerySet, prefer: str | None, response: HttpResponse
) -> None:
    """Return when all of them are over, or when the time that was preferred is up."""
    seconds = wait_s(prefer)
    if not seconds:
        return
    response.headers["Preference-Applied"] = f"wait={seconds}"
    deadline = time.monotonic() + seconds
    while await _any_open(generations) and (left := deadline - time.monotonic()) > 0:
        await asyncio.sleep(min(LOOK_EVERY_S, left))


@sync_to_async
def _any_open(generations: GenerationQuerySet) -> bool:
    """One look; a wait may be long."""
    try:
        return generations.open().exists()
    finally:
        let_go_of_the_database()
