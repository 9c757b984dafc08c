"""The least valid rows of the site builder."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from site_builder.models import Origin, PlannedImage, Site, SiteSpec
from tests.factories.sessions import UserFactory


class SiteFactory(DjangoModelFactory[Site]):
    class Meta:
        model = Site

    owner = factory.SubFactory(UserFactory)
    name = "Kelda House"


class SiteSpecFactory(DjangoModelFactory[SiteSpec]):
    class Meta:
        model = SiteSpec

    site = factory.SubFactory(SiteFactory)
    revision = 1
    origin = Origin.PASTED
    document = factory.LazyFunction(lambda: document())


class PlannedImageFactory(DjangoModelFactory[PlannedImage]):
    class Meta:
        model = PlannedImage

    site = factory.SubFactory(SiteFactory)
    slot_key = "home/hero/image"


def document(**content: Any) -> dict[str, Any]:
    """A hero, two sections and a gallery of four that is only counted; a second page.

    `content` replaces that of a component: `hero={…}`.
    """
    return {
        "specVersion": "1.0",
        "businessName": "Kelda House",
        "siteType": "business",
        "pages": [
            {
                "slug": "home",
                "title": "Kelda House",
                "components": [
                    _placed("hero-split", "hero", content, {"headline": "A house at the end"}),
                    _placed("content-split", "rooms", content, {"sections": _SECTIONS}),
                    _placed("media-gallery", "walks", content, {"count": 4, "columns": 2}),
                ],
            },
            {
                "slug": "table",
                "title": "The table",
                "components": [
                    _placed("content-split", "menu", content, {"sections": _SECTIONS[:1]}),
                ],
            },
        ],
    }


_SECTIONS = [
    {"headline": "Rooms that wake slowly", "body": "Oak beds and wool throws."},
    {"headline": "One table, one menu", "body": "Soup on at noon."},
]


def _placed(
    component: str, name: str, content: dict[str, Any], usual: dict[str, Any]
) -> dict[str, Any]:
    return {"componentId": component, "id": name, "content": content.get(name, usual)}


def site_with_spec(owner: Any, *, pk: int | None = None, **content: Any) -> Site:
    """A site of the owner whose newest revision is valid."""
    site = SiteFactory.create(pk=pk, owner=owner)
    SiteSpecFactory.create(site=site, document=document(**content))
    return site
