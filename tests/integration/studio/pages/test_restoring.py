from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gallery import embedding, imaging
from gallery.embedding import ExportFormat, Recipe, Setting
from gallery.models import Image
from tests import images
from tests.factories.gallery import images_of
from tests.integration.studio.pages.conftest import HTMX

FORM = {"prompt": "half a thought", "count": "2", "key": "one"}
RECIPE = Recipe(
    prompt="A white house on a headland",
    model="gemini-3-pro-image",
    settings={
        "aspect_ratio": "16:9",
        "resolution": "2K",
        "response_modality": "TEXT_IMAGE",
        "person_generation": "dont_allow",
        "google_search_enabled": True,
    },
)


@pytest.fixture
def url() -> str:
    return reverse("studio:restore")


def a_file(recipe: Recipe | None = RECIPE, wanted: ExportFormat = "png") -> SimpleUploadedFile:
    metadata = embedding.save_options(wanted, recipe)
    data = imaging.export(images.png(), format=wanted, metadata=metadata)
    return SimpleUploadedFile(f"house.{wanted}", data)


def said(response: Any) -> dict[str, Any]:
    form = response.context["form"]
    return {name: form[name].value() for name in ("prompt", "model", *RECIPE.settings)}


@pytest.mark.parametrize("wanted", ["png", "jpeg", "webp", "avif"])
def test_file_with_a_recipe_fills_the_composer(
    owner_client: Client, url: str, wanted: ExportFormat
) -> None:
    form = FORM | {"recipe_files": a_file(wanted=wanted)}
    response = owner_client.post(url, form, headers=HTMX)
    assert said(response) == {"prompt": RECIPE.prompt, "model": RECIPE.model, **RECIPE.settings}
    assert f"Restored from house.{wanted}." in response.text
    assert ">\nA white house on a headland</textarea>" in response.text
    assert not Image.objects.exists()


def test_what_the_recipe_does_not_name_stays(owner: User, owner_client: Client, url: str) -> None:
    (reference,) = images_of(owner, 1)
    file = a_file(Recipe(prompt="A boat"))
    form = FORM | {"aspect_ratio": "4:5", "reference_image_ids": [reference.pk]}
    response = owner_client.post(url, form | {"recipe_files": file}, headers=HTMX)
    composer = response.context["composer"]
    assert said(response)["aspect_ratio"] == "4:5"
    assert response.context["form"]["count"].value() == "2"
    assert [each.image for each in composer.references] == [reference]


def test_file_without_a_recipe_becomes_a_reference(
    owner: User, owner_client: Client, url: str
) -> None:
    response = owner_client.post(url, FORM | {"recipe_files": a_file(None)}, headers=HTMX)
    (reference,) = response.context["composer"].references
    assert reference.image.owner == owner
    assert said(response)["prompt"] == "half a thought"
    assert "No prompt in this file." in response.text


def test_several_files_become_references(owner_client: Client, url: str) -> None:
    other = SimpleUploadedFile("b.png", images.png(80, 40))
    form = FORM | {"recipe_files": [a_file(), other]}
    response = owner_client.post(url, form, headers=HTMX)
    assert len(response.context["composer"].references) == 2


def test_file_that_is_no_picture_is_told(owner_client: Client, url: str) -> None:
    file = SimpleUploadedFile("notes.txt", b"only words")
    response = owner_client.post(url, FORM | {"recipe_files": file}, headers=HTMX)
    assert "notes.txt: This is not a picture" in response.text
    assert "was added to the references" not in response.text


def test_strange_recipe_does_no_harm(owner_client: Client, url: str) -> None:
    strange: dict[str, Setting] = {
        "aspect_ratio": "99:1",
        "resolution": True,
        "person_generation": "x",
        "key": "k",
    }
    recipe = Recipe(prompt="<script>alert(1)</script>", model="no-such", settings=strange)
    response = owner_client.post(url, FORM | {"recipe_files": a_file(recipe)}, headers=HTMX)
    assert response.status_code == 200
    assert "<script>alert" not in response.text
    assert said(response)["person_generation"] != "x"
    assert response.context["form"]["key"].value() != "k"


def test_without_script_the_whole_page_comes(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FORM | {"recipe_files": a_file()})
    assert "<html" in response.text
    assert "Restored from house.png." in response.text


def test_nothing_chosen_changes_nothing(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FORM)
    assert said(response)["prompt"] == "half a thought"
    assert 'id="restored"' not in response.text


def test_nobody_restores_nothing(client: Client, url: str) -> None:
    assert client.post(url, FORM).headers["Location"].startswith("/accounts/login/")
