from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery import cleanup, intake, storage
from gallery.models import Image
from sessions_app.models import Preferences
from tests import images
from tests.factories.gallery import ImageFactory
from tests.factories.studio import GenerationFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - timedelta(days=31)


def clean(**options: Any) -> cleanup.Report:
    return cleanup.clean(NOW, **options)


def test_trash_is_emptied_after_thirty_days() -> None:
    ImageFactory.create(trashed_at=OLD)
    recent = ImageFactory.create(trashed_at=NOW - timedelta(days=29))
    assert clean().deleted == 1
    assert list(Image.objects.all()) == [recent]


def test_emptied_trash_takes_its_files_along(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = intake.upload(images.png(), owner=owner)
    names = [image.name, *image.renditions.values_list("name", flat=True)]
    Image.objects.update(trashed_at=OLD)
    with django_capture_on_commit_callbacks(execute=True):
        assert clean().freed_bytes > image.size_bytes
    assert not any(storage.exists(name) for name in names)


def test_old_pictures_go_to_the_trash_by_their_owners_rule(owner: User, stranger: User) -> None:
    Preferences.objects.create(owner=owner, delete_after_days=7)
    mine = ImageFactory.create(owner=owner, created_at=OLD)
    ImageFactory.create(owner=owner, created_at=NOW - timedelta(days=6))
    ImageFactory.create(owner=stranger, created_at=OLD)
    assert clean().trashed == 1
    assert list(Image.objects.filter(trashed_at=NOW)) == [mine]


def test_starred_pictures_stay(owner: User) -> None:
    Preferences.objects.create(owner=owner, delete_after_days=7)
    ImageFactory.create(owner=owner, created_at=OLD, starred=True)
    assert clean().trashed == 0


def test_reference_of_open_work_stays() -> None:
    image = ImageFactory.create(trashed_at=OLD)
    GenerationFactory.create().references.add(image)
    assert clean().deleted == 0


def test_dry_run_changes_nothing() -> None:
    ImageFactory.create(trashed_at=OLD)
    assert clean(dry_run=True).deleted == 1
    assert Image.objects.count() == 1


def test_command_reports_pictures_and_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    ImageFactory.create(trashed_at=timezone.now() - timedelta(days=31), size_bytes=2048)
    call_command("cleanup", "--dry-run")
    assert "1 picture would be deleted for good, 2.0 KB." in capsys.readouterr().out
