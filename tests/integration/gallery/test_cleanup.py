from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from gallery import cleanup, intake, orphans, storage, versions
from gallery.cleanup import Swept
from gallery.models import Image
from sessions_app.models import Preferences
from studio.models import Answer
from tests import images
from tests.factories.gallery import ImageFactory, RenditionFactory, stored_image
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


def test_starred_pictures_stay_in_the_trash() -> None:
    ImageFactory.create(trashed_at=OLD, starred=True)
    assert clean().deleted == 0
    assert Image.objects.count() == 1


def test_picture_that_is_restored_meanwhile_stays(owner: User) -> None:
    image = ImageFactory.create(owner=owner, trashed_at=OLD)
    gone = cleanup.expired(NOW)
    image.restore()
    assert cleanup.delete(gone) == 0
    assert Image.objects.get() == image


def test_thousands_go_in_portions(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "AT_ONCE", 3)
    ImageFactory.create_batch(7, owner=owner, trashed_at=OLD)
    assert clean().deleted == 7
    assert not Image.objects.exists()


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
    assert "1 picture would be deleted for good, 2 KB." in capsys.readouterr().out


def test_report_for_scripts_has_rows_and_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    image = ImageFactory.create(trashed_at=timezone.now() - timedelta(days=31), size_bytes=2048)
    call_command("cleanup", "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["dry_run"], told["deleted"], told["freed_bytes"]) == (True, 1, 2048)
    assert told["missing_files_of"] == [image.pk]


def aged(name: str, tmp_path: Path, *, days: float) -> Path:
    """The file of that name, as if it had been written so long ago."""
    path = tmp_path / "media" / name
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def swept(report: cleanup.Report, noun: str) -> Swept:
    return next(each for each in report.swept if each.noun == noun)


def test_file_that_nothing_names_goes_after_a_day(tmp_path: Path) -> None:
    data = images.png()
    old = aged(storage.write(data, extension="png"), tmp_path, days=1.1)
    young = aged(storage.write(data, extension="png"), tmp_path, days=0.9)
    found = swept(clean(), "files that nothing names")
    assert (found.count, found.size_bytes) == (1, len(data))
    assert not old.exists()
    assert young.exists()


def test_dry_run_leaves_files_that_nothing_names(tmp_path: Path) -> None:
    old = aged(storage.write(images.png(), extension="png"), tmp_path, days=2)
    assert swept(clean(dry_run=True), "files that nothing names").count == 1
    assert old.exists()


def test_unfinished_file_goes_and_a_strangers_stays(tmp_path: Path) -> None:
    folder = tmp_path / "media" / "images"
    folder.mkdir(parents=True)
    for name in (f".{'a' * 40}.png.part", "notes.txt"):
        (folder / name).write_bytes(b"half")
        aged(f"images/{name}", tmp_path, days=2)
    assert swept(clean(), "files that nothing names").count == 1
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_files_of_pictures_answers_and_edits_stay(owner: User, tmp_path: Path) -> None:
    image = stored_image(owner, images.png(1000, 500))
    draft, whole = (storage.write(images.png(), extension="png") for _ in range(2))
    part = {"inlineData": {"mimeType": "image/png", "data": f"blob:{draft}"}}
    Answer.objects.create(generation=GenerationFactory.create(), content={"parts": [part]})
    edit = ImageFactory.create(owner=owner)
    versions.add(edit, parent=image, words="warmer", details={"whole": f"blob:{whole}"})
    names = [draft, whole, image.name, *image.renditions.values_list("name", flat=True)]
    for name in names:
        aged(name, tmp_path, days=5)
    assert swept(clean(), "files that nothing names").count == 0
    assert all(storage.exists(name) for name in names)


def test_row_whose_file_is_gone_is_told_and_stays(owner: User) -> None:
    lost, whole = stored_image(owner), stored_image(owner, images.png(8, 8))
    storage.remove(lost.name)
    assert clean().missing == (lost.pk,)
    assert set(Image.objects.all()) == {lost, whole}


def test_store_that_mostly_belongs_to_nobody_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orphans, "FEW_FILES", 2)
    names = [storage.write(b"1", extension="png") for _ in range(3)]
    for name in names:
        aged(name, tmp_path, days=2)
    report = clean()
    assert "3 of 3 files in the store belong to no picture" in report.problem
    assert all(storage.exists(name) for name in names)


def session(expire_date: datetime) -> Session:
    return Session.objects.create(session_key=f"{expire_date:%j}", expire_date=expire_date)


def test_expired_sign_ins_go() -> None:
    session(OLD)
    valid = session(NOW + timedelta(days=1))
    assert swept(clean(dry_run=True), "expired sign-ins").count == 1
    assert swept(clean(), "expired sign-ins").count == 1
    assert list(Session.objects.all()) == [valid]


def test_paid_answers_stay_in_the_spool(settings: Settings) -> None:
    folder = Path(settings.SPOOL_DIR)
    folder.mkdir(parents=True)
    for name in ("1-1.part", "2-1.json"):
        (folder / name).write_text("{}")
        os.utime(folder / name, (OLD.timestamp(), OLD.timestamp()))
    assert swept(clean(), "temporary files") == Swept("temporary files", 1, 2)
    assert [path.name for path in folder.iterdir()] == ["2-1.json"]


def test_plan_of_a_person_counts_nobody_elses(owner: User, stranger: User) -> None:
    image = ImageFactory.create(owner=owner, trashed_at=OLD, size_bytes=500)
    RenditionFactory.create(image=image, size_bytes=30)
    ImageFactory.create(owner=stranger, trashed_at=OLD)
    assert cleanup.plan_for(owner, NOW) == cleanup.Plan(trashed=0, deleted=1, freed_bytes=530)


ADMIN = "/admin/gallery/image/cleanup/"


def test_admin_looks_first_and_then_cleans(admin_client: Client) -> None:
    ImageFactory.create(trashed_at=OLD)
    assert "1 picture would be deleted for good" in admin_client.get(ADMIN).text
    assert Image.objects.count() == 1
    assert "1 picture deleted for good" in admin_client.post(ADMIN).text
    assert not Image.objects.exists()


def test_admins_list_leads_to_the_clean_up(admin_client: Client) -> None:
    assert f'href="{ADMIN}"' in admin_client.get("/admin/gallery/image/").text


def test_staff_who_may_not_delete_may_not_clean_up(owner: User, owner_client: Client) -> None:
    User.objects.update(is_staff=True)
    assert owner_client.get(ADMIN).status_code == HTTPStatus.FORBIDDEN
    assert owner_client.post(ADMIN).status_code == HTTPStatus.FORBIDDEN
