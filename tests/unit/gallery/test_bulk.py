"""Many pictures at once: exactly those that were chosen, in a few statements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from taggit.models import Tag

from gallery import bulk
from gallery.models import Image
from tests.factories.gallery import ImageFactory

pytestmark = pytest.mark.django_db


def all_of(user: User) -> set[int]:
    return set(Image.objects.visible_to(user).values_list("pk", flat=True))


def test_restore_brings_back_what_one_deletion_took(owner: User) -> None:
    first, second, third = ImageFactory.create_batch(3, owner=owner)
    now = timezone.now()
    bulk.trash(Image.objects.filter(pk=first.pk), now=now - timedelta(minutes=1))
    assert bulk.trash(Image.objects.filter(pk__in=[second.pk, third.pk]), now=now) == 2
    assert bulk.restore(owner, trashed_at=now) == 2
    assert all_of(owner) == {second.pk, third.pk}


def test_restore_leaves_another_persons_trash_alone(owner: User, stranger: User) -> None:
    now = timezone.now()
    theirs = ImageFactory.create(owner=stranger, trashed_at=now)
    assert bulk.restore(owner, trashed_at=now) == 0
    theirs.refresh_from_db()
    assert theirs.trashed_at == now


def test_trash_keeps_the_moment_of_what_lies_there_already(owner: User) -> None:
    earlier = timezone.now() - timedelta(days=3)
    image = ImageFactory.create(owner=owner, trashed_at=earlier)
    assert bulk.trash(Image.objects.filter(pk=image.pk), now=timezone.now()) == 0
    image.refresh_from_db()
    assert image.trashed_at == earlier


def test_portions_together_are_all_and_none_is_large(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    images = ImageFactory.create_batch(5, owner=owner)
    portions = list(bulk.portions(Image.objects.visible_to(owner)))
    assert [len(pks) for pks in portions] == [2, 2, 1]
    assert {pk for pks in portions for pk in pks} == {image.pk for image in images}


def test_starring_reaches_pictures_that_leave_their_filter_by_it(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    ImageFactory.create_batch(5, owner=owner)
    plain = Image.objects.visible_to(owner).filter(starred=False)
    assert bulk.star(plain, starred=True) == 5
    assert not plain.exists()


def test_tags_are_added_once_and_removed(owner: User) -> None:
    images = ImageFactory.create_batch(3, owner=owner)
    images[0].tags.add("sea")
    tags = [Tag.objects.get(name="sea"), Tag.objects.create(name="dusk")]
    pks = [image.pk for image in images]
    bulk.tag(pks, tags)
    bulk.tag(pks, tags)
    assert [sorted(image.tags.names()) for image in images] == [["dusk", "sea"]] * 3
    bulk.untag(pks[:2], tags[:1])
    assert [sorted(image.tags.names()) for image in images] == [["dusk"], ["dusk"], ["dusk", "sea"]]


def test_ten_times_the_pictures_are_the_same_statements(owner: User) -> None:
    few = ImageFactory.create_batch(3, owner=owner)
    many = ImageFactory.create_batch(30, owner=owner)
    tag = Tag.objects.create(name="sea")

    def statements(images: list[Image]) -> int:
        found = Image.objects.filter(pk__in=[image.pk for image in images])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bulk.star(found, starred=True)
            bulk.tag(found.values_list("pk", flat=True), [tag])
            bulk.trash(found, now=timezone.now())
        return len(queries)

    statements(few[:1])  # the kinds of content are looked up once
    assert statements(few[1:]) == statements(many)
