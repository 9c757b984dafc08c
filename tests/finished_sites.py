"""Example sites as they are once all their pictures are in, without asking a provider for any."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from gallery.models import Image, Source
from site_builder import enrichment, planning, pointers
from site_builder.enriching import library_fill
from site_builder.models import Origin, PlannedImage, Site
from site_builder.planning import Requirement
from tests import examples, images
from tests.factories.gallery import stored_image
from tests.factories.sites import SiteFactory, SiteSpecFactory


def finished(owner: User, name: str, *, most: int = 100, part: int = 4) -> Site:
    """A site of the example with pictures in its first `most` slots, and the owner's own ones.

    Their sides are the `part`th of what would be made, so that they are stored and read fast.
    """
    bare = document = examples.spec(name)
    for source in _own(document):
        image = stored_image(owner, picture(300, 200))
        uuid = UUID(source.removeprefix("asset:"))
        Image.objects.filter(pk=image.pk).update(uuid=uuid, source=Source.UPLOADED)
    site: Site = SiteFactory.create(owner=owner, name=document["businessName"])
    for requirement in planning.plan(document).requirements[:most]:
        is_counted = requirement.pointer.rpartition("/")[2].isdigit()
        appended = is_counted and pointers.value_at(bare, requirement.pointer) is None
        document = _filled(site, document, requirement, part, appended=appended)
    SiteSpecFactory.create(site=site, document=document, origin=Origin.ENRICHED)
    return site


@cache
def picture(width_px: int, height_px: int) -> bytes:
    return images.jpeg(width_px, height_px)


def _own(value: object) -> list[str]:
    if isinstance(value, dict):
        src = value.get("src", "")
        found = [src] if str(src).startswith("asset:") else []
        return found + [each for inner in value.values() for each in _own(inner)]
    return [each for inner in value for each in _own(inner)] if isinstance(value, list) else []


def _filled(
    site: Site, document: dict[str, Any], requirement: Requirement, part: int, *, appended: bool
) -> dict[str, Any]:
    """The document with a made picture in that slot, and the row that knows it."""
    data = picture(requirement.width // part, requirement.height // part)
    image = stored_image(site.owner, data, prompt=requirement.prompt, model="gemini-test")
    told = {"id": "1", "status": "complete", "promptHash": requirement.prompt_hash}
    fill = library_fill(image, alt=requirement.alt, generation=told)
    filled = enrichment.put(document, requirement.slot_key, fill)
    assert filled is not None
    PlannedImage.objects.create(
        site=site,
        slot_key=requirement.slot_key,
        image=image,
        prompt_hash=requirement.prompt_hash,
        alt_generated=True,
        appended=appended,
    )
    return filled
