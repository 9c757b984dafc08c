"""A site's pictures over the API: asked for once, changed one by one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from site_builder.models import Site
from site_builder.orchestrating import generating
from studio import tasks
from studio.models import Generation
from tests.factories.gallery import stored_image
from tests.factories.sites import SiteFactory, site_with_spec
from tests.integration.api.client import ApiClient, pointers, problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]
HERO = "home/hero/image"
ONE = {"slots": [HERO]}


@pytest.fixture
def site(owner: User) -> Site:
    return site_with_spec(owner)


def test_generate_queues_the_eager_slots(client_of_owner: ApiClient, site: Site) -> None:
    answer = client_of_owner.post(f"/sites/{site.pk}/generate", {})
    assert answer.status_code == 202
    assert answer.json()["counts"]["pending"] == 5


def test_generate_takes_slots_and_quality(client_of_owner: ApiClient, site: Site) -> None:
    body = {"slots": [HERO], "quality": "pro"}
    made = client_of_owner.post(f"/sites/{site.pk}/generate", body).json()["generations"]
    assert [(each["name"], each["requested"]["resolution"]) for each in made] == [(HERO, "2K")]


def test_same_key_asks_once(client_of_owner: ApiClient, site: Site) -> None:
    for _ in range(2):
        answer = client_of_owner.post(f"/sites/{site.pk}/generate", ONE, idempotency_key="once")
    assert answer.headers["Idempotent-Replay"] == "true"
    assert Generation.objects.count() == 1


def test_unknown_slot_is_told(client_of_owner: ApiClient, site: Site) -> None:
    answer = client_of_owner.post(f"/sites/{site.pk}/generate", {"slots": ["home/x/image"]})
    assert (answer.status_code, pointers(answer)) == (422, ["/slots"])


def test_site_without_a_plan_is_a_conflict(client_of_owner: ApiClient, owner: User) -> None:
    answer = client_of_owner.post(f"/sites/{SiteFactory.create(owner=owner).pk}/generate", {})
    assert problem(answer) == (409, "not_planned")


def test_site_of_somebody_else_is_not_there(client_of_owner: ApiClient, stranger: User) -> None:
    theirs = site_with_spec(stranger)
    assert client_of_owner.post(f"/sites/{theirs.pk}/generate", {}).status_code == 404
    body = {"slot": HERO, "action": "remove"}
    assert client_of_owner.patch(f"/sites/{theirs.pk}/slots", body).status_code == 404
    assert not Generation.objects.exists()


def test_slot_is_made_with_other_words(client_of_owner: ApiClient, site: Site) -> None:
    body = {"slot": HERO, "action": "regenerate", "prompt": "A house at night"}
    answer = client_of_owner.patch(f"/sites/{site.pk}/slots", body).json()
    assert answer["status"] == "pending"
    assert Generation.objects.get(pk=answer["generation_id"]).prompt == "A house at night"


def test_slot_without_a_picture_cannot_be_edited(client_of_owner: ApiClient, site: Site) -> None:
    body = {"slot": HERO, "action": "edit", "prompt": "warmer"}
    answer = client_of_owner.patch(f"/sites/{site.pk}/slots", body)
    assert (answer.status_code, pointers(answer)) == (422, ["/slot"])


def test_picture_is_edited_in_its_slot(client_of_owner: ApiClient, owner: User, site: Site) -> None:
    generating.generate(site, by=owner, keys=[HERO])
    tasks.work()
    body = {"slot": HERO, "action": "edit", "prompt": "warmer"}
    answer = client_of_owner.patch(f"/sites/{site.pk}/slots", body).json()
    assert Generation.objects.get(pk=answer["generation_id"]).kind == "edit"
    assert answer["image_id"] == Generation.objects.earliest("pk").image_id


def test_own_picture_is_provided_and_taken_out(
    client_of_owner: ApiClient, owner: User, site: Site
) -> None:
    own, url = stored_image(owner), f"/sites/{site.pk}/slots"
    body = {"slot": HERO, "action": "provide", "image_id": own.pk}
    given = client_of_owner.patch(url, body).json()
    assert (given["status"], given["image_id"]) == ("provided", own.pk)
    taken = client_of_owner.patch(url, {"slot": HERO, "action": "remove"}).json()
    assert (taken["status"], taken["image_id"]) == ("skipped", None)


def test_picture_of_somebody_else_is_not_taken(
    client_of_owner: ApiClient, stranger: User, site: Site
) -> None:
    theirs = stored_image(stranger)
    body = {"slot": HERO, "action": "provide", "image_id": theirs.pk}
    answer = client_of_owner.patch(f"/sites/{site.pk}/slots", body)
    assert (answer.status_code, pointers(answer)) == (422, ["/image_id"])


@pytest.mark.parametrize("action", ["regenerate", "edit", "remove"])
def test_words_that_are_no_slot_are_told(
    client_of_owner: ApiClient, site: Site, action: str
) -> None:
    body = {"slot": "nothing", "action": action, "prompt": "warmer"}
    answer = client_of_owner.patch(f"/sites/{site.pk}/slots", body)
    assert (answer.status_code, pointers(answer)) == (422, ["/slot"])


def test_words_of_an_edit_are_not_lost_while_another_is_drawn(
    client_of_owner: ApiClient, owner: User, site: Site
) -> None:
    generating.generate(site, by=owner, keys=[HERO])
    tasks.work()
    url = f"/sites/{site.pk}/slots"
    client_of_owner.patch(url, {"slot": HERO, "action": "regenerate", "prompt": "A house at dawn"})
    answer = client_of_owner.patch(url, {"slot": HERO, "action": "edit", "prompt": "warmer"})
    assert problem(answer) == (409, "conflict")
