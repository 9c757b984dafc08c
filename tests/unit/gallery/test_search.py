from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from taggit.models import Tag

from gallery import search
from gallery.models import Image
from tests.factories.gallery import ImageFactory


def found(text: str) -> set[int]:
    return {image.pk for image in search.having(Image.objects.all(), text)}


@pytest.fixture
def kettle(owner: User) -> Image:
    image = ImageFactory.create(
        owner=owner, prompt="A Red kettle, blue-hour light", alt="Ein Kessel für Tee"
    )
    ImageFactory.create(owner=owner, prompt="A house")
    image.tags.add("still life", "keeper")
    return image


@pytest.mark.parametrize(
    "text",
    [
        "kettle",
        "KETTLE red",
        "kett",
        "hour",
        "blue-hour",
        "für",
        "keeper",
        "life keep",
        "red keeper",
    ],
)
def test_words_are_found_in_prompt_description_and_tags(kettle: Image, text: str) -> None:
    assert found(text) == {kettle.pk}


@pytest.mark.parametrize("text", ["ett", "kett red", "kettle house", "keeperx"])
def test_other_words_are_not_found(kettle: Image, text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "text",
    ['"', "'", "a' OR '1'='1", 'red" OR "house', "NEAR(red house)", "words:red^2", "red & !house",
     "re*d", "(", ":*", "\\", "-- ;", "red:A", "😀", "*", "red' :* | 'house"],
)  # fmt: skip
def test_text_is_never_syntax(kettle: Image, text: str) -> None:
    assert found(text) <= {kettle.pk}


def test_no_words_find_nothing(kettle: Image) -> None:
    assert found("  !!! ") == set()


def test_index_follows_bulk_writes(kettle: Image, owner: User) -> None:
    Image.objects.bulk_create([ImageFactory.build(owner=owner, prompt="a lantern", alt="")])
    Image.objects.filter(pk=kettle.pk).update(prompt="a teapot")
    assert len(found("lantern")) == 1
    assert found("kettle") == set()
    assert found("teapot keeper") == {kettle.pk}


def test_index_follows_tags(kettle: Image) -> None:
    kettle.tags.remove("keeper")
    Tag.objects.filter(name="still life").update(name="nature morte")
    assert found("keeper") == set()
    assert found("morte") == {kettle.pk}


def test_index_forgets_what_is_gone(kettle: Image) -> None:
    kettle.delete()
    assert found("kettle") == set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM gallery_search")
        assert cursor.fetchone() == (Image.objects.count(),)


def test_index_is_made_again_after_its_table_was(kettle: Image) -> None:
    """Django makes a table of SQLite anew where it changes it, and its triggers are lost."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER gallery_search_image_changed")
        else:
            cursor.execute("DROP TABLE gallery_search CASCADE")
    search.keep_index(using="default")
    Image.objects.filter(pk=kettle.pk).update(alt="a pot")
    assert found("pot keeper") == {kettle.pk}


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_empty_the_index() -> None:
    ImageFactory.create(prompt="a kettle")
    call_command("flush", interactive=False, verbosity=0)
    ImageFactory.create(prompt="a house")
    assert found("kettle") == set()
