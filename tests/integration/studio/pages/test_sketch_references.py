from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from gallery import cleanup, dependents
from gallery.lineage import Lineage
from gallery.models import Image
from studio.models import SketchReference, SketchStyle
from tests import sketch_images
from tests.factories.gallery import ImageFactory, stored_image
from tests.factories.sketches import SketchReferenceFactory
from tests.integration.studio.pages.conftest import queries

pytestmark = pytest.mark.django_db

LIST, NEW = "/sketches/references/", "/sketches/references/new"
WORDS = {"caption": "A zebra on a stool", "tags": "Zebra, stool, zebra"}


def a_file(picture: Pillow.Image) -> SimpleUploadedFile:
    return SimpleUploadedFile("zebra.png", sketch_images.png(picture), "image/png")


def a_new_drawing() -> Pillow.Image:
    """Of two of the library's, so that it is like neither."""
    sheet = Pillow.new("L", (1024, 512), 255)
    sheet.paste(sketch_images.drawing("bee-hovering", 512), (0, 0))
    sheet.paste(sketch_images.drawing("cactus-pot", 512), (512, 0))
    return sheet


def path(name: str, reference: SketchReference) -> str:
    return reverse(f"studio:{name}", args=[reference.pk])


def test_library_shows_all_built_in_drawings(owner_client: Client) -> None:
    page = owner_client.get(LIST).text
    assert "24 drawings" in page
    assert page.count('class="reference-card"') == 24


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, owner: User) -> None:
    SketchReferenceFactory.create(owner=owner)
    before = queries(owner_client, LIST)
    SketchReferenceFactory.create_batch(3, owner=owner)
    assert queries(owner_client, LIST) == before


def test_built_in_drawing_is_served_to_people_alone(owner_client: Client, client: Client) -> None:
    url = f"{LIST}bear-growl.png"
    answer = owner_client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert client.get(url).status_code == 302
    assert owner_client.get(f"{LIST}manifest.png").status_code == 404


def test_drawing_is_taken_in_with_caption_tags_and_sets(owner_client: Client, owner: User) -> None:
    style = SketchStyle.objects.get(key="ink-brush")
    said = WORDS | {"file": a_file(a_new_drawing()), "styles": [style.pk]}
    assert owner_client.post(NEW, said)["Location"] == LIST
    made = SketchReference.objects.get(owner=owner)
    assert (made.caption, made.tags) == ("A zebra on a stool", ["zebra", "stool"])
    assert Image.objects.get(sketch_references=made).owner == owner
    assert [*made.styles.all()] == [style]


def test_near_duplicate_is_told_and_kept_only_on_demand(owner_client: Client, owner: User) -> None:
    spoiled = sketch_images.drawing("bear-growl").rotate(3, fillcolor=255)
    told = owner_client.post(NEW, WORDS | {"file": a_file(spoiled)})
    assert told.status_code == 422
    assert "in the library already" in told.text
    assert "Front view of a growling bear head" in told.text
    image = Image.objects.get(owner=owner)
    owner_client.post(NEW, WORDS | {"image": image.pk, "keep": "on"})
    assert SketchReference.objects.filter(owner=owner, image=image).exists()


def test_very_same_picture_is_never_there_twice(owner_client: Client, owner: User) -> None:
    image = stored_image(owner, sketch_images.png(a_new_drawing()))
    owner_client.post(NEW, WORDS | {"image": image.pk})
    again = owner_client.post(NEW, WORDS | {"image": image.pk, "keep": "on"})
    assert again.status_code == 422
    assert SketchReference.objects.filter(owner=owner).count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose a drawing."),
        ({"image": "x" * 3}, "Choose a drawing."),
        ({"file": "blank"}, "There is no line on this picture."),
        ({"file": "words"}, "picture"),
        ({"caption": "x" * 301}, "at most 300 characters"),
        ({"tags": ",".join(map(str, range(21)))}, "At most 20 tags fit"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    owner_client: Client, said: dict[str, object], sentence: str
) -> None:
    files = {
        "blank": a_file(sketch_images.blank(a_new_drawing())),
        "words": SimpleUploadedFile("zebra.png", b"no picture", "image/png"),
    }
    if "file" in said:
        said = {**said, "file": files[str(said["file"])]}
    answer = owner_client.post(NEW, WORDS | said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not SketchReference.objects.exclude(owner=None).exists()


def test_drawing_without_words_is_not_found_and_says_so(owner_client: Client, owner: User) -> None:
    SketchReferenceFactory.create(owner=owner, caption="", tags=[])
    assert "Found only once it has a caption and tags" in owner_client.get(LIST).text


def test_search_knows_stems_and_synonyms(owner_client: Client) -> None:
    page = owner_client.get(LIST, {"q": "kitten growls"}).text
    assert "cat-seated.png" in page
    assert "bear-growl.png" in page
    assert page.count('class="reference-card"') < 5
    assert owner_client.get(LIST, {"q": "mortgage"}).text.count('class="reference-card"') == 0


def test_set_of_one_style_is_shown(owner_client: Client) -> None:
    style = SketchStyle.objects.get(key="ink-brush")
    assert "6 drawings" in owner_client.get(LIST, {"style": style.pk}).text


def test_words_and_sets_are_changed(owner_client: Client, owner: User) -> None:
    own = SketchReferenceFactory.create(owner=owner)
    style = SketchStyle.objects.get(key="ink-brush")
    owner_client.post(path("sketch_reference", own), WORDS | {"styles": [style.pk]})
    own.refresh_from_db()
    assert (own.caption, [*own.styles.all()]) == ("A zebra on a stool", [style])
    owner_client.post(path("sketch_reference", own), WORDS)
    assert not own.styles.exists()


def test_putting_a_drawing_into_an_own_style_is_a_version(
    owner_client: Client, owner: User
) -> None:
    own = SketchReferenceFactory.create(owner=owner)
    owner_client.post(
        reverse("studio:copy_sketch_style", args=[SketchStyle.objects.get(key="ink-brush").pk])
    )
    style = SketchStyle.objects.get(owner=owner)
    owner_client.post(path("sketch_reference", own), WORDS | {"styles": [style.pk]})
    style.refresh_from_db()
    assert style.version == 2
    assert own in style.references.all()


def test_taken_out_drawing_leaves_its_picture(owner_client: Client, owner: User) -> None:
    own = SketchReferenceFactory.create(owner=owner)
    owner_client.post(path("delete_sketch_reference", own))
    assert Image.objects.filter(owner=owner).exists()
    assert not SketchReference.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("name", ["sketch_reference", "delete_sketch_reference"])
def test_strangers_drawing_is_not_there(stranger_client: Client, owner: User, name: str) -> None:
    own = SketchReferenceFactory.create(owner=owner, caption="A secret zebra")
    assert stranger_client.post(path(name, own), WORDS).status_code == 404
    assert "secret" not in stranger_client.get(LIST).text


def test_strangers_picture_cannot_be_taken_in(owner_client: Client, stranger: User) -> None:
    theirs = ImageFactory.create(owner=stranger)
    assert owner_client.post(NEW, WORDS | {"image": theirs.pk}).status_code == 422


def test_trashed_picture_leaves_the_library_and_comes_back(
    owner_client: Client, owner: User
) -> None:
    image = ImageFactory.create(owner=owner)
    SketchReferenceFactory.create(owner=owner, image=image, caption="A zebra")
    image.trash()
    assert "A zebra" not in owner_client.get(LIST).text
    image.restore()
    assert "A zebra" in owner_client.get(LIST).text


def test_clean_up_leaves_what_is_a_reference(owner: User) -> None:
    image = ImageFactory.create(owner=owner)
    SketchReferenceFactory.create(owner=owner, image=image)
    Image.objects.update(trashed_at=timezone.now() - timedelta(days=99))
    cleanup.clean(timezone.now())
    assert Image.objects.filter(pk=image.pk).exists()
    said = dependents.sentences(Lineage(image))
    assert "It leaves the reference drawings of your sketches." in said
