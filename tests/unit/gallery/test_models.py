from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from gallery.models import Image, Source
from tests.factories.gallery import ImageFactory, RenditionFactory


def test_image_without_pixels_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError, match="image_has_pixels_and_bytes"):
        ImageFactory.create(width_px=0)


def test_second_rendition_of_a_width_is_refused(db: None) -> None:
    rendition = RenditionFactory.create()
    with pytest.raises(IntegrityError):
        RenditionFactory.create(image=rendition.image, width_px=rendition.width_px)


def test_rendition_without_pixels_is_refused(db: None) -> None:
    with pytest.raises(IntegrityError, match="rendition_has_pixels"):
        RenditionFactory.create(height_px=0)


def test_deleted_picture_is_out_of_sight_until_it_is_restored(owner: User) -> None:
    image = ImageFactory.create(owner=owner)
    image.trash()
    assert not Image.objects.visible_to(owner).exists()
    image.restore()
    assert Image.objects.visible_to(owner).get() == image


def test_strangers_picture_is_out_of_sight(owner: User, stranger: User) -> None:
    ImageFactory.create(owner=stranger)
    assert not Image.objects.visible_to(owner).exists()


def test_preview_is_the_widest_rendition_up_to_640(db: None) -> None:
    image = ImageFactory.create()
    RenditionFactory.create(image=image, width_px=320)
    medium = RenditionFactory.create(image=image, width_px=640)
    RenditionFactory.create(image=image, width_px=1280)
    assert image.preview_url == medium.url


def test_preview_without_renditions_is_the_original(db: None) -> None:
    image = ImageFactory.create()
    assert image.preview_url == image.url


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt": "a house", "prompt": "p"}, "a house"),
        ({"prompt": "a white house"}, "a white house"),
        ({"source": Source.UPLOADED}, "Uploaded picture"),
    ],
)
def test_picture_is_described(db: None, fields: dict[str, str], words: str) -> None:
    assert ImageFactory.create(**fields).described == words
