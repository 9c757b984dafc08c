"""Sites, and the way to a new one, among the places that the jump box knows."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from gallery import wording
from site_builder.models import Site
from studio.jumping import Page, Place
from studio.jumping.places import marked
from studio.jumping.shelves import MOST

SITES = Page("Site builder", "site_builder:sites", "site", "G W")
NEW_SITE = Page("New site", "site_builder:new_site", "plus")


def sites(person: User, words: str) -> list[Place]:
    now = timezone.now()
    rows = Site.objects.visible_to(person).filter(name__icontains=words)
    return [
        Place(
            title=marked(site.name, words),
            url=reverse("site_builder:preview", args=[site.pk]),
            about=wording.made_at(site.changed_at, now=now),
            icon="site",
        )
        for site in rows.last_changed_first()[:MOST]
    ]
