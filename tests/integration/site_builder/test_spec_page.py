from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from site_builder import revisions
from site_builder.business import initial_of
from site_builder.models import Site, SiteSpec
from tests.factories.sites import SiteSpecFactory, document, site_with_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(owner: User) -> Site:
    return site_with_spec(owner)


def typed(
    spec: dict[str, Any], *, revision: int = 1, text: str = "", **fields: Any
) -> dict[str, Any]:
    """The form as the browser sends it for this document, with what was typed over."""
    said = {"revision": revision, "text": text or json.dumps(spec, indent=2)}
    return {**initial_of(spec), **said, **fields}


def newest(site: Site) -> SiteSpec:
    found = revisions.newest(site)
    assert found is not None
    return found


def test_editor_shows_the_business_and_the_json(owner_client: Client, site: Site) -> None:
    page = owner_client.get(f"/sites/{site.pk}/spec/").content.decode()
    assert 'name="business_name"' in page
    assert "A house at the end" in page
    assert "Valid, and nothing to mend." in page


def test_changed_field_is_written_into_the_document(owner_client: Client, site: Site) -> None:
    said = typed(document(), city="Kelda", emotional_goals="calm, trust")
    answer = owner_client.post(f"/sites/{site.pk}/spec/", said)
    assert answer.headers["Location"] == f"/sites/{site.pk}/spec/"
    saved = newest(site).document
    assert saved is not None
    assert (saved["location"], saved["emotionalGoals"]) == ({"city": "Kelda"}, ["calm", "trust"])


def test_field_and_json_can_change_in_one_save(owner_client: Client, site: Site) -> None:
    changed = document() | {"tagline": "By the sea", "extra": {"kept": True}}
    said = typed(document(), text=json.dumps(changed), business_name="Kelda Inn")
    owner_client.post(f"/sites/{site.pk}/spec/", said)
    assert newest(site).document == changed | {"businessName": "Kelda Inn"}
    assert Site.objects.get().name == "Kelda Inn"


def test_plan_images_saves_and_leads_to_the_plan(owner_client: Client, site: Site) -> None:
    answer = owner_client.post(f"/sites/{site.pk}/spec/", typed(document(), next="plan"))
    assert answer.headers["Location"] == f"/sites/{site.pk}/plan/"


def test_errors_are_marked_at_their_field_and_line(owner_client: Client, site: Site) -> None:
    said = typed(document(), business_name="", site_type="circus")
    answer = owner_client.post(f"/sites/{site.pk}/spec/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 errors" in page
    assert 'id="id_business_name-error"' in page
    assert 'data-line="3"' in page
    assert newest(site).is_draft
    again = owner_client.get(f"/sites/{site.pk}/spec/").content.decode()
    assert 'id="id_business_name-error"' in again


def test_json_that_cannot_be_read_is_kept_with_its_line(owner_client: Client, site: Site) -> None:
    said = typed(document(), text='{\n "businessName": oops\n}', tagline="Typed here")
    page = owner_client.post(f"/sites/{site.pk}/spec/", said).content.decode()
    again = owner_client.get(f"/sites/{site.pk}/spec/").content.decode()
    assert "line 2, column 18" in page
    assert "Typed here" in page
    assert "oops" in again


def test_draft_is_mended_on_top_of_itself(owner_client: Client, site: Site) -> None:
    owner_client.post(f"/sites/{site.pk}/spec/", typed(document(), text="{oops"))
    owner_client.post(f"/sites/{site.pk}/spec/", typed(document(), revision=2, tagline="Mended"))
    assert newest(site).document == document() | {"tagline": "Mended"}


def test_what_the_json_says_is_not_undone_by_the_form(owner_client: Client, site: Site) -> None:
    wrong = document() | {"language": "fr", "siteType": "circus"}
    page = owner_client.post(
        f"/sites/{site.pk}/spec/", typed(document(), text=json.dumps(wrong))
    ).content.decode()
    assert 'value="fr"' in page


def test_save_over_another_save_asks_first_and_keeps_both(owner_client: Client, site: Site) -> None:
    other = SiteSpecFactory.create(site=site, revision=2, document=document() | {"tagline": "A"})
    mine = typed(document(), tagline="B")
    refused = owner_client.post(f"/sites/{site.pk}/spec/", mine)
    assert refused.status_code == 409
    assert "Revision 2 was saved meanwhile." in refused.content.decode()
    owner_client.post(f"/sites/{site.pk}/spec/", mine | {"over": "2"})
    last = newest(site)
    assert last.document is not None
    assert (last.revision, last.document["tagline"]) == (3, "B")
    assert other.document == site.specs.get(revision=2).document


def test_older_revision_comes_back_as_the_newest(owner_client: Client, site: Site) -> None:
    SiteSpecFactory.create(site=site, revision=2, document=document() | {"tagline": "Worse"})
    owner_client.post(f"/sites/{site.pk}/spec/restore", {"restore": "1"})
    assert (newest(site).revision, newest(site).document) == (3, document())


def test_revision_that_never_was_cannot_come_back(owner_client: Client, site: Site) -> None:
    assert owner_client.post(f"/sites/{site.pk}/spec/restore", {"restore": "9"}).status_code == 404


def test_pictures_in_a_row_are_one_line_of_the_history(owner_client: Client, site: Site) -> None:
    SiteSpecFactory.create(site=site, revision=2, origin="enriched")
    SiteSpecFactory.create(site=site, revision=3, origin="enriched")
    page = owner_client.get(f"/sites/{site.pk}/spec/").content.decode()
    assert "2 pictures put in" in page
