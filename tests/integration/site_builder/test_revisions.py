from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from site_builder import enrichment, plans, revisions, validation
from site_builder.enrichment import Fill
from site_builder.models import Origin, PlannedImage, Site, SiteSpec
from tests.factories.gallery import ImageFactory
from tests.factories.sites import PlannedImageFactory, SiteSpecFactory, document, site_with_spec

pytestmark = pytest.mark.django_db
HERO = "home/hero/image"


@pytest.fixture
def site(owner: User) -> Site:
    return site_with_spec(owner)


def saved(site: Site, spec: dict[str, Any], *, base: int | None = None) -> SiteSpec:
    return revisions.save(site, validation.validate(spec), origin=Origin.EDITED, base=base)


def fill(name: str = "1") -> Fill:
    return Fill(
        uuid=f"00000000-0000-4000-8000-{name:0>12}",
        width=1264,
        height=848,
        blur="",
        source="generated",
        alt="A house at dusk",
        generation={"id": name},
    )


def put_in(site: Site, slot_key: str, name: str = "1") -> None:
    """As when a picture has come for the slot."""
    newest = revisions.newest(site)
    assert newest is not None and newest.document is not None
    changed = enrichment.put(newest.document, slot_key, fill(name))
    assert changed is not None
    PlannedImageFactory.create(
        site=site,
        slot_key=slot_key,
        image=ImageFactory.create(owner=site.owner, uuid=fill(name).uuid),
        appended="images" in slot_key,
        alt_generated=True,
    )
    revisions.save(site, validation.validate(changed), origin=Origin.ENRICHED)


def src(spec: SiteSpec, slot_key: str) -> str:
    assert spec.document is not None
    image = enrichment.image_at(spec.document, slot_key) or {}
    return str(image.get("src", ""))


def test_site_is_called_after_its_business(owner: User) -> None:
    report = validation.validate(document() | {"businessName": "Krume"})
    site = revisions.start(by=owner, report=report, origin=Origin.PASTED)
    assert (site.name, site.specs.get().revision) == ("Krume", 1)


@pytest.mark.parametrize(
    ("business", "name"),
    [
        ("Krume  Berlin", "Krume Berlin"),
        ("a" * 200, "a" * 80),
        (5, "New site"),
        ("\x00", "New site"),
    ],
)
def test_draft_is_called_after_its_business_too(owner: User, business: object, name: str) -> None:
    report = validation.validate(document() | {"businessName": business, "siteType": "circus"})
    assert revisions.start(by=owner, report=report, origin=Origin.PASTED).name == name


def test_spec_with_an_error_is_kept_as_a_draft(owner: User) -> None:
    report = validation.validate(document() | {"businessName": ""})
    site = revisions.start(by=owner, report=report, origin=Origin.PASTED)
    draft = site.specs.get()
    assert draft.is_draft
    assert draft.problems[0]["pointer"] == "/businessName"
    assert plans.current(site) is None


def test_text_that_is_no_json_is_kept(owner: User) -> None:
    report = validation.validate_text("{oops")
    site = revisions.start(by=owner, report=report, origin=Origin.PASTED, text="{oops")
    assert (site.specs.get().document, site.specs.get().text) == (None, "{oops")


def test_save_after_another_save_is_a_conflict(site: Site) -> None:
    saved(site, document() | {"tagline": "First"}, base=1)
    with pytest.raises(revisions.Conflict) as refused:
        saved(site, document() | {"tagline": "Second"}, base=1)
    assert refused.value.newest.revision == 2
    assert site.specs.count() == 2


@pytest.mark.parametrize("base", [0, 2, 99])
def test_revision_that_never_was_is_a_conflict(site: Site, base: int) -> None:
    with pytest.raises(revisions.Conflict):
        saved(site, document(), base=base)


def test_picture_that_came_meanwhile_is_in_the_owners_revision(site: Site) -> None:
    put_in(site, HERO)
    spec = saved(site, document(hero={"headline": "Mine"}), base=1)
    assert spec.revision == 3
    assert spec.document is not None
    assert spec.document["pages"][0]["components"][0]["content"]["headline"] == "Mine"
    assert src(spec, HERO) == fill().src


def test_picture_that_the_owner_took_out_stays_out(site: Site) -> None:
    put_in(site, HERO)
    assert src(saved(site, document(), base=2), HERO) == ""


def test_owners_picture_is_not_replaced_by_one_that_came(site: Site) -> None:
    put_in(site, HERO)
    own = {"headline": "Mine", "image": {"src": "https://example.com/own.jpg"}}
    assert src(saved(site, document(hero=own), base=1), HERO) == "https://example.com/own.jpg"


def test_picture_of_a_section_that_is_gone_comes_with_no_section(site: Site) -> None:
    put_in(site, "home/rooms/sections.1.image")
    one = {"sections": [{"headline": "Rooms", "body": "Oak."}]}
    spec = saved(site, document(rooms=one), base=1)
    assert spec.document is not None
    assert spec.document["pages"][0]["components"][1]["content"] == one
    assert PlannedImage.objects.get().detached


def test_gallery_by_count_takes_its_pictures_along(site: Site) -> None:
    put_in(site, "home/walks/images.2")
    spec = saved(site, document(), base=1)
    assert spec.document is not None
    images = spec.document["pages"][0]["components"][2]["content"]["images"]
    assert [bool(image) for image in images] == [False, False, True]


def test_picture_that_came_over_a_draft_is_there_when_it_is_mended(site: Site) -> None:
    draft = saved(site, document() | {"businessName": ""}, base=1)
    changed = enrichment.put(document(), HERO, fill())
    assert changed is not None
    SiteSpecFactory.create(site=site, revision=3, document=changed, origin=Origin.ENRICHED)
    PlannedImageFactory.create(site=site, image=ImageFactory.create(owner=site.owner))
    mended = saved(site, document() | {"tagline": "Mended"}, base=draft.revision)
    assert src(mended, HERO) == fill().src


def test_pictures_that_were_put_in_change_nothing_in_the_plan(site: Site) -> None:
    before = plans.current(site)
    put_in(site, "home/walks/images.2", "2")
    put_in(site, HERO)
    after = plans.current(site)
    assert before is not None and after is not None
    assert after.plan == before.plan


def test_slot_that_comes_back_is_attached_again(site: Site) -> None:
    PlannedImageFactory.create(site=site, slot_key="home/rooms/sections.1.image", detached=True)
    saved(site, document(), base=1)
    assert not PlannedImage.objects.get().detached


def test_changed_words_make_the_picture_stale(site: Site) -> None:
    current = plans.current(site)
    assert current is not None
    made = current.slots[0].requirement.prompt_hash
    PlannedImageFactory.create(
        site=site, image=ImageFactory.create(owner=site.owner), prompt_hash=made
    )
    fresh = plans.current(site)
    saved(site, document() | {"emotionalGoals": ["calm"]}, base=1)
    later = plans.current(site)
    assert fresh is not None and later is not None
    assert (fresh.slots[0].is_stale, later.slots[0].is_stale) == (False, True)


def test_own_prompt_and_quality_are_what_is_asked_for(site: Site) -> None:
    PlannedImageFactory.create(site=site, prompt_override="A lamp", quality_override="pro")
    current = plans.current(site)
    assert current is not None
    asked = current.slots[0].requirement
    assert (asked.prompt, asked.quality, asked.size) == ("A lamp", "pro", "2K")
    assert current.slots[0].planned.prompt_hash != asked.prompt_hash


def test_revision_has_its_number_once(site: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSpecFactory.create(site=site, revision=1)


def test_revision_without_document_is_a_draft(site: Site) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSpecFactory.create(site=site, revision=2, document=None)


@pytest.mark.parametrize("parallel", [0, 9])
def test_site_asks_for_one_to_eight_at_once(site: Site, parallel: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.filter(pk=site.pk).update(parallel=parallel)


def test_slot_has_one_row(site: Site) -> None:
    PlannedImageFactory.create(site=site)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlannedImageFactory.create(site=site)
