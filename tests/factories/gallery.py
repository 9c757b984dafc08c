"""The least valid rows of the gallery, and pictures whose files lie in the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import factory
from django.contrib.auth.models import User
from django.utils import timezone
from factory.django import DjangoModelFactory

from gallery import intake
from gallery.models import Image, Rendition, Source
from tests import images
from tests.factories.sessions import UserFactory


class ImageFactory(DjangoModelFactory[Image]):
    """A row alone: its file is nowhere."""

    class Meta:
        model = Image

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"images/{number:040x}.png")
    mime_type = "image/png"
    width_px = 1024
    height_px = 1024
    size_bytes = 1000
    sha256 = factory.Sequence(lambda number: f"{number:064x}")


class RenditionFactory(DjangoModelFactory[Rendition]):
    class Meta:
        model = Rendition

    image = factory.SubFactory(ImageFactory)
    name = factory.Sequence(lambda number: f"images/{number:040x}.webp")
    width_px = 320
    height_px = 320
    size_bytes = 100


def stored_image(owner: User, data: bytes | None = None, **fields: Any) -> Image:
    """A picture with its files, as a worker leaves it."""
    stored = intake.store(intake.prepare(data or images.png()))
    return stored.save(owner=owner, source=Source.GENERATED, **fields)


def images_of(
    owner: User,
    count: int,
    *,
    newest: datetime | None = None,
    apart: timedelta = timedelta(hours=1),
) -> list[Image]:
    """Rows with one rendition each, newest first."""
    newest = newest or timezone.now()
    rows = [
        ImageFactory.create(owner=owner, created_at=newest - number * apart)
        for number in range(count)
    ]
    RenditionFactory.create_batch(count, image=factory.Iterator(rows))
    return rows
