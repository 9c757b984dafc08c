"""Finished pictures in their site's document, and the owner's hand above them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery.models import Image, Source
from site_builder import amending, enriching, enrichment, slots
from site_builder.models import Origin, PlannedImage, Site
from site_builder.orchestrating import changing, following, generating
from studio import tasks
from studio.models import Generation, Status
from tests.factories.gallery import stored_image
from tests.factories.sites import site_with_spec
from tests.races import at_once, shared_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]
HERO, LAST_WALK = "home/hero/image", "home/walks/images.3"
Work = Callable[..., None]


@pytest.fixture
def work(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Work:
    """A worker that takes one generation after the other."""

    def run(times: int = 1) -> None:
        for _ in range(times):
            with django_capture_on_commit_callbacks(execute=True):
                tasks.work()

    return run


def document_of(site: Site) -> dict[str, Any]:
    spec = site.specs.newest_first()[0]
    assert spec.document is not None
    return dict(spec.document)


def image_at(site: Site, key: str) -> dict[str, Any]:
    return dict(enrichment.image_at(document_of(site), key) or {})


def status_of(site: Site, key: str) -> str:
    found = slots.of(site)
    state = found.state(key) if found else None
    return state.status if state else "not planned"


def test_picture_is_put_in_as_a_new_revision(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    picture = Image.objects.get()
    said = image_at(site, HERO)
    assert said["src"] == f"asset:{picture.uuid}"
    assert (said["width"], said["height"]) == (picture.width_px, picture.height_px)
    assert said["blurDataURL"].startswith("data:image/") and said["alt"]
    assert site.specs.newest_first().values_list("origin", "revision")[0] == ("enriched", 2)


def test_picture_is_the_sites_and_its_slot_complete(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    found = slots.of(site)
    state = found.state(HERO) if found else None
    assert state is not None and state.status == Status.COMPLETE and not state.is_stale
    assert Image.objects.get().source == Source.SITE


def test_same_job_twice_changes_nothing(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    enriching.enrich(Generation.objects.get().pk)
    assert enriching.catch_up() == 0
    assert site.specs.count() == 2


def test_counted_gallery_gets_its_entries_and_keeps_its_count(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[LAST_WALK])
    work()
    entries = document_of(site)["pages"][0]["components"][2]["content"]["images"]
    assert [bool(entry) for entry in entries] == [False, False, False, True]
    found = slots.of(site)
    assert found is not None and len(found.states) == 8
    assert not any(state.is_stale for state in found.states)


def test_lost_signal_is_made_up_for(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    tasks.work()
    assert status_of(site, HERO) == Status.COMPLETE and not image_at(site, HERO)
    following.sweep(timezone.now())
    assert image_at(site, HERO)["src"]


def test_owners_picture_is_never_replaced(owner: User, work: Work) -> None:
    site, own = site_with_spec(owner), stored_image(owner)
    generating.generate(site, by=owner, keys=[HERO])
    own_words(site, HERO, {"src": f"asset:{own.uuid}", "source": "uploaded"})
    work()
    assert image_at(site, HERO)["src"] == f"asset:{own.uuid}"
    assert Image.objects.filter(source=Source.SITE).count() == 1


def test_vanished_slot_leaves_the_picture_to_the_library(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    with transaction.atomic():
        amending.amend(site, without_hero, origin=Origin.EDITED)
    work()
    assert Image.objects.filter(source=Source.SITE).count() == 1
    assert PlannedImage.objects.get().image is None


def without_hero(document: dict[str, Any]) -> dict[str, Any]:
    home, *others = document["pages"]
    return document | {"pages": [home | {"components": home["components"][1:]}, *others]}


def own_words(site: Site, key: str, image: dict[str, Any]) -> None:
    """What an owner's editor saves."""
    site = amending.locked(site)
    amending.amend(
        site,
        lambda document: enrichment._with(document, key, image),
        origin=Origin.EDITED,
    )


def test_regenerated_slot_shows_the_old_picture_until_the_new_one(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    first = image_at(site, HERO)["src"]
    changing.regenerate(site, HERO, by=owner, prompt="A house at night")
    assert (status_of(site, HERO), image_at(site, HERO)["src"]) == (Status.PENDING, first)
    work()
    assert image_at(site, HERO)["src"] != first


def test_edit_in_words_is_a_version_in_its_place(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    first = Image.objects.get()
    changing.edit(site, HERO, words="warmer windows", by=owner)
    work()
    version = Image.objects.exclude(pk=first.pk).get()
    assert version.version.parent == first
    assert image_at(site, HERO)["src"] == f"asset:{version.uuid}"


def test_retry_of_one_slot_touches_nothing_else(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    for key in (HERO, "home/rooms/sections.0.image"):
        changing.regenerate(site, key, by=owner, prompt="[[fail:IMAGE_SAFETY]] a house")
    work(2)
    other = Generation.objects.get(name="home/rooms/sections.0.image")
    assert status_of(site, HERO) == Status.FAILED
    changing.regenerate(site, HERO, by=owner)
    assert status_of(site, HERO) == Status.PENDING
    assert Generation.objects.get(pk=other.pk).status == Status.FAILED


def test_removed_picture_stays_away_until_one_is_asked_for(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[HERO])
    work()
    changing.remove(site, HERO, by=owner)
    assert image_at(site, HERO) == {"generate": False}
    assert status_of(site, HERO) == "not planned"
    changing.regenerate(site, HERO, by=owner)
    work()
    assert status_of(site, HERO) == Status.COMPLETE


def test_chosen_picture_ends_what_was_under_way(owner: User, work: Work) -> None:
    site, own = site_with_spec(owner), stored_image(owner, alt="The house in May")
    generating.generate(site, by=owner, keys=[HERO])
    changing.provide(site, HERO, own, by=owner)
    assert Generation.objects.get().status == Status.CANCELED
    assert image_at(site, HERO)["alt"] == "The house in May"
    assert "generation" not in image_at(site, HERO)


def test_words_of_the_owner_for_a_picture_make_it_no_older(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=[LAST_WALK])
    work()
    changing.describe(site, LAST_WALK, alt="The path to the cove", focal_point=(0.2, 0.75))
    said = image_at(site, LAST_WALK)
    found = slots.of(site)
    state = found.state(LAST_WALK) if found else None
    assert said["alt"] == "The path to the cove"
    assert said["focalPoint"] == {"x": 0.2, "y": 0.75}
    assert state is not None and not state.is_stale


def test_same_request_in_another_slot_costs_nothing(owner: User, work: Work) -> None:
    site = site_with_spec(owner)
    one, other = "home/rooms/sections.0.image", "home/rooms/sections.1.image"
    changing.regenerate(site, one, by=owner, prompt="A made bed")
    work()
    PlannedImage.objects.create(site=site, slot_key=other, prompt_override="A made bed")
    with transaction.atomic():
        queued = generating.generate(site, by=owner)
    enriching.catch_up()
    assert queued.reused == 1
    assert image_at(site, other)["src"] == image_at(site, one)["src"]


PAIR = {
    "illustrative": True,
    "comparisons": [{"beforeLabel": "Before", "afterLabel": "After", "caption": "The kitchen"}],
}


def test_after_picture_is_an_edit_of_the_before_picture(owner: User, work: Work) -> None:
    site = site_with_pair(owner)
    generating.generate(site, by=owner, keys=[BEFORE, AFTER])
    assert Generation.objects.count() == 1
    work()
    after = Generation.objects.get(name=AFTER)
    assert after.kind == "edit" and list(after.references.all()) == [Image.objects.get()]
    work()
    assert image_at(site, AFTER)["src"] != image_at(site, BEFORE)["src"]


def test_after_picture_does_not_wait_in_vain(owner: User, work: Work) -> None:
    site = site_with_pair(owner)
    generating.generate(site, by=owner, keys=[BEFORE, AFTER])
    assert status_of(site, AFTER) == Status.PENDING
    before = Generation.objects.get()
    Generation.objects.filter(pk=before.pk).update(
        status=Status.FAILED, error_code="prompt_blocked", finished_at=timezone.now()
    )
    following.sweep(timezone.now())
    assert status_of(site, AFTER) == "planned"


BEFORE, AFTER = "home/walks/comparisons.0.beforeImage", "home/walks/comparisons.0.afterImage"


def site_with_pair(owner: User) -> Site:
    site = site_with_spec(owner, walks=PAIR)
    document = document_of(site) | {"industry": "construction"}
    document["pages"][0]["components"][2]["componentId"] = "proof-beforeafter"
    site.specs.update(document=document)
    return site


@pytest.mark.django_db(transaction=True)
def test_owners_save_during_a_run_is_never_lost(owner: User, tmp_path: Path) -> None:
    with shared_database(tmp_path):
        site = site_with_spec(owner)
        generating.generate(site, by=owner)
        for generation in Generation.objects.all():
            finish(generation, stored_image(owner))
        pks = list(Generation.objects.values_list("pk", flat=True))
        puts: list[Callable[[], object]] = [partial(enriching.enrich, pk) for pk in pks]
        saves = [partial(add_word, site, f"word-{number}") for number in range(4)]
        outcome = at_once(*puts, *saves)
        document = document_of(site)
        empty = [key for key in KEYS if not image_at(site, key).get("src")]
    assert [each for each in outcome if isinstance(each, Exception)] == []
    assert sorted(document["antiReferences"]) == ["word-0", "word-1", "word-2", "word-3"]
    assert empty == []


KEYS = [HERO, "home/rooms/sections.0.image", "home/walks/images.0", "home/walks/images.1"]


def finish(generation: Generation, image: Image) -> None:
    """As its worker leaves it, the signal lost."""
    generation.status, generation.image = Status.COMPLETE, image
    generation.finished_at = timezone.now()
    generation.save()


def add_word(site: Site, word: str) -> None:
    """An owner's save."""
    with transaction.atomic():
        amending.amend(amending.locked(site), partial(with_word, word), origin=Origin.EDITED)


def with_word(word: str, document: dict[str, Any]) -> dict[str, Any]:
    return document | {"antiReferences": [*document.get("antiReferences", []), word]}
