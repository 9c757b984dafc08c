"""A large gallery costs what a small one costs: both are measured side by side, in one run.

    MUSA_LARGE_GALLERY=100000 .venv/bin/pytest -s tests/integration/gallery/test_large_gallery.py

measures the size that the bars name; the suite makes do with fewer, as seeding them takes longer
than all of the measuring.  SQLite runs within this process: its time on the processor is the
server's, and leaves out what else the machine does.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from gallery import filters, paging, seeding
from gallery.paging import Cursor, Sort

pytestmark = [
    pytest.mark.django_db,  # without it no database is made where only this file is run
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the bars of a large gallery are those of SQLite"
    ),
]

LARGE, SMALL = int(os.environ.get("MUSA_LARGE_GALLERY", "10000")), 1000
ROUNDS = 5
MOST_TIMES_SLOWER = 2.0
MOST_SEARCH_MS = 150.0
URL = "/gallery/"


@dataclass(frozen=True, slots=True)
class Gallery:
    owner: User
    client: Client

    def page(self, address: str) -> None:
        assert self.client.get(f"{URL}?{address}").status_code == 200

    def queries(self, address: str) -> int:
        self.page(address)
        with CaptureQueriesContext(connection) as captured:
            self.page(address)
        return len(captured)

    def place(self, sort: Sort, *, depth: float) -> Cursor:
        """That far down the gallery: 0 is its beginning, 1 its end."""
        ordered = paging.in_order(self.owner.images.all(), sort)
        return Cursor.at(ordered[int(ordered.count() * depth)], sort)


@pytest.fixture(scope="module")
def galleries(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gallery, Gallery]]:
    """A large and a small one; gone with the module."""
    media = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    media["OPTIONS"] = {"location": tmp_path_factory.mktemp("media")}  # type: ignore[assignment]
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(STORAGES={**settings.STORAGES, "default": media}),
    ):
        yield _gallery("large", LARGE), _gallery("small", SMALL)
        transaction.set_rollback(True)


def _gallery(name: str, count: int) -> Gallery:
    owner = User.objects.create_user(name)
    for _ in seeding.seed(owner, count=count, now=timezone.now()):
        pass
    client = Client()
    client.force_login(owner)
    return Gallery(owner, client)


def medians_ms(*called: Callable[[], object]) -> list[float]:
    """In turns, so that what else the machine does falls on all of them."""
    taken: list[list[float]] = [[] for _ in called]
    for _ in range(ROUNDS):
        for index, call in enumerate(called):
            begun = time.process_time()
            call()
            taken[index].append(1000 * (time.process_time() - begun))
    return [statistics.median(each) for each in taken]


def told(what: str, large_ms: float, small_ms: float) -> float:
    print(f"\n{what}: {LARGE:,} {large_ms:.1f} ms, {SMALL:,} {small_ms:.1f} ms", end="")  # noqa: T201
    return large_ms / small_ms


@pytest.mark.parametrize(
    "address",
    [
        "",  # each has a full page in both, or nothing
        "tier=pro",
        "tier=pro&resolution=1K&history=original",
        "aspect_ratio=4:1",
        "starred=true&source=uploaded&tier=pro",
        "history=edited",
        "tag=web",
        "tag=nothing",
        "period=365&source=generated",
        "q=morning",
        "q=zebra",
        "sort_by=oldest",
        "sort_by=most_edited&tier=pro",
    ],
)
def test_page_costs_at_most_twice_that_of_a_small_gallery(
    galleries: tuple[Gallery, Gallery], address: str
) -> None:
    large, small = galleries
    assert large.queries(address) == small.queries(address)
    both = medians_ms(lambda: large.page(address), lambda: small.page(address))
    assert told(f"page {address}", *both) <= MOST_TIMES_SLOWER


@pytest.mark.parametrize("sort", ["newest", "oldest", "most_edited"])
def test_depth_costs_nothing(galleries: tuple[Gallery, Gallery], sort: Sort) -> None:
    large, _ = galleries
    deep = f"sort_by={sort}&before={large.place(sort, depth=0.9)}"
    assert large.queries(deep) == large.queries(
        f"sort_by={sort}&before={large.place(sort, depth=0)}"
    )
    both = medians_ms(lambda: large.page(deep), lambda: large.page(f"sort_by={sort}"))
    assert told(f"deep {sort}, against its first page", *both) <= MOST_TIMES_SLOWER


@pytest.mark.parametrize(
    "text", ["lantern", "a", "golden hour film", "take 99", "zebra", "archive"]
)
def test_words_are_found_at_once(galleries: tuple[Gallery, Gallery], text: str) -> None:
    large, small = galleries

    def search(gallery: Gallery) -> paging.Page:
        found = filters.matching(gallery.owner, QueryDict(f"q={text}"))
        return paging.page(found, before=None)

    both = medians_ms(lambda: search(large), lambda: search(small))
    told(f"search {text}", *both)
    assert both[0] <= MOST_SEARCH_MS
