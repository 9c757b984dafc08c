from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import SketchStyle, StyleVersion
from studio.sketches import styles
from studio.sketches.records import StyleRecord
from studio.sketches.style_form import initial_of
from tests.factories.sketches import SketchReferenceFactory, SketchStyleFactory
from tests.integration.studio.pages.conftest import queries

pytestmark = pytest.mark.django_db

LIST, NEW = "/sketches/styles/", "/sketches/styles/new"


@pytest.fixture
def built_in(db: None) -> SketchStyle:
    return SketchStyle.objects.get(key="vintage-mascot")


@pytest.fixture
def own(owner: User, built_in: SketchStyle) -> SketchStyle:
    return styles.copy(built_in, by=owner)


def posted(style: SketchStyle, by: User, **changed: Any) -> dict[str, Any]:
    """What the form of that style sends back, with some of it changed."""
    said = initial_of(styles.record_of(style, by=by))
    return {name: "" if value is None else value for name, value in (said | changed).items()}


def path(name: str, *args: object) -> str:
    return reverse(f"studio:{name}", args=args)


def record(style: SketchStyle, by: User) -> StyleRecord:
    return styles.record_of(SketchStyle.objects.get(pk=style.pk), by=by)


def test_page_shows_the_six_built_in_styles_and_ones_own_first(
    owner_client: Client, own: SketchStyle
) -> None:
    page = owner_client.get(LIST).text
    names = ["Vintage Mascot (copy)", "Bold Cartoon", "Geometric Badge", "Ink Brush",
             "Minimal Line", "Storybook Pencil"]  # fmt: skip
    places = [page.index(name) for name in names]
    assert places[0] == min(places)
    assert "/sketches/references/golf-ball-runner.png" in page


def test_twice_the_rows_cost_the_same_queries(owner_client: Client, owner: User) -> None:
    SketchStyleFactory.create(owner=owner)
    before = queries(owner_client, LIST)
    SketchStyleFactory.create_batch(3, owner=owner)
    assert queries(owner_client, LIST) == before


def test_new_style_is_the_persons_own(
    owner_client: Client, owner: User, built_in: SketchStyle
) -> None:
    answer = owner_client.post(NEW, posted(built_in, owner, name="House Crayon"))
    made = SketchStyle.objects.get(owner=owner)
    assert answer["Location"] == LIST
    assert (made.key, made.name, made.version) == ("house-crayon", "House Crayon", 1)
    assert record(made, owner).include == record(built_in, owner).include


def test_own_style_takes_a_key_that_is_free(
    owner_client: Client, owner: User, built_in: SketchStyle
) -> None:
    owner_client.post(NEW, posted(built_in, owner))
    assert SketchStyle.objects.get(owner=owner).key == "vintage-mascot-2"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "Write this, please."),
        ({"style_sentence": ""}, "Write this, please."),
        ({"outline_px_from": "90", "outline_px_to": "20"}, "The lower number comes first."),
        ({"ink_share_to": "many"}, "Give a number."),
        ({"exaggeration": "0.99"}, "The usual value lies outside of 0.45 to 0.9."),
        ({"max_flat_tones": "3"}, "Give a number from 0 to 2."),
        ({"use:no-such-drawing": "include"}, "There is no reference “no-such-drawing”."),
        ({"use:²": "include"}, "There is no reference “²”."),
        ({f"use:{'9' * 30}": "include"}, f"There is no reference “{'9' * 30}”."),
        ({"feedback_summary": "word " * 201}, "At most 200 words fit."),
        ({"do": "\n".join(map(str, range(13)))}, "At most 12 fit; these are 13."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    owner_client: Client, owner: User, own: SketchStyle, changed: dict[str, str], sentence: str
) -> None:
    said = posted(own, owner, description="Typed by hand.") | changed
    answer = owner_client.post(path("sketch_style", own.pk), said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Typed by hand." in answer.text
    assert SketchStyle.objects.get(pk=own.pk).version == 1


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        ("word " * 201, "At most 200 words fit."),
        ("w" * 2_001, "At most 2,000 characters fit; this has 2,001."),
        ("a\x00b", "This holds a character that cannot be stored. Remove it."),
    ],
)
def test_summary_that_breaks_a_rule_is_not_saved(
    owner_client: Client, own: SketchStyle, summary: str, sentence: str
) -> None:
    answer = owner_client.post(path("sketch_summary", own.pk), {"summary": summary})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert SketchStyle.objects.get(pk=own.pk).feedback_summary == ""


def test_every_edit_is_a_version(owner_client: Client, owner: User, own: SketchStyle) -> None:
    said = posted(own, owner, silhouette="reads as a stamp")
    owner_client.post(path("sketch_style", own.pk), said)
    assert SketchStyle.objects.get(pk=own.pk).version == 2
    kept = StyleVersion.objects.filter(style=own).values_list("number", flat=True)
    assert list(kept) == [2, 1]


def test_saving_the_same_again_is_no_version(
    owner_client: Client, owner: User, own: SketchStyle
) -> None:
    owner_client.post(path("sketch_style", own.pk), posted(own, owner))
    assert SketchStyle.objects.get(pk=own.pk).version == 1


def test_second_window_is_told_before_it_overwrites(
    owner_client: Client, owner: User, own: SketchStyle
) -> None:
    first = posted(own, owner, silhouette="one")
    second = posted(own, owner, silhouette="two")
    owner_client.post(path("sketch_style", own.pk), first)
    told = owner_client.post(path("sketch_style", own.pk), second)
    assert told.status_code == 422
    assert "This style was changed meanwhile." in told.text
    assert 'name="version" value="2"' in told.text
    owner_client.post(path("sketch_style", own.pk), second | {"version": "2"})
    assert record(own, owner).silhouette == "two"


def test_version_is_taken_back_as_a_new_one(
    owner_client: Client, owner: User, own: SketchStyle
) -> None:
    before = record(own, owner)
    said = posted(own, owner, feedback_summary="Bigger heads.", silhouette="odd")
    owner_client.post(path("sketch_style", own.pk), said)
    assert "silhouette" in owner_client.get(path("sketch_style_version", own.pk, 1)).text
    owner_client.post(path("take_back_sketch_style", own.pk, 1))
    after = record(own, owner)
    assert (after.version, after.feedback_summary) == (3, "")
    assert after.silhouette == before.silhouette


def test_do_not_use_and_exemplar_are_kept(
    owner_client: Client, owner: User, own: SketchStyle
) -> None:
    said = posted(own, owner, exemplar="bear-growl") | {"use:lion-mane": "exclude"}
    owner_client.post(path("sketch_style", own.pk), said)
    after = record(own, owner)
    assert (after.exclude, after.exemplar) == (("lion-mane",), "bear-growl")
    assert "lion-mane" not in after.include


def test_built_in_style_is_read_and_copied_but_never_changed(
    owner_client: Client, owner: User, built_in: SketchStyle
) -> None:
    page = owner_client.get(path("sketch_style", built_in.pk)).text
    assert "This style is built in." in page
    assert "Save style" not in page
    changed = posted(built_in, owner, name="Mine now")
    assert owner_client.post(path("sketch_style", built_in.pk), changed).status_code == 404
    assert owner_client.post(path("delete_sketch_style", built_in.pk)).status_code == 404


def test_copy_is_the_same_but_for_its_name(
    owner_client: Client, owner: User, built_in: SketchStyle
) -> None:
    owner_client.post(path("copy_sketch_style", built_in.pk))
    copy, original = record(SketchStyle.objects.get(owner=owner), owner), record(built_in, owner)
    assert copy.as_json() | {"id": "", "name": ""} == original.as_json() | {"id": "", "name": ""}


def test_deleted_style_comes_back(owner_client: Client, own: SketchStyle) -> None:
    answer = owner_client.post(path("delete_sketch_style", own.pk), follow=True)
    assert f"“{own.name}” deleted." in answer.text
    assert f'id="style-{own.pk}"' not in answer.text
    assert (
        f'id="style-{own.pk}"'
        in owner_client.post(path("restore_sketch_style", own.pk), follow=True).text
    )


@pytest.mark.parametrize("name", ["sketch_style", "copy_sketch_style", "delete_sketch_style"])
def test_strangers_style_is_not_there(
    stranger_client: Client, owner: User, own: SketchStyle, name: str
) -> None:
    answer = stranger_client.post(path(name, own.pk), posted(own, owner))
    assert answer.status_code == 404
    assert own.name not in stranger_client.get(LIST).text


def test_strangers_drawing_cannot_be_taken_into_a_style(
    owner_client: Client, owner: User, own: SketchStyle, stranger: User
) -> None:
    theirs = SketchReferenceFactory.create(owner=stranger)
    said = posted(own, owner) | {f"use:{theirs.pk}": "include"}
    assert owner_client.post(path("sketch_style", own.pk), said).status_code == 422


def test_styles_are_behind_the_login(client: Client, db: None) -> None:
    assert client.get(LIST)["Location"].startswith("/accounts/login/")
