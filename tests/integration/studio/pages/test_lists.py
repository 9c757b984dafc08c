from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from studio.models import Batch, Budget, Generation, Priority
from tests import images
from tests.factories.gallery import images_of
from tests.integration.studio.pages.conftest import HTMX, a_batch, a_generation, queries

URL = "/batches/new"
PREVIEW = "/batches/preview"
SETTINGS = {"model": "flash", "aspect_ratio": "1:1", "resolution": "1K", "count": "1", "key": "k"}


def said(prompts: str, **facts: Any) -> dict[str, Any]:
    return {**SETTINGS, "prompts": prompts, **facts}


def test_preview_prices_each_row_and_all_of_them(owner_client: Client) -> None:
    response = owner_client.post(PREVIEW, said("a cat\na {red|blue} dog"), headers=HTMX)
    page = response.context["page"]
    assert [line.number for line in page.lines] == [1, 2, 2]
    assert {line.price for line in page.lines} == {"$0.040"}
    assert page.total == "$0.12"
    assert "3 images" in response.text
    assert not Generation.objects.exists()


def test_preview_marks_each_problem_at_its_row(owner_client: Client) -> None:
    text = "prompt,aspect_ratio,model\na cat,9:7,\na dog,,mona\na {pet},,\na fox,,"
    response = owner_client.post(PREVIEW, said(text), headers=HTMX)
    problems = {line.number: line.problems for line in response.context["page"].lines}
    assert "does not draw 9:7" in problems[2][0]
    assert problems[3] == ("There is no model “mona”. Choose one of those offered.",)
    assert problems[4] == ("Nobody filled in the field {pet}. Put words in its place.",)
    assert problems[5] == ()
    assert '<a href="#list-row-3">3</a>' in response.text


def test_row_with_its_own_model_takes_defaults_as_far_as_that_has_them(
    owner_client: Client,
) -> None:
    text = "prompt,model\na cat,lite\na dog,"
    response = owner_client.post(PREVIEW, said(text, resolution="2K"), headers=HTMX)
    assert [line.size for line in response.context["page"].lines] == ["1K", "2K"]


def test_file_takes_the_place_of_what_was_typed(owner_client: Client) -> None:
    file = SimpleUploadedFile("pets.csv", b"prompt,name\na cat,Tom\n")
    response = owner_client.post(PREVIEW, said("a dog", file=file), headers=HTMX)
    assert [line.name for line in response.context["page"].lines] == ["Tom"]
    assert 'id="list-prompts"' in response.text
    assert "prompt,name\na cat,Tom" in response.text


def test_file_that_is_no_text_is_refused_in_words(owner_client: Client) -> None:
    file = SimpleUploadedFile("pets.csv", b"\x89PNG\xff\xfe")
    response = owner_client.post(PREVIEW, said("a dog", file=file))
    assert "This file is not text in UTF-8. Save it as UTF-8." in response.text
    assert "a dog</textarea>" in response.text


def test_submit_makes_one_batch_of_the_rows(owner_client: Client) -> None:
    text = "prompt,count,name,priority\na cat,2,Tom,\na dog,,,critical"
    response = owner_client.post(URL, said(text, name="Pets"))
    batch = Batch.objects.get()
    assert response.headers["Location"] == reverse("studio:batch", args=[batch.pk])
    assert (batch.name, batch.is_list) == ("Pets", True)
    rows = batch.generations.order_by("position").values_list("prompt", "name", "priority")
    nice = ("a cat", "Tom", Priority.NICE_TO_HAVE)
    assert list(rows) == [nice, nice, ("a dog", "", Priority.CRITICAL)]


def test_double_click_makes_one_batch(owner_client: Client) -> None:
    owner_client.post(URL, said("a cat"))
    owner_client.post(URL, said("a cat"))
    assert Batch.objects.count() == 1


def test_list_with_a_problem_sends_nothing_and_keeps_what_was_typed(owner_client: Client) -> None:
    response = owner_client.post(URL, said("a cat\na {pet}", name="Pets"))
    assert response.status_code == 422
    assert "a cat\na {pet}</textarea>" in response.text
    assert 'value="Pets"' in response.text
    assert not Batch.objects.exists()


def test_empty_list_says_what_to_do(owner_client: Client) -> None:
    response = owner_client.post(URL, said(" \n# nothing"))
    assert response.status_code == 422
    assert "Write one prompt a line, or choose a file." in response.text


def test_file_that_nobody_has_seen_is_shown_first(owner_client: Client) -> None:
    file = SimpleUploadedFile("pets.txt", b"a cat")
    response = owner_client.post(URL, said("", file=file))
    assert response.status_code == 200
    assert "a cat</textarea>" in response.text
    assert not Batch.objects.exists()


def test_list_beyond_the_budget_is_refused_with_the_amounts(
    owner: User, owner_client: Client
) -> None:
    owner_client.post(URL, said("a cat", key="first"))
    Budget.objects.filter(owner=owner).update(limit_usd="0.05")
    response = owner_client.post(URL, said("a dog", key="second"))
    assert response.status_code == 402
    assert "$0.040 needed" in response.text
    assert Batch.objects.count() == 1


def test_large_spend_is_asked_about_first(owner_client: Client) -> None:
    asked = owner_client.post(URL, said("a cat {1|2|3|4|5|6}\n" * 5))
    assert asked.status_code == 409
    assert "Spend about $1.19?" in asked.text
    assert not Batch.objects.exists()
    owner_client.post(URL, said("a cat {1|2|3|4|5|6}\n" * 5, confirmed_usd="2"))
    assert Generation.objects.count() == 30


def test_list_starts_from_an_earlier_batch(owner: User, owner_client: Client) -> None:
    batch = a_batch(owner=owner, name="Pets", is_list=True)
    a_generation(batch=batch, prompt="a {cat}", name="Tom", position=0)
    a_generation(batch=batch, prompt="a {cat}", name="Tom", position=1)
    page = owner_client.get(URL, {"from": batch.pk}).context["page"]
    assert page.preview.is_ready
    assert [(line.prompt, line.count) for line in page.lines] == [("a {cat}", 2)]


def test_stranger_cannot_start_from_another_persons_batch(
    owner: User, stranger_client: Client
) -> None:
    batch = a_batch(owner=owner)
    assert stranger_client.get(URL, {"from": batch.pk}).status_code == 404


@pytest.mark.parametrize("url", [URL, PREVIEW])
def test_nobody_is_sent_to_sign_in(client: Client, url: str) -> None:
    assert client.post(url, said("a cat")).headers["Location"].startswith("/accounts/login/")


def test_generate_page_leads_to_the_list(owner_client: Client) -> None:
    assert f'href="{URL}"' in owner_client.get(reverse("studio:generate")).text


def test_twice_the_rows_cost_the_same_queries(owner_client: Client) -> None:
    once = queries(owner_client, PREVIEW, said("a cat\n" * 10))
    assert queries(owner_client, PREVIEW, said("a cat\n" * 20)) == once


def test_references_of_a_list_go_along_with_each_row(owner_client: Client, owner: User) -> None:
    (chair,) = images_of(owner, 1)
    picture = SimpleUploadedFile("red.png", images.png(80, 40), content_type="image/png")
    form = said("a cat\na dog", reference_image_ids=[chair.pk], reference_files=[picture])
    answer = owner_client.post(reverse("studio:list_references"), form, headers=HTMX)
    shown = [each.image.pk for each in answer.context["composer"].references]
    assert len(shown) == 2
    assert "2 images" in answer.text
    owner_client.post(URL, said("a cat\na dog", reference_image_ids=shown))
    sent = [row.requested["reference_image_ids"] for row in Generation.objects.all()]
    assert sent == [shown, shown]


def test_reference_makes_each_row_of_a_list_dearer(owner_client: Client, owner: User) -> None:
    ids = [each.pk for each in images_of(owner, 9)]
    plain = owner_client.post(PREVIEW, said("a cat"), headers=HTMX)
    dear = owner_client.post(PREVIEW, said("a cat", reference_image_ids=ids), headers=HTMX)
    cost = [each.context["page"].preview.cost_usd for each in (plain, dear)]
    assert cost[0] < cost[1]


def test_pictures_for_a_list_are_picked_from_the_gallery(owner_client: Client, owner: User) -> None:
    (chair,) = images_of(owner, 1)
    choose, add = reverse("studio:choose_list_references"), reverse("studio:list_references")
    chooser = owner_client.post(choose, said("a cat"))
    assert f'action="{add}"' in chooser.text
    assert 'name="prompts" value="a cat"' in chooser.text
    picked = {"reference_picked": chair.pk, "reference_add": "picked"}
    page = owner_client.post(add, said("a cat", **picked))
    assert f'name="reference_image_ids" value="{chair.pk}"' in page.text
    assert "a cat</textarea>" in page.text


def test_list_is_not_sent_without_a_picture_that_could_not_be_read(owner_client: Client) -> None:
    words = SimpleUploadedFile("notes.txt", b"only words")
    answer = owner_client.post(URL, said("a cat", reference_files=[words]))
    assert answer.status_code == 422
    assert "notes.txt: This is not a picture" in answer.text
    assert not Batch.objects.exists()


def test_new_list_from_a_batch_takes_its_references_along(
    owner_client: Client, owner: User
) -> None:
    (chair,) = images_of(owner, 1)
    owner_client.post(URL, said("a cat\na dog", reference_image_ids=[chair.pk]))
    page = owner_client.get(URL, {"from": Batch.objects.get().pk})
    assert f'name="reference_image_ids" value="{chair.pk}"' in page.text
