from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.utils import timezone

from gallery import filters, versions
from gallery.chips import chips
from gallery.filters import ImageFilterSet
from gallery.models import Image
from sessions_app.models import SessionImage, WorkSession
from tests.factories.gallery import ImageFactory


def found(person: User, address: str) -> list[Image]:
    return list(filters.matching(person, QueryDict(address)).order_by("pk"))


@pytest.fixture
def plain(owner: User) -> Image:
    return ImageFactory.create(owner=owner, created_at=datetime(2026, 1, 10, 12, tzinfo=UTC))


@pytest.fixture
def special(owner: User, plain: Image) -> Image:
    """All that the plain one is not; made from it."""
    image = ImageFactory.create(
        owner=owner,
        prompt="A red kettle",
        model="m-1",
        tier="pro",
        resolution="2K",
        aspect_ratio="16:9",
        source="edited",
        starred=True,
    )
    versions.add(image, parent=plain, words="redder")
    image.tags.add("keeper", "web")
    return image


@pytest.mark.parametrize(
    "address",
    [
        "tier=pro",
        "tier=pro&tier=lite",
        "model=m-1",
        "resolution=2K&resolution=4K",
        "aspect_ratio=16:9",
        "source=edited",
        "history=edited",
        "starred=true",
        "starred=1",
        "has_edits=false",
        "tag=keeper",
        "tag=keeper&tag=web",
        "q=kettle",
        "q=web",
        "period=7",
        "start_date=2026-01-11",
        "tier=pro&q=kettle&starred=true",
    ],
)
def test_address_finds_what_it_names(owner: User, special: Image, address: str) -> None:
    assert found(owner, address) == [special]


@pytest.mark.parametrize(
    "address",
    ["history=original", "has_edits=true", "starred=false", "end_date=2026-01-10"],
)
def test_address_finds_the_rest(owner: User, plain: Image, special: Image, address: str) -> None:
    assert found(owner, address) == [plain]


@pytest.mark.parametrize("address", ["tag=keeper&tag=print", "tier=lite", "q=teapot", "model=m-2"])
def test_address_may_find_nothing(owner: User, special: Image, address: str) -> None:
    assert found(owner, address) == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("tier=huge", "tier"),
        ("resolution=8K", "resolution"),
        ("aspect_ratio=7:5", "aspect_ratio"),
        ("source=stolen", "source"),
        ("history=none", "history"),
        ("period=9", "period"),
        ("start_date=yesterday", "start_date"),
        ("start_date=2026-01-02&end_date=2025-01-01", "end_date"),
        ("starred=perhaps", "starred"),
        ("tag=" + "x" * 101, "tag"),
        ("tag=%00", "tag"),
        ("&".join(["model=m"] * 21), "model"),
        ("q=!!", "q"),
        ("q=" + "x" * 501, "q"),
        ("session_id=1", "session_id"),
    ],
)
def test_what_cannot_be_used_narrows_nothing_and_is_told(
    owner: User, plain: Image, address: str, name: str
) -> None:
    asked = ImageFilterSet(owner, QueryDict(address))
    assert list(asked.form.errors) == [name]
    assert list(asked.images) == [plain]


def test_day_at_the_end_of_time_is_no_fault(owner: User, plain: Image) -> None:
    assert found(owner, "end_date=9999-12-31&start_date=0001-01-01") == [plain]


def test_neither_strangers_nor_deleted_pictures_are_found(owner: User, special: Image) -> None:
    ImageFactory.create(tier="pro")
    ImageFactory.create(owner=owner, tier="pro", trashed_at=timezone.now())
    assert found(owner, "tier=pro") == [special]


def test_pictures_of_a_session_and_of_none(owner: User, plain: Image, special: Image) -> None:
    session = WorkSession.objects.create(owner=owner, name="Kelda House")
    SessionImage.objects.create(work_session=session, image=special)
    assert found(owner, f"session_id={session.pk}") == [special]
    assert found(owner, "in_session=true") == [special]
    assert found(owner, "in_session=false") == [plain]


def test_narrowed_pictures_can_be_counted_changed_and_deleted(owner: User, special: Image) -> None:
    narrowed = filters.matching(owner, QueryDict("tag=keeper&q=kettle&history=edited"))
    assert narrowed.count() == 1
    assert narrowed.update(alt="x") == 1
    narrowed.delete()
    assert not Image.objects.filter(pk=special.pk).exists()


def test_chips_name_each_value_and_lead_to_the_rest(owner: User) -> None:
    session = WorkSession.objects.create(owner=owner, name="Kelda House")
    address = f"tier=pro&tier=lite&q=red+kettle&start_date=2026-01-05&session_id={session.pk}"
    told = {chip.label: chip.address for chip in chips(ImageFilterSet(owner, QueryDict(address)))}
    assert list(told) == ["Pro", "Lite", "From 5 January 2026", "“red kettle”", "Kelda House"]
    rest = QueryDict(told["Pro"])
    assert rest.getlist("tier") == ["lite"]
    assert len(rest) == 4


def test_address_keeps_filters_and_order_alone(owner: User) -> None:
    query = QueryDict("q=&tier=pro&before=1-1&select=1&sort_by=oldest&colour=red&tag=")
    assert ImageFilterSet(owner, query).address == "tier=pro&sort_by=oldest"
    assert ImageFilterSet(owner, QueryDict("sort_by=newest")).address == ""


def test_last_days_begin_with_midnight(owner: User) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = ImageFactory.create(owner=owner, created_at=midnight)
    ImageFactory.create(owner=owner, created_at=midnight - timedelta(seconds=1))
    assert found(owner, "period=1") == [today]
