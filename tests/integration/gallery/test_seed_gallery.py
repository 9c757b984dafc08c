from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery import search, storage
from gallery.models import Source


def seed(user: str, count: str) -> str:
    said = StringIO()
    call_command("seed_gallery", "--user", user, "--count", count, stdout=said)
    return said.getvalue()


def test_seeded_pictures_are_real(owner: User) -> None:
    said = seed("ada", "60")
    images = list(owner.images.all())
    assert "60 of 60 pictures" in said
    assert len({image.name for image in images}) == 60
    assert {storage.size_bytes(image.name) == image.size_bytes for image in images} == {True}
    assert len({image.sha256 for image in images}) < 30


def test_seeded_pictures_are_of_every_kind(owner: User) -> None:
    seed("ada", "400")
    images = owner.images.all()
    assert {"flash", "pro", "lite"} <= set(images.values_list("tier", flat=True))
    assert {Source.GENERATED, Source.EDITED, Source.UPLOADED} <= set(
        images.values_list("source", flat=True)
    )
    assert images.filter(starred=True).exists()
    assert images.filter(edit_count=1).count() == images.filter(version__isnull=False).count() > 0
    assert search.having(images, "web").exists()


def test_file_of_a_seeded_picture_goes_alone(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    seed("ada", "60")
    first, *others = owner.images.all()
    with django_capture_on_commit_callbacks(execute=True):
        first.delete()
    assert not storage.exists(first.name)
    assert all(storage.exists(each.name) for each in others)


@pytest.mark.parametrize("count", ["0", "-1", "many", "1000001", "\u0661"])
def test_odd_count_is_refused(owner: User, count: str) -> None:
    with pytest.raises(CommandError, match="number from 1"):
        call_command("seed_gallery", "--user", "ada", "--count", count)


def test_nobody_gets_no_pictures(db: None) -> None:
    with pytest.raises(CommandError, match="no user nobody"):
        call_command("seed_gallery", "--user", "nobody", "--count", "10")
