"""The editor: what it asks for, what it shows, and whom it answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gallery import versions
from gallery.models import Image, Source, Version
from sessions_app.models import Preferences
from studio.editing import actions
from studio.editing.requesting import EditRequest, Mode, Region
from studio.models import Batch, Generation, SpendingLimit, Status
from studio.wording import TIMES
from tests.factories.gallery import stored_image
from tests.integration.studio.pages.conftest import HTMX, queries

REGION = {
    "mode": "region",
    "region_x": ["25"],
    "region_y": ["60.5"],
    "region_width": ["30"],
    "region_height": ["25"],
    "region_prompt": ["a bowl of lemons"],
    "keep_pixels": "on",
    "count": "1",
}
FREE = {"mode": "free", "prompt": "make it warmer", "preserve_composition": "on", "count": "1"}


@pytest.fixture
def image(owner: User) -> Image:
    return stored_image(owner, prompt="vases on a bench")


@pytest.fixture
def url(image: Image) -> str:
    return reverse("studio:edit", args=[image.pk])


def an_edit(image: Image, **said: Any) -> Batch:
    asked = {"prompt": "make it warmer", **said}
    return actions.edit(EditRequest(image_id=image.pk, **asked), by=image.owner)


def finished(batch: Batch, **details: Any) -> list[Version]:
    """As a worker leaves it: a picture and a version for each of its generations."""
    return [_finished(row, details) for row in batch.generations.order_by("position")]


def _finished(row: Generation, details: dict[str, Any]) -> Version:
    parent = Image.objects.get(pk=row.requested["edit"]["image_id"])
    child = stored_image(row.owner, prompt=row.prompt)
    Generation.objects.filter(pk=row.pk).update(
        status=Status.COMPLETE, image=child, finished_at=timezone.now(), attempt=1
    )
    told = details | {"generation_id": row.pk}
    return versions.add(child, parent=parent, words=row.prompt, details=told)


def failed(batch: Batch, code: str = "output_blocked") -> None:
    batch.generations.update(status=Status.FAILED, error_code=code, finished_at=timezone.now())


def shown(url: str, batch: Batch, **said: int) -> str:
    return f"{url}?" + "&".join(
        f"{key}={value}" for key, value in {"batch": batch.pk, **said}.items()
    )


# --- What it shows


def test_page_offers_six_ways(owner_client: Client, url: str) -> None:
    page = owner_client.get(url).text
    assert page.count('name="mode"') == 6
    assert 'id="mode-free"' in page


def test_mode_comes_by_the_address(owner_client: Client, url: str) -> None:
    page = owner_client.get(f"{url}?mode=extend").text
    assert 'value="extend" checked' in " ".join(page.split())


def test_page_of_a_stranger_is_not_there(stranger_client: Client, url: str) -> None:
    assert stranger_client.get(url).status_code == 404
    assert stranger_client.post(url, FREE).status_code == 404


def test_trashed_picture_cannot_be_edited(owner_client: Client, url: str, image: Image) -> None:
    image.trash()
    assert owner_client.get(url).status_code == 404


def test_versions_stand_under_the_picture(owner_client: Client, url: str, image: Image) -> None:
    version = finished(an_edit(image))[0]
    page = owner_client.get(url).text
    assert "<b>v1</b> Original" in page
    assert "<b>v2</b> make it warmer" in page
    assert reverse("studio:edit", args=[version.child_id]) in page


def test_more_versions_cost_no_more_queries(owner_client: Client, url: str, image: Image) -> None:
    finished(an_edit(image))
    few = queries(owner_client, url)
    finished(an_edit(image, count=3))
    assert queries(owner_client, url) == few


# --- What it asks for


def test_region_is_asked_for_in_shares(owner_client: Client, url: str, image: Image) -> None:
    response = owner_client.post(url, REGION)
    row = Generation.objects.get()
    assert response["Location"] == f"{url}?batch={row.batch_id}"
    region = row.requested["edit"]["regions"][0]
    assert (region["x"], region["y"], region["width"]) == (0.25, 0.605, 0.3)
    assert (row.kind, row.prompt) == ("edit", "a bowl of lemons")


def test_fields_of_other_modes_are_left_out(owner_client: Client, url: str) -> None:
    owner_client.post(url, REGION | FREE | {"style": "oil", "warmth": "50", "aspect_ratio": "16:9"})
    plan = Generation.objects.get().requested["edit"]
    assert (plan["mode"], plan["regions"], plan["style"], plan["grade"]) == ("free", [], "", None)


def test_grade_is_asked_for(owner_client: Client, url: str) -> None:
    owner_client.post(url, {"mode": "grade", "warmth": "40", "look": "pastel", "count": "1"})
    grade = Generation.objects.get().requested["edit"]["grade"]
    assert (grade["warmth"], grade["contrast"], grade["look"]) == (40, 0, "pastel")


def test_style_can_be_that_of_another_picture(owner: User, owner_client: Client, url: str) -> None:
    other = stored_image(owner)
    said = {"mode": "style", "style": "", "reference_image_ids": [other.pk], "count": "1"}
    owner_client.post(url, said)
    asked = Generation.objects.get().requested
    assert [each["image_id"] for each in asked["references"]] == [other.pk]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"prompt": ""}, "Say what is to change."),
        ({"mode": "region"}, "Mark at least one region on the picture."),
        ({"mode": "style", "prompt": ""}, "Choose a style, or a picture that shows it."),
        ({"mode": "grade", "prompt": ""}, "Move a slider or choose a look."),
        ({"mode": "extend"}, "Choose the ratio to extend to."),
        ({"count": "9"}, "Choose between 1 and 4 pictures."),
        (REGION | {"region_x": ["wide"]}, "Give each side of a region as a number from 0 to 100."),
        (REGION | {"region_x": ["90"]}, "Region 1 lies outside the picture or is too small."),
        ({"mode": "upside-down"}, "Choose what to change."),
    ],
)
def test_what_is_missing_is_told(
    owner_client: Client, url: str, said: dict[str, Any], words: str
) -> None:
    response = owner_client.post(url, FREE | said, headers=HTMX)
    assert response.status_code == 422
    assert words in response.text
    assert not Generation.objects.exists()


def test_words_stay_where_something_is_missing(owner_client: Client, url: str) -> None:
    page = owner_client.post(url, REGION | {"region_width": ["0"]}).text
    assert 'value="a bowl of lemons"' in page
    assert 'value="60.5"' in page


def test_double_submit_is_one_edit(owner_client: Client, url: str) -> None:
    for _ in range(2):
        owner_client.post(url, FREE | {"key": "the same"})
    assert Generation.objects.count() == 1


# --- Regions without script


def test_region_is_added_without_script(owner_client: Client, url: str) -> None:
    page = owner_client.post(url, REGION | {"region_add": "1"})
    assert page.status_code == 200
    assert page.text.count('class="region-row"') == 3  # and the one that scripts copy
    assert not Generation.objects.exists()


def test_region_is_taken_out_without_script(owner_client: Client, url: str) -> None:
    page = owner_client.post(url, REGION | {"region_remove": "1"}).text
    assert "a bowl of lemons" not in page


# --- What stands in the way


def test_price_follows_the_form(owner_client: Client, url: str) -> None:
    answer = owner_client.post(f"{url}estimate", FREE | {"count": "2"}, headers=HTMX).text
    assert f"2 {TIMES}" in answer
    assert "Mark at least" not in owner_client.post(f"{url}estimate", {"mode": "region"}).text


def test_edit_beyond_the_budget_is_refused(owner: User, owner_client: Client, url: str) -> None:
    SpendingLimit.objects.create(owner=owner, own_limit_usd=Decimal("0.01"))
    response = owner_client.post(url, FREE, headers=HTMX)
    assert response.status_code == 402
    assert "This run would pass your budget." in response.text
    assert "make it warmer" in response.text


def test_edit_without_a_key_is_refused(owner_client: Client, url: str, settings: Any) -> None:
    settings.SIMULATOR_URL = ""
    response = owner_client.post(url, FREE, headers=HTMX)
    assert response.status_code == 409
    assert "Add your API key first" in response.text


def test_large_spend_is_asked_about(owner: User, owner_client: Client, url: str) -> None:
    Preferences.objects.update_or_create(
        owner=owner, defaults={"confirm_above_usd": Decimal("0.01")}
    )
    response = owner_client.post(url, FREE, headers=HTMX)
    assert response.status_code == 409
    assert "confirm-spend" in response.text
    assert not Generation.objects.exists()


# --- What came of it


def test_accepted_edit_shows_over_the_picture(owner_client: Client, url: str) -> None:
    response = owner_client.post(url, FREE, headers=HTMX)
    row = Generation.objects.get()
    assert response.status_code == 202
    assert response["HX-Replace-Url"] == f"{url}?batch={row.batch_id}"
    assert f'value="{row.pk}:pending:1"' in response.text
    assert 'id="pulse"' in response.text


def test_running_edit_refreshes_without_script(
    owner_client: Client, url: str, image: Image
) -> None:
    page = owner_client.get(shown(url, an_edit(image))).text
    assert '<meta http-equiv="refresh" content="5">' in page


def test_form_comes_back_with_what_was_asked(owner_client: Client, url: str, image: Image) -> None:
    region = Region(0.25, 0.6, 0.3, 0.25, "a bowl of lemons")
    batch = an_edit(image, mode=Mode.REGION, regions=(region,), prompt="", count=2)
    page = owner_client.get(shown(url, batch)).text
    assert 'value="a bowl of lemons"' in page
    assert 'id="mode-region"' in page
    assert 'name="region_x"\n                 value="25"' in page


def test_finished_edit_is_compared_with_its_source(
    owner_client: Client, url: str, image: Image
) -> None:
    batch = an_edit(image)
    finished(batch)
    page = owner_client.get(shown(url, batch)).text
    assert "Before, v1" in page
    assert "After, v2" in page
    assert "Keep as v2" in page


def test_variations_are_compared_with_each_other(
    owner_client: Client, url: str, image: Image
) -> None:
    batch = an_edit(image, count=2)
    first, second = finished(batch)
    address = shown(url, batch, result=second.child_id, before=first.child_id)
    page = owner_client.get(address, headers=HTMX).text
    assert "Before, v2" in page
    assert "After, v3" in page


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"px": 2.34, "registered": True}, "The model had drifted by 2.3 px"),
        ({"px": 0.1, "registered": True}, "Drift 0.1 px"),
        ({"px": 0, "registered": False}, "How far the model had drifted is not known"),
    ],
)
def test_drift_is_told(
    owner_client: Client, url: str, image: Image, details: dict[str, Any], words: str
) -> None:
    batch = an_edit(image)
    finished(batch, keep_pixels=True, drift=details)
    page = owner_client.get(shown(url, batch)).text
    assert "Pixels outside the regions are untouched." in page
    assert words in page


def test_failed_edit_says_why_and_can_be_tried_again(
    owner_client: Client, url: str, image: Image
) -> None:
    batch = an_edit(image)
    failed(batch)
    page = owner_client.get(shown(url, batch)).text
    assert "Stopped by the safety filter." in page
    assert reverse("studio:retry", args=[batch.generations.get().pk]) in page


def test_outcome_of_another_picture_is_not_there(
    owner: User, owner_client: Client, url: str
) -> None:
    batch = an_edit(stored_image(owner))
    assert owner_client.get(shown(url, batch)).status_code == 404


def test_outcome_of_a_stranger_is_not_there(stranger: User, owner_client: Client, url: str) -> None:
    batch = an_edit(stored_image(stranger))
    assert owner_client.get(shown(url, batch)).status_code == 404


def test_pulse_brings_the_outcome_in_place_of_a_card(owner_client: Client, image: Image) -> None:
    batch = an_edit(image)
    row = batch.generations.get()
    finished(batch)
    said = {"waiting": f"{row.pk}:pending:1", "editing": f"{batch.pk}:0:0"}
    answer = owner_client.get(reverse("studio:pulse"), said, headers=HTMX).text
    assert 'id="edit-outcome"' in answer
    assert "Keep as v2" in answer
    assert "generation-card" not in answer


# --- What is done with it


def test_discarded_edit_can_be_brought_back(owner_client: Client, url: str, image: Image) -> None:
    version = finished(an_edit(image))[0]
    response = owner_client.post(f"{url}discard", {"image": version.child_id}, follow=True)
    assert Image.objects.get(pk=version.child_id).trashed_at is not None
    assert reverse("gallery:restore", args=[version.child_id]) in response.text


def test_only_edits_of_the_picture_are_discarded(
    owner: User, owner_client: Client, url: str
) -> None:
    other = stored_image(owner)
    assert owner_client.post(f"{url}discard", {"image": other.pk}).status_code == 404
    assert owner_client.post(f"{url}discard", {"image": "x"}).status_code == 404


def test_finish_that_is_gone_is_told(owner_client: Client, url: str, image: Image) -> None:
    batch = an_edit(image)
    version = finished(batch, keep_pixels=True)[0]
    said = {"image": version.child_id, "batch": batch.pk}
    page = owner_client.post(f"{url}finish", said, follow=True).text
    assert "What the model drew is not there any more." in page


def test_edited_picture_is_edited_further(owner_client: Client, image: Image) -> None:
    child = finished(an_edit(image))[0].child
    owner_client.post(reverse("studio:edit", args=[child.pk]), FREE)
    grandchild = finished(Batch.objects.latest("pk"))[0]
    assert (grandchild.parent, grandchild.family, grandchild.number) == (child, image.uuid, 3)


def test_card_leads_to_the_editor(owner: User, owner_client: Client, image: Image) -> None:
    image.source = Source.GENERATED
    row = an_edit(image).generations.get()
    version = _finished(row, {})
    page = owner_client.get(reverse("studio:batch", args=[row.batch_id])).text
    assert reverse("studio:edit", args=[version.child_id]) in page
