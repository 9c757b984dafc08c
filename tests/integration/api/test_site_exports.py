from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from site_builder import tasks
from site_builder.models import SiteExport
from tests.factories.sites import SiteFactory
from tests.finished_sites import finished
from tests.integration.api.client import ApiClient

pytestmark = pytest.mark.django_db
KRUME = "krume-bakery.json"
CONFIRMED = "?confirm=fallbacks"


def test_zip_comes_once_it_is_built(owner: User, client_of_owner: ApiClient) -> None:
    site = finished(owner, KRUME, most=1)
    first = client_of_owner.get(f"/sites/{site.pk}/export.zip{CONFIRMED}")
    assert (first.status_code, first.headers["Retry-After"]) == (202, "2")
    assert first.json()["status"] == "pending"
    tasks.build_export(first.json()["id"])
    second = client_of_owner.get(f"/sites/{site.pk}/export.zip")
    assert second.status_code == 200
    assert second.headers["Content-Type"] == "application/zip"
    assert SiteExport.objects.count() == 1


def test_missing_pictures_are_confirmed_first(owner: User, client_of_owner: ApiClient) -> None:
    site = finished(owner, KRUME, most=1)
    answer = client_of_owner.get(f"/sites/{site.pk}/export.zip")
    assert answer.status_code == 409
    assert answer.json()["code"] == "confirmation_required"
    assert answer.json()["errors"][0]["message"].startswith("fallbacks: 13 pictures are missing.")


def test_unknown_confirmation_is_told(owner: User, client_of_owner: ApiClient) -> None:
    site = finished(owner, KRUME, most=1)
    answer = client_of_owner.get(f"/sites/{site.pk}/export.zip?confirm=all")
    assert answer.status_code == 422


def test_site_without_a_valid_spec_has_no_zip(owner: User, client_of_owner: ApiClient) -> None:
    site = SiteFactory.create(owner=owner)
    answer = client_of_owner.get(f"/sites/{site.pk}/export.zip")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_spec")


def test_strangers_site_is_not_there(owner: User, client_of_stranger: ApiClient) -> None:
    site = finished(owner, KRUME, most=0)
    assert client_of_stranger.get(f"/sites/{site.pk}/export.zip").status_code == 404
