from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from site_builder.models import Site
from tests import examples
from tests.factories.sites import PlannedImageFactory, document, site_with_spec
from tests.integration.api.client import ApiClient, problem

KRUME = examples.spec("krume-bakery.json")


@pytest.fixture
def made(client_of_owner: ApiClient) -> Any:
    answer = client_of_owner.post("/sites", {"spec": KRUME})
    assert answer.status_code == 201
    return answer.json()


def test_post_answers_the_site_with_its_spec(made: Any) -> None:
    assert (made["name"], made["revision"], made["draft"]) == ("Krume", 1, False)
    assert made["spec"] == KRUME


def test_invalid_spec_is_refused_with_every_problem(client_of_owner: ApiClient) -> None:
    spec = KRUME | {"businessName": "", "siteType": "circus", "extra": 1}
    answer = client_of_owner.post("/sites", {"spec": spec})
    said = answer.json()
    assert problem(answer) == (422, "invalid_spec")
    assert [(each["pointer"], each["code"], each["severity"]) for each in said["errors"]] == [
        ("/businessName", "min_length", "error"),
        ("/siteType", "enum", "error"),
    ]
    assert [each["code"] for each in said["warnings"]] == ["unknown_field"]
    assert not Site.objects.exists()


def test_spec_that_is_no_object_is_refused(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.post("/sites", {"spec": [], "more": 1})
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/spec", "/more"}


def test_put_saves_the_next_revision(client_of_owner: ApiClient, made: Any) -> None:
    body = {"revision": 1, "spec": KRUME | {"businessName": "Kruste"}}
    said = client_of_owner.put(f"/sites/{made['id']}", body).json()
    assert (said["name"], said["revision"]) == ("Kruste", 2)


def test_put_on_an_older_revision_is_a_conflict(client_of_owner: ApiClient, made: Any) -> None:
    body = {"revision": 1, "spec": KRUME}
    client_of_owner.put(f"/sites/{made['id']}", body)
    answer = client_of_owner.put(f"/sites/{made['id']}", body)
    assert problem(answer) == (409, "conflict")
    assert answer.json()["revision"] == 2


def test_put_of_an_invalid_spec_keeps_nothing(client_of_owner: ApiClient, made: Any) -> None:
    body = {"revision": 1, "spec": {"specVersion": "2.0"}}
    answer = client_of_owner.put(f"/sites/{made['id']}", body)
    assert answer.json()["errors"][0]["code"] == "unsupported_version"
    assert client_of_owner.get(f"/sites/{made['id']}").json()["revision"] == 1


def test_plan_is_that_of_the_format(client_of_owner: ApiClient, made: Any) -> None:
    said = client_of_owner.get(f"/sites/{made['id']}/plan").json()
    wanted = examples.expected_plan("krume-bakery.json")
    assert (said["counts"], said["aspects"]) == (wanted["counts"], wanted["aspects"])
    first = said["requirements"][0]
    assert (first["slotKey"], first["status"]) == ("home/hero/image", "planned")


def test_plan_tells_own_words(client_of_owner: ApiClient, owner: User) -> None:
    site = site_with_spec(owner)
    PlannedImageFactory.create(site=site, prompt_override="A lamp", included=False)
    first = client_of_owner.get(f"/sites/{site.pk}/plan").json()["requirements"][0]
    assert (first["prompt"], first["included"]) == ("A lamp", False)


def test_draft_has_no_plan(client_of_owner: ApiClient, owner: User) -> None:
    site = site_with_spec(owner)
    site.specs.update(is_draft=True)
    assert problem(client_of_owner.get(f"/sites/{site.pk}/plan")) == (409, "not_planned")
    assert client_of_owner.get(f"/sites/{site.pk}").json()["draft"] is True


def test_list_answers_the_newest_first(client_of_owner: ApiClient, owner: User, made: Any) -> None:
    other = site_with_spec(owner)
    listed = client_of_owner.get("/sites").json()["items"]
    assert [(each["id"], each["revision"]) for each in listed] == [(other.pk, 1), (made["id"], 1)]


def test_deleted_site_is_gone(client_of_owner: ApiClient, made: Any) -> None:
    assert client_of_owner.delete(f"/sites/{made['id']}?images=keep").status_code == 204
    assert client_of_owner.get(f"/sites/{made['id']}").status_code == 404


@pytest.mark.parametrize("path", ["", "/plan"])
def test_another_persons_site_is_404(client_of_owner: ApiClient, stranger: User, path: str) -> None:
    site = site_with_spec(stranger)
    assert client_of_owner.get(f"/sites/{site.pk}{path}").status_code == 404


def test_another_persons_site_cannot_be_saved_or_deleted(
    client_of_owner: ApiClient, stranger: User
) -> None:
    site = site_with_spec(stranger)
    body = {"revision": 1, "spec": document()}
    assert client_of_owner.put(f"/sites/{site.pk}", body).status_code == 404
    assert client_of_owner.delete(f"/sites/{site.pk}").status_code == 404
