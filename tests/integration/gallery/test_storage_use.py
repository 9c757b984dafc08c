from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import space
from gallery.models import Source
from sessions_app.models import Preferences
from tests.factories.gallery import ImageFactory, RenditionFactory, images_of

URL = "/gallery/storage/"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_figures_count_originals_previews_and_trash(owner: User, stranger: User) -> None:
    kept = ImageFactory.create(owner=owner, size_bytes=2_000_000)
    gone = ImageFactory.create(owner=owner, size_bytes=1_000_000, trashed_at=NOW)
    RenditionFactory.create(image=kept, size_bytes=100_000)
    RenditionFactory.create(image=gone, size_bytes=50_000)
    ImageFactory.create(owner=stranger)
    figures = {each.name: each.value for each in space.use_of(owner, NOW).figures}
    assert figures == {
        "In all": "3.1 MB",
        "Originals": "3.0 MB",
        "Previews": "150 KB",
        "In the trash": "1.1 MB",
    }


def test_tables_split_the_bytes_by_source_model_and_month(owner: User) -> None:
    october = datetime(2026, 10, 1, 12, tzinfo=UTC)
    ImageFactory.create(owner=owner, size_bytes=3000, model="a-model", created_at=NOW)
    ImageFactory.create(owner=owner, size_bytes=1000, source=Source.UPLOADED, created_at=october)
    use = space.use_of(owner, NOW)
    assert [(each.name, each.percent) for each in use.by_source] == [
        ("Generated", 75),
        ("Uploaded", 25),
    ]
    assert [each.name for each in use.by_model] == ["a-model", "No model"]
    assert [each.name for each in use.by_month] == ["November 2026", "October 2026"]


def test_a_years_months_stand_alone(owner: User) -> None:
    for month in (datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 11, 30, tzinfo=UTC)):
        ImageFactory.create(owner=owner, created_at=month)
    ImageFactory.create(owner=owner, created_at=datetime(2020, 1, 1, tzinfo=UTC))
    rows = space.use_of(owner, NOW).by_month
    assert [(each.name, each.count) for each in rows] == [("December 2025", 1), ("Earlier", 2)]


def test_small_rows_become_one(owner: User) -> None:
    for number in range(space.MOST_ROWS + 2):
        ImageFactory.create(owner=owner, model=f"model {number}", size_bytes=1000)
    rows = space.use_of(owner, NOW).by_model
    assert len(rows) == space.MOST_ROWS + 1
    assert (rows[-1].name, rows[-1].count, rows[-1].size_bytes) == ("All others", 2, 2000)


def test_page_tells_what_the_clean_up_would_do(owner: User, owner_client: Client) -> None:
    Preferences.objects.create(owner=owner, delete_after_days=7)
    old = timezone.now() - timedelta(days=40)
    ImageFactory.create(owner=owner, created_at=old)
    ImageFactory.create(owner=owner, trashed_at=old, size_bytes=5000)
    text = owner_client.get(URL).text
    assert "would move 1 picture to the trash and delete 1 picture for good, 5 KB." in text
    assert 'href="/settings/#storage"' in text


def test_page_without_pictures_stands(owner_client: Client) -> None:
    text = owner_client.get(URL).text
    assert "0 KB" in text
    assert "Nothing of yours would go now." in text


def test_more_pictures_cost_the_same_queries(owner: User, owner_client: Client) -> None:
    images_of(owner, 2)
    owner_client.get(URL)
    with CaptureQueriesContext(connection) as few:
        owner_client.get(URL)
    images_of(owner, 10)
    with CaptureQueriesContext(connection) as many:
        owner_client.get(URL)
    assert len(many) == len(few)
