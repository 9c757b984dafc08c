from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery.models import Image
from site_builder import removing
from site_builder.models import Origin, Site
from tests import examples
from tests.factories.gallery import ImageFactory
from tests.factories.sites import PlannedImageFactory, SiteFactory, site_with_spec
from tests.factories.studio import BatchFactory, GenerationFactory
from tests.unit.site_builder.test_importing import OLDER

NEW = "/sites/new"


def test_first_visit_offers_the_examples(owner_client: Client) -> None:
    page = owner_client.get("/sites/").content.decode()
    assert page.count('class="site-example"') == 6


def test_staff_see_whose_sites_there_are(client: Client, owner: User) -> None:
    SiteFactory.create(owner=owner, name="Kelda House")
    client.force_login(User.objects.create_superuser("root"))
    assert "Kelda House" in client.get("/admin/site_builder/site/").text


@pytest.mark.parametrize("query", ["?page=999999999999999999", "?page=0", "?deleted=x"])
def test_odd_address_is_an_empty_or_whole_page(owner_client: Client, query: str) -> None:
    assert owner_client.get(f"/sites/{query}").status_code == 200


def test_example_becomes_a_site_with_its_plan(owner_client: Client, owner: User) -> None:
    answer = owner_client.post(NEW, {"example": "krume-bakery"})
    site = Site.objects.get()
    assert answer.headers["Location"] == f"/sites/{site.pk}/plan/"
    assert (site.owner, site.name) == (owner, "Krume")
    assert site.specs.get().document == examples.spec("krume-bakery.json")


def test_example_that_is_none_is_404(owner_client: Client) -> None:
    assert owner_client.post(NEW, {"example": "../site_catalogue"}).status_code == 404


def test_pasted_spec_becomes_a_site(owner_client: Client) -> None:
    owner_client.post(NEW, {"text": examples.text("krume-bakery.json")})
    assert Site.objects.get().specs.get().origin == Origin.PASTED


def test_uploaded_spec_becomes_a_site(owner_client: Client) -> None:
    file = SimpleUploadedFile("krume.json", examples.text("krume-bakery.json").encode())
    owner_client.post(NEW, {"file": file, "text": "left over"})
    assert Site.objects.get().specs.get().origin == Origin.UPLOADED


@pytest.mark.parametrize("text", ["{oops", '{"specVersion": "1.0"}'])
def test_spec_with_errors_is_mended_in_the_editor(owner_client: Client, text: str) -> None:
    answer = owner_client.post(NEW, {"text": text})
    site = Site.objects.get()
    assert answer.headers["Location"] == f"/sites/{site.pk}/spec/"
    assert site.specs.get().is_draft


def test_file_that_is_no_text_is_refused(owner_client: Client) -> None:
    file = SimpleUploadedFile("photo.json", b"\xff\xd8\xff\xe0")
    answer = owner_client.post(NEW, {"file": file})
    assert answer.status_code == 422
    assert "The file is not text in UTF-8." in answer.content.decode()
    assert not Site.objects.exists()


def test_nothing_at_all_is_refused(owner_client: Client) -> None:
    assert owner_client.post(NEW, {"text": "  "}).status_code == 422


def test_older_document_is_shown_with_its_changes_first(owner_client: Client) -> None:
    page = owner_client.post(NEW, {"text": json.dumps(OLDER)}).content.decode()
    assert "The version is set to 1.0." in page
    assert not Site.objects.exists()


def test_older_document_is_imported_and_kept(owner_client: Client) -> None:
    text = json.dumps(OLDER)
    owner_client.post(NEW, {"text": text, "import": "1"})
    spec = Site.objects.get().specs.get()
    assert spec.document is not None
    assert (spec.origin, spec.text, spec.document["specVersion"]) == ("imported", text, "1.0")


def test_sites_of_others_are_not_listed(stranger_client: Client, owner: User) -> None:
    site_with_spec(owner)
    assert "Kelda House" not in stranger_client.get("/sites/").content.decode()


@pytest.mark.parametrize("path", ["spec/", "plan/", "delete", "preview/", "export/"])
def test_pages_of_another_persons_site_are_404(
    stranger_client: Client, owner: User, path: str
) -> None:
    site = site_with_spec(owner)
    assert stranger_client.get(f"/sites/{site.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["spec/", "spec/restore", "plan/", "delete", "restore"])
def test_another_persons_site_cannot_be_changed(
    stranger_client: Client, owner: User, path: str
) -> None:
    site = site_with_spec(owner)
    assert stranger_client.post(f"/sites/{site.pk}/{path}").status_code == 404


def test_twice_the_sites_cost_the_same_queries(owner_client: Client, owner: User) -> None:
    def add() -> None:
        image = ImageFactory.create(owner=owner)
        PlannedImageFactory.create(site=site_with_spec(owner), image=image)

    add()
    owner_client.get("/sites/")
    with CaptureQueriesContext(connection) as few:
        owner_client.get("/sites/")
    add()
    with CaptureQueriesContext(connection) as many:
        owner_client.get("/sites/")
    assert len(few) == len(many)


def made_for(site: Site) -> Image:
    """A picture that the site has asked for."""
    site.batch = BatchFactory.create(owner=site.owner)
    site.save()
    image = ImageFactory.create(owner=site.owner)
    GenerationFactory.create(batch=site.batch, complete=True, image=image)
    return image


def test_deleted_site_takes_its_pictures_along_and_back(owner_client: Client, owner: User) -> None:
    site = site_with_spec(owner)
    image = made_for(site)
    answer = owner_client.post(f"/sites/{site.pk}/delete", {"images": "trash"}, follow=True)
    assert list(Image.objects.trashed_of(owner)) == [image]
    assert "“Kelda House” deleted." in answer.content.decode()
    owner_client.post(f"/sites/{site.pk}/restore")
    assert list(Image.objects.visible_to(owner)) == [image]
    assert Site.objects.visible_to(owner).exists()


def test_deleted_site_can_leave_its_pictures(owner_client: Client, owner: User) -> None:
    site = site_with_spec(owner)
    image = made_for(site)
    owner_client.post(f"/sites/{site.pk}/delete", {"images": "keep"})
    image.refresh_from_db()
    assert image.trashed_at is None
    assert not Site.objects.visible_to(owner).exists()


def test_deleted_site_makes_nothing_more(owner_client: Client, owner: User) -> None:
    site = site_with_spec(owner)
    made_for(site)
    waiting = GenerationFactory.create(batch=site.batch)
    owner_client.post(f"/sites/{site.pk}/delete", {"images": "keep"})
    waiting.refresh_from_db()
    assert waiting.status == "canceled"


def test_site_goes_for_good_after_30_days(owner: User) -> None:
    now = timezone.now()
    SiteFactory.create(owner=owner, deleted_at=now - removing.DELETED_KEPT)
    kept = SiteFactory.create(owner=owner, deleted_at=now)
    assert removing.sweep_deleted(now, dry_run=True).count == 1
    removing.sweep_deleted(now, dry_run=False)
    assert Site.objects.get() == kept
