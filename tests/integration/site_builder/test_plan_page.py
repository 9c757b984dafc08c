from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from site_builder import plans
from site_builder.models import PlannedImage, Quality, Site
from tests.factories.gallery import ImageFactory
from tests.factories.sites import PlannedImageFactory, SiteSpecFactory, document, site_with_spec

pytestmark = pytest.mark.django_db
HERO = "home/hero/image"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def site(owner: User) -> Site:
    return site_with_spec(owner)


def quality(site: Site) -> str:
    found = plans.current(site)
    assert found is not None
    return str(found.document.get("imagePolicy", {}).get("quality", ""))


def test_plan_shows_every_slot_and_its_price(owner_client: Client, site: Site) -> None:
    page = owner_client.get(f"/sites/{site.pk}/plan/").content.decode()
    assert "8 images for 4 sections" in page
    assert page.count('name="include"') == 8
    assert "Generate 5 now" in page
    assert "All 8" in page
    assert "unknown" not in page


def test_site_without_a_valid_spec_has_no_plan(owner_client: Client, owner: User) -> None:
    site = site_with_spec(owner)
    site.specs.update(is_draft=True)
    answer = owner_client.get(f"/sites/{site.pk}/plan/")
    assert answer.headers["Location"] == f"/sites/{site.pk}/spec/"


def test_own_words_and_tier_are_kept(owner_client: Client, site: Site) -> None:
    said = {"revision": 1, f"prompt:{HERO}": "A lamp\r\n by the sea", f"quality:{HERO}": "pro"}
    owner_client.post(f"/sites/{site.pk}/plan/", said)
    row = PlannedImage.objects.get()
    assert (row.slot_key, row.prompt_override, row.quality_override) == (
        HERO,
        "A lamp by the sea",
        "pro",
    )


def test_words_of_the_plan_are_no_own_words(owner_client: Client, site: Site) -> None:
    found = plans.current(site)
    assert found is not None
    said: dict[str, Any] = {"revision": 1}
    for slot in found.slots:
        said |= {f"prompt:{slot.key}": slot.requirement.prompt, f"quality:{slot.key}": "flash"}
    owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert not PlannedImage.objects.exists()


def test_slot_is_left_out_where_its_box_is_empty(owner_client: Client, site: Site) -> None:
    other = "home/rooms/sections.0.image"
    said = {"revision": 1, "shown": [HERO, other], "include": [other]}
    owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert list(PlannedImage.objects.values_list("slot_key", "included")) == [(HERO, False)]


def test_hd_switch_changes_the_spec_and_every_row(owner_client: Client, site: Site) -> None:
    PlannedImageFactory.create(site=site, quality_override=Quality.FLASH)
    said = {"revision": 1, "hd-shown": "1", "hd": "on", f"quality:{HERO}": "flash"}
    answer = owner_client.post(f"/sites/{site.pk}/plan/", said, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"/sites/{site.pk}/plan/"
    assert quality(site) == "pro"
    assert PlannedImage.objects.get().quality_override == ""


def test_change_with_script_answers_the_prices_alone(owner_client: Client, site: Site) -> None:
    said = {"revision": 1, "hd-shown": "1", f"quality:{HERO}": "pro"}
    page = owner_client.post(f"/sites/{site.pk}/plan/", said, headers=HTMX).content.decode()
    assert "<textarea" not in page
    assert 'id="slot-1-price" hx-swap-oob="true"' in page
    assert "1 Pro 2K, 7 Flash 1K" in page


@pytest.mark.usefixtures("simulator")
def test_poll_tells_what_became_of_the_slots(owner_client: Client, site: Site) -> None:
    page = owner_client.get(f"/sites/{site.pk}/plan/").text
    said: dict[str, Any] = {"plan": f"{site.pk}:1", "watch": "page", "open": 0, "every": 10}
    said["plan_row"] = re.findall(r'name="plan_row" value="([^"]+)"', page)
    assert owner_client.get(reverse("studio:pulse"), said).status_code == 204
    owner_client.post(f"/sites/{site.pk}/generate", {"slot": HERO})
    answer = owner_client.get(reverse("studio:pulse"), said).text
    assert answer.count('name="plan_row"') == 1
    assert "on the way" in answer
    assert "7 Flash 1K" in answer
    assert "<textarea" not in answer


def test_poll_of_an_old_plan_says_nothing_of_it(
    owner_client: Client, stranger_client: Client, site: Site
) -> None:
    said: dict[str, Any] = {"plan": f"{site.pk}:1", "watch": "page", "open": 0, "every": 10}
    assert "slot-1-state" in owner_client.get(reverse("studio:pulse"), said).text
    assert stranger_client.get(reverse("studio:pulse"), said).status_code == 204
    SiteSpecFactory.create(site=site, revision=2)
    assert owner_client.get(reverse("studio:pulse"), said).status_code == 204


@pytest.mark.parametrize("revision", ["1", "9" * 5000])
def test_words_for_another_plan_are_not_taken(
    owner_client: Client, site: Site, revision: str
) -> None:
    SiteSpecFactory.create(site=site, revision=2)
    said = {"revision": revision, f"prompt:{HERO}": "A lamp"}
    answer = owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert answer.status_code == 409
    assert "A lamp" in answer.content.decode()
    assert not PlannedImage.objects.exists()


def test_long_words_are_refused_beside_their_field(owner_client: Client, site: Site) -> None:
    said = {"revision": 1, f"prompt:{HERO}": "lamp " * 900}
    answer = owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert answer.status_code == 422
    assert "At most 4,000 characters fit" in answer.content.decode()


@pytest.mark.parametrize(("go", "path"), [("some", "generate"), ("all", "generate/all")])
def test_generate_keeps_the_changes_and_goes_on(
    owner_client: Client, site: Site, go: str, path: str
) -> None:
    said = {"revision": 1, f"prompt:{HERO}": "A lamp", "go": go}
    answer = owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert (answer.status_code, answer.headers["Location"]) == (307, f"/sites/{site.pk}/{path}")
    assert PlannedImage.objects.get().prompt_override == "A lamp"


def test_portraits_are_an_opt_in(owner_client: Client, owner: User) -> None:
    site = site_with_spec(owner)
    spec = document()
    team = {"members": [{"name": "Ada", "role": "Cook"}]}
    spec["pages"][0]["components"] += [{"componentId": "team-grid", "id": "us", "content": team}]
    site.specs.update(document=spec)
    page = owner_client.get(f"/sites/{site.pk}/plan/").content.decode()
    assert "Portraits are off: initials stand there." in page
    said = {"revision": 1, "opt-in-shown": "headshots", "opt-in": "headshots"}
    owner_client.post(f"/sites/{site.pk}/plan/", said)
    found = plans.current(site)
    assert found is not None
    assert found.slot("home/us/members.0.image") is not None


def test_before_and_after_is_an_opt_in_unless_the_trade_is_regulated(
    owner_client: Client, owner: User
) -> None:
    site = site_with_spec(owner)
    spec = document() | {"industry": "shop"}
    work = {"componentId": "proof-beforeafter", "id": "work", "content": {"comparisons": [{}]}}
    spec["pages"][0]["components"] += [work]
    site.specs.update(document=spec)
    said = {"revision": 1, "opt-in-shown": "before-after:home/work", "opt-in": []}
    owner_client.post(f"/sites/{site.pk}/plan/", said | {"opt-in": "before-after:home/work"})
    found = plans.current(site)
    assert found is not None
    assert found.slot("home/work/comparisons.0.afterImage") is not None
    owner_client.post(f"/sites/{site.pk}/plan/", said | {"revision": 2})
    found = plans.current(site)
    assert found is not None
    assert found.slot("home/work/comparisons.0.afterImage") is None


def test_picture_for_other_words_is_marked_and_can_be_made_again(
    owner_client: Client, site: Site, owner: User
) -> None:
    image = ImageFactory.create(owner=owner)
    spec = document(hero={"headline": "A house at the end", "image": made(image.uuid)})
    site.specs.update(document=spec)
    PlannedImageFactory.create(site=site, image=image, prompt_hash="0" * 64)
    page = owner_client.get(f"/sites/{site.pk}/plan/").content.decode()
    assert "1 image made for other words." in page
    assert f'form="again-form" name="slot" value="{HERO}"' in " ".join(page.split())


def made(uuid: object) -> dict[str, Any]:
    return {"src": f"asset:{uuid}", "source": "generated", "generation": {"id": "1"}}


def test_more_slots_cost_the_same_queries(owner_client: Client, site: Site) -> None:
    owner_client.get(f"/sites/{site.pk}/plan/")
    with CaptureQueriesContext(connection) as few:
        owner_client.get(f"/sites/{site.pk}/plan/")
    site.specs.update(document=document(walks={"count": 8}))
    with CaptureQueriesContext(connection) as many:
        owner_client.get(f"/sites/{site.pk}/plan/")
    assert len(few) == len(many)
