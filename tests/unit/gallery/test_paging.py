from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from gallery import paging
from gallery.models import Image
from gallery.paging import PAGE_SIZE, Cursor, Sort
from tests.factories.gallery import ImageFactory, images_of

MOMENT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)


def test_cursor_survives_its_word() -> None:
    cursor = Cursor(MOMENT, 17)
    assert Cursor.read(str(cursor)) == cursor


@pytest.mark.parametrize(
    "word",
    [
        "",
        "17",
        "a-b",
        "1-2-3",
        "-1-2",
        "1-",
        "9" * 17 + "-1",
        "1-" + "9" * 19,
        "\u0661-2",
    ],
)
def test_cursor_of_another_kind_is_none(word: str) -> None:
    assert Cursor.read(word) is None


def test_pages_hold_each_picture_once(owner: User) -> None:
    rows = images_of(owner, PAGE_SIZE + 5)
    visible = Image.objects.visible_to(owner)
    first = paging.page(visible, before=None)
    second = paging.page(visible, before=first.older)
    assert [*first.images, *second.images] == rows
    assert second.older is None


def test_pages_part_pictures_of_the_same_moment(owner: User) -> None:
    rows = images_of(owner, PAGE_SIZE + 5, newest=MOMENT, apart=timedelta())
    visible = Image.objects.visible_to(owner)
    first = paging.page(visible, before=None)
    second = paging.page(visible, before=first.older)
    assert [*first.images, *second.images] == rows[::-1]


def test_full_last_page_has_no_next(owner: User) -> None:
    images_of(owner, PAGE_SIZE)
    assert paging.page(Image.objects.visible_to(owner), before=None).older is None


def test_neighbours_are_the_nearest_on_both_sides(owner: User) -> None:
    rows = images_of(owner, 9)
    newer, older = paging.neighbours(Image.objects.visible_to(owner), rows[4], reach=2)
    assert newer == [rows[3], rows[2]]
    assert older == [rows[5], rows[6]]


def edited(owner: User, *counts: int) -> list[Image]:
    """Pictures of these numbers of edits, the newest first."""
    return [
        ImageFactory.create(
            owner=owner, edit_count=count, created_at=MOMENT - timedelta(hours=number)
        )
        for number, count in enumerate(counts)
    ]


def test_most_edited_come_first_and_the_newest_of_the_same(owner: User) -> None:
    rows = edited(owner, 0, 2, 0, 5, 2)
    page = paging.page(Image.objects.visible_to(owner), before=None, sort="most_edited")
    assert page.images == [rows[3], rows[1], rows[4], rows[0], rows[2]]


@pytest.mark.parametrize("sort", ["newest", "oldest", "most_edited"])
def test_pages_of_every_order_hold_each_picture_once(owner: User, sort: Sort) -> None:
    rows = edited(owner, *(number % 3 for number in range(PAGE_SIZE + 5)))
    visible = Image.objects.visible_to(owner)
    first = paging.page(visible, before=None, sort=sort)
    second = paging.page(visible, before=first.older, sort=sort)
    assert sorted(image.pk for image in [*first.images, *second.images]) == [
        image.pk for image in rows
    ]
    assert [*first.images, *second.images] == list(paging.in_order(visible, sort))


@pytest.mark.parametrize("sort", ["newest", "oldest", "most_edited"])
def test_neighbours_follow_the_order(owner: User, sort: Sort) -> None:
    edited(owner, 1, 3, 3, 0, 2)
    visible = Image.objects.visible_to(owner)
    ordered = list(paging.in_order(visible, sort))
    earlier, later = paging.neighbours(visible, ordered[2], reach=1, sort=sort)
    assert (earlier, later) == ([ordered[1]], [ordered[3]])


def test_cursor_of_another_order_is_none() -> None:
    by_edits = str(Cursor(MOMENT, 17, edit_count=3))
    assert Cursor.read(by_edits, "most_edited") == Cursor(MOMENT, 17, edit_count=3)
    assert Cursor.read(by_edits, "oldest") is None
    assert Cursor.read(str(Cursor(MOMENT, 17)), "most_edited") is None
