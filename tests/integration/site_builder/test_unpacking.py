"""An exported ZIP that is brought back, by its owner or by somebody else."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gallery.models import Image, Source
from site_builder.exporting import orders, packed
from site_builder.exporting.unpacking import NotAnExport, adopted, unpacked
from site_builder.models import Site
from tests.finished_sites import finished
from tests.integration.site_builder.test_export import files_of

pytestmark = pytest.mark.django_db
NEW = "/sites/new"
YOGA = "serene-flow-yoga.json"


def zip_of(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def test_export_comes_back_with_its_pictures(owner: User, stranger: User) -> None:
    data = orders.made(finished(owner, YOGA, most=1))[0]
    report = adopted(unpacked(data), by=stranger)
    assert report.is_valid and report.document is not None
    hero = report.document["pages"][0]["components"][1]["content"]["image"]
    image = Image.objects.get(owner=stranger, uuid=hero["src"].removeprefix("asset:"))
    assert (image.source, image.model) == (Source.GENERATED, "gemini-test")
    assert Image.objects.filter(owner=stranger).count() == 1


def test_same_pictures_are_not_stored_twice(owner: User) -> None:
    data = orders.made(finished(owner, YOGA, most=1))[0]
    adopted(unpacked(data), by=owner)
    before = Image.objects.count()
    adopted(unpacked(data), by=owner)
    assert Image.objects.count() == before


def test_lost_picture_leaves_its_place_empty(owner: User) -> None:
    files = files_of(orders.made(finished(owner, YOGA, most=1))[0])
    del files["images/home-hero-316.jpg"]
    report = adopted(unpacked(packed(files, folder="a")), by=owner)
    assert report.is_valid and report.document is not None
    assert "src" not in report.document["pages"][0]["components"][1]["content"]["image"]


def test_broken_picture_leaves_its_place_empty(owner: User) -> None:
    files = files_of(orders.made(finished(owner, YOGA, most=1))[0])
    files["images/home-hero-316.jpg"] = b"no picture"
    report = adopted(unpacked(packed(files, folder="a")), by=owner)
    assert report.document is not None
    assert "src" not in report.document["pages"][0]["components"][1]["content"]["image"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"no zip", "no ZIP"),
        (zip_of(readme_txt=b"x"), "no site.json"),
        (zip_of(site_json=b"\xff\xfe"), "not text"),
        (zip_of(site_json=b" " * 2_200_000), "too large"),
    ],
)
def test_other_files_are_refused_with_a_reason(data: bytes, said: str) -> None:
    with pytest.raises(NotAnExport, match=said):
        unpacked(data)


def test_zip_is_uploaded_like_a_spec(owner: User, stranger_client: Client) -> None:
    data = orders.made(finished(owner, YOGA, most=1))[0]
    answer = stranger_client.post(NEW, {"file": SimpleUploadedFile("site.zip", data)})
    site = Site.objects.get(owner__username="eve")
    assert answer.headers["Location"] == reverse("site_builder:plan", args=[site.pk])
    assert site.name == "Serene Flow"


def test_zip_of_something_else_is_refused_on_the_page(owner_client: Client) -> None:
    other = SimpleUploadedFile("a.zip", zip_of(readme_txt=b"x"))
    answer = owner_client.post(NEW, {"file": other})
    assert answer.status_code == 422
    assert "The ZIP holds no site.json." in answer.text
