from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from gallery import intake, storage
from gallery.intake import BadImage, StorageError
from gallery.models import Image, Rendition, Source
from tests import images
from tests.factories.gallery import stored_image
from tests.unit.gallery.test_storage import files_below


def test_prepared_picture_keeps_its_bytes() -> None:
    data = images.jpeg(800, 600, orientation=6, latitude=48)
    prepared = intake.prepare(data)
    assert prepared.data == data
    assert prepared.sha256 == hashlib.sha256(data).hexdigest()
    assert (prepared.width_px, prepared.height_px) == (600, 800)


def test_wide_picture_has_both_renditions() -> None:
    prepared = intake.prepare(images.png(1000, 500))
    assert [each.width_px for each in prepared.renditions] == [640, 320]


def test_narrow_picture_has_one_rendition() -> None:
    prepared = intake.prepare(images.png(200, 100))
    assert [each.width_px for each in prepared.renditions] == [200]


def test_stored_files_are_the_original_and_its_renditions(tmp_path: Path) -> None:
    data = images.png(1000, 500)
    stored = intake.store(intake.prepare(data))
    assert storage.read(stored.name) == data
    assert len(files_below(tmp_path)) == 3


def test_store_that_fills_up_leaves_nothing_behind(tmp_path: Path, full_disk: None) -> None:
    with pytest.raises(StorageError):
        intake.store(intake.prepare(images.noise(300, 300)))
    assert files_below(tmp_path) == []


def test_store_that_fills_up_after_the_original_leaves_nothing(
    tmp_path: Path, full_disk: None
) -> None:
    flat = images.png(9000, 10)
    broad = intake.prepare(images.noise(700, 700))
    odd = intake.Prepared(
        data=flat,
        mime_type="image/png",
        width_px=9000,
        height_px=10,
        sha256="",
        placeholder="",
        renditions=broad.renditions,
    )
    assert len(flat) < 50_000 < len(broad.renditions[0].data)
    with pytest.raises(StorageError):
        intake.store(odd)
    assert files_below(tmp_path) == []


def test_discarded_files_are_gone(tmp_path: Path) -> None:
    intake.store(intake.prepare(images.png(1000, 500))).discard()
    assert files_below(tmp_path) == []


def test_saved_picture_tells_what_it_is(owner: User) -> None:
    image = stored_image(owner, images.png(1000, 500), prompt="a red wall")
    assert (image.width_px, image.height_px, image.mime_type) == (1000, 500, "image/png")
    assert image.prompt == "a red wall"
    assert [each.width_px for each in image.renditions.all()] == [320, 640]


def test_upload_becomes_a_picture_with_its_bytes_untouched(owner: User) -> None:
    data = images.jpeg(orientation=6, latitude=48)
    image = intake.upload(data, owner=owner)
    assert image.source == Source.UPLOADED
    assert storage.read(image.name) == data


def test_upload_of_the_same_bytes_is_the_same_picture(owner: User) -> None:
    first = intake.upload(images.png(), owner=owner)
    assert intake.upload(images.png(), owner=owner) == first
    assert Image.objects.count() == 1


def test_upload_of_a_strangers_bytes_is_a_picture_of_its_own(owner: User, stranger: User) -> None:
    theirs = intake.upload(images.png(), owner=stranger)
    assert intake.upload(images.png(), owner=owner) != theirs


def test_upload_of_what_was_deleted_is_a_new_picture(owner: User) -> None:
    deleted = intake.upload(images.png(), owner=owner)
    deleted.trash()
    assert intake.upload(images.png(), owner=owner) != deleted


def test_bad_upload_leaves_neither_row_nor_file(owner: User, tmp_path: Path) -> None:
    with pytest.raises(BadImage):
        intake.upload(images.truncated(images.png(400, 400)), owner=owner)
    assert not Image.objects.exists()
    assert files_below(tmp_path) == []


def test_upload_whose_rows_are_refused_leaves_no_file(db: None, tmp_path: Path) -> None:
    with pytest.raises(IntegrityError):
        intake.upload(images.png(), owner=User())
    assert files_below(tmp_path) == []


def test_rendition_is_made_once(owner: User) -> None:
    image = stored_image(owner, images.png(2000, 1000))
    first = intake.rendition_of(image, 1280)
    assert first.width_px == 1280
    assert intake.rendition_of(image, 1280) == first
    assert images.opened(storage.read(first.name)).size == (1280, 640)


def test_rendition_of_a_small_picture_is_what_there_is(owner: User) -> None:
    image = stored_image(owner, images.png(200, 100))
    assert intake.rendition_of(image, 1280) == image.renditions.get()


def test_rendition_of_a_missing_file_is_refused(owner: User) -> None:
    image = stored_image(owner, images.png(2000, 1000))
    storage.remove(image.name)
    with pytest.raises(StorageError):
        intake.rendition_of(image, 1280)
    assert Rendition.objects.filter(image=image).count() == 2
