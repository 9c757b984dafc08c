"""Synthetic pictures for measuring: real rows and files, a few drawings shared by all of them.

A row needs a name of its own, so that its file can go with it.  The drawings are therefore stored
once and linked under as many names: in a folder that costs an entry each, no bytes.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from PIL import Image as Pixels
from taggit.models import Tag, TaggedItem

from gallery import intake, storage
from gallery.intake import EXTENSIONS, Prepared
from gallery.models import Image, Source, Version

AT_ONCE = 2000  # rows in one transaction
DAYS = 720
LONG_SIDE_PX = 320
RATIOS = {"1:1": 30, "16:9": 20, "3:2": 15, "4:5": 12, "9:16": 10, "2:3": 8, "21:9": 5}
COLOURS = ((216, 120, 76), (92, 110, 160), (120, 150, 104), (236, 196, 92))
MODELS = {
    ("gemini-3.1-flash-image", "flash"): 60,
    ("gemini-3-pro-image", "pro"): 30,
    ("gemini-3.1-flash-lite-image", "lite"): 10,
}
RESOLUTIONS = {"1K": 65, "2K": 30, "4K": 5}
SOURCES = {
    Source.GENERATED: 80,
    Source.UPLOADED: 8,
    Source.SITE: 6,
    Source.SKETCH: 4,
    Source.TOOL: 2,
}
TAGS = {"web": 60, "campaign": 20, "keeper": 12, "print": 6, "archive": 2}
TAGGED, STARRED, EDITED = 0.3, 0.05, 0.1
LIGHTS = ("morning light", "golden hour", "soft window light", "blue hour", "hard noon sun", "fog")
THINGS = (
    "ceramic vase", "lighthouse", "leather chair", "bread loaf", "glass bottle", "toy robot",
    "mountain lake", "city street", "wedding table", "perfume flacon", "oak bench", "sailing boat",
    "tropical leaf", "bicycle", "citrus bowl", "hotel room", "desert dune", "paper lantern",
)  # fmt: skip
PLACES = (
    "on a terracotta plinth", "above a calm sea", "in a plaster arch", "on raw linen",
    "against a sage wall", "by a rain-wet window", "on black marble", "in tall grass",
)  # fmt: skip
LOOKS = ("35 mm film", "studio packshot", "watercolour", "wide view", "close-up", "from above")
CHANGES = ("warmer light", "without the shadow", "wider", "at night", "softer colours")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drawing:
    aspect_ratio: str
    prepared: Prepared
    name: str  # of the file that the others are linked to


def seed(owner: AbstractBaseUser, *, count: int, now: datetime) -> Iterator[int]:
    """Make so many pictures; yields how many there are after each portion.

    The same count makes the same rows, names apart.
    """
    chance = random.Random(count)  # noqa: S311  no secret
    drawings = _drawings()
    tags = [Tag.objects.get_or_create(name=name)[0] for name in TAGS]
    made = 0
    while made < count:
        portion = min(AT_ONCE, count - made)
        with transaction.atomic():
            _add(owner, portion, now, drawings, tags, chance)
        made += portion
        yield made
    for drawing in drawings:
        storage.remove(drawing.name)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # else the database plans for the few rows that there were


def _add(
    owner: AbstractBaseUser,
    count: int,
    now: datetime,
    drawings: list[Drawing],
    tags: list[Tag],
    chance: random.Random,
) -> None:
    images = Image.objects.bulk_create(_image(owner, now, drawings, chance) for _ in range(count))
    _tag(images, tags, chance)
    _edit(images, chance)


def _image(
    owner: AbstractBaseUser, now: datetime, drawings: list[Drawing], chance: random.Random
) -> Image:
    drawing = chance.choices(drawings, [RATIOS[each.aspect_ratio] for each in drawings])[0]
    source = _one_of(SOURCES, chance)
    prepared = drawing.prepared
    image = Image(
        owner_id=owner.pk,
        source=source,
        name=storage.link(drawing.name),
        mime_type=prepared.mime_type,
        width_px=prepared.width_px,
        height_px=prepared.height_px,
        size_bytes=len(prepared.data),
        sha256=prepared.sha256,
        placeholder=prepared.placeholder,
        starred=chance.random() < STARRED,
        created_at=now - timedelta(days=DAYS * chance.random() ** 2),  # more of late
    )
    if source != Source.UPLOADED:
        _explain(image, drawing.aspect_ratio, chance)
    return image


def _explain(image: Image, aspect_ratio: str, chance: random.Random) -> None:
    """What a generated picture knows of itself."""
    words = (chance.choice(each) for each in (THINGS, PLACES, LIGHTS, LOOKS))
    image.prompt = f"A {', '.join(words)}, take {chance.randrange(10_000)}"
    image.model, image.tier = _one_of(MODELS, chance)
    image.resolution = _one_of(RESOLUTIONS, chance)
    image.aspect_ratio = aspect_ratio
    image.details = {"requested": {"aspect_ratio": aspect_ratio, "resolution": image.resolution}}


def _tag(images: list[Image], tags: list[Tag], chance: random.Random) -> None:
    kind = ContentType.objects.get_for_model(Image)
    TaggedItem.objects.bulk_create(
        TaggedItem(
            tag=chance.choices(tags, list(TAGS.values()))[0], content_type=kind, object_id=image.pk
        )
        for image in images
        if chance.random() < TAGGED
    )


def _edit(images: list[Image], chance: random.Random) -> None:
    """Some are versions of the one made just before them."""
    versions = [
        Version(
            child=child, parent=parent, family=parent.uuid, number=2, words=chance.choice(CHANGES)
        )
        for parent, child in zip(images[::2], images[1::2], strict=False)
        if chance.random() < 2 * EDITED
    ]
    Version.objects.bulk_create(versions)
    Image.objects.filter(pk__in=[each.parent_id for each in versions]).update(edit_count=1)
    Image.objects.filter(
        pk__in=[each.child_id for each in versions], source=Source.GENERATED
    ).update(source=Source.EDITED)


def _drawings() -> list[Drawing]:
    return [_drawing(ratio, number) for ratio in RATIOS for number in range(len(COLOURS))]


def _drawing(aspect_ratio: str, number: int) -> Drawing:
    """A wash of two colours, small."""
    width, height = map(int, aspect_ratio.split(":"))
    scale = LONG_SIDE_PX / max(width, height)
    size = round(width * scale), round(height * scale)
    shade = Pixels.linear_gradient("L").rotate(90 * number).resize(size)
    light, dark = (
        Pixels.new("RGB", size, COLOURS[index % len(COLOURS)]) for index in (number, number + 1)
    )
    file = io.BytesIO()
    Pixels.composite(light, dark, shade).save(file, "WEBP", quality=80)
    prepared = intake.prepare(file.getvalue())
    name = storage.write(prepared.data, extension=EXTENSIONS[prepared.mime_type])
    return Drawing(aspect_ratio, prepared, name)


def _one_of(weights: dict[T, int], chance: random.Random) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]
