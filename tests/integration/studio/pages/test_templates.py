from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from studio.models import PromptTemplate
from tests.integration.studio.pages.conftest import HTMX, a_generation
from tests.integration.studio.pages.test_prompts import a_favourite, a_past, a_template

FORM = {
    "name": "Plinth",
    "category": "product",
    "text": "{product} on a {colour} plinth",
    "label:product": "What",
    "default:product": "A bottle",
    "aspect_ratio": "4:5",
}
NEW = "/prompts/templates/new"


@pytest.fixture
def template(owner: User) -> PromptTemplate:
    return a_template(owner=owner)


@pytest.fixture
def everyones() -> PromptTemplate:
    return PromptTemplate.objects.filter(owner=None)[0]


def path(name: str, template: PromptTemplate) -> str:
    return reverse(f"studio:{name}", args=[template.pk])


def test_new_template_is_the_persons_own(owner_client: Client, owner: User) -> None:
    answer = owner_client.post(NEW, FORM)
    assert answer["Location"] == reverse("studio:prompts")
    made = PromptTemplate.objects.get(owner=owner)
    assert (made.name, made.category, made.shared) == ("Plinth", "product", False)
    assert made.fields == [
        {"name": "product", "label": "What", "default": "A bottle"},
        {"name": "colour", "label": "Colour", "default": ""},
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Give the template a name."),
        ({"text": " "}, "Write the prompt."),
        ({"category": "poster"}, "Select a valid choice."),
        ({"description": "x" * 201}, "At most 200 characters fit."),
        ({"text": "".join(f"{{a{n}}}" for n in range(13))}, "At most 12 fields fit"),
        ({"default:product": "x" * 501}, "A default has at most 500 characters."),
    ],
)
def test_bad_template_is_told_and_kept_on_the_page(
    owner_client: Client, owner: User, changed: dict[str, str], sentence: str
) -> None:
    answer = owner_client.post(NEW, FORM | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="4:5" selected' in answer.text
    assert not PromptTemplate.objects.filter(owner=owner).exists()


def test_fields_follow_the_text(owner_client: Client) -> None:
    said = FORM | {"text": "{product} by {maker}"}
    answer = owner_client.post(reverse("studio:template_fields"), said, headers=HTMX).text
    assert 'name="default:product" value="A bottle"' in " ".join(answer.split())
    assert 'name="default:maker"' in answer
    assert "colour" not in answer


@pytest.mark.parametrize("source", ["past", "favourite", "batch"])
def test_used_prompt_becomes_a_template(owner_client: Client, owner: User, source: str) -> None:
    made = {
        "past": lambda: a_past(owner=owner, prompt="a lighthouse").pk,
        "favourite": lambda: a_favourite(owner=owner, prompt="a lighthouse").pk,
        "batch": lambda: a_generation(batch__owner=owner, prompt="a lighthouse").batch_id,
    }
    page = owner_client.get(NEW, {source: made[source]()}).text
    assert "a lighthouse</textarea>" in page
    assert 'value="1:1" selected' in page


@pytest.mark.parametrize("source", ["past", "favourite", "batch"])
def test_strangers_prompt_is_404(stranger_client: Client, source: str) -> None:
    made: dict[str, Callable[[], int]] = {
        "past": lambda: a_past().pk,
        "favourite": lambda: a_favourite().pk,
        "batch": lambda: a_generation().batch_id,
    }
    assert stranger_client.get(NEW, {source: made[source]()}).status_code == 404


def test_change_is_kept(owner_client: Client, template: PromptTemplate) -> None:
    owner_client.post(path("template", template), FORM)
    template.refresh_from_db()
    assert (template.name, template.aspect_ratio) == ("Plinth", "4:5")


@pytest.mark.parametrize("name", ["template", "delete_template", "duplicate_template"])
def test_strangers_cannot_touch_it(
    stranger_client: Client, template: PromptTemplate, name: str
) -> None:
    assert stranger_client.post(path(name, template), FORM).status_code == 404


@pytest.mark.parametrize("name", ["template", "delete_template"])
def test_everyones_is_not_a_persons_to_change(
    owner_client: Client, everyones: PromptTemplate, name: str
) -> None:
    assert owner_client.post(path(name, everyones), FORM).status_code == 404


def test_staff_change_everyones(
    owner_client: Client, owner: User, everyones: PromptTemplate
) -> None:
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    owner_client.post(path("template", everyones), FORM)
    everyones.refresh_from_db()
    assert (everyones.name, everyones.owner, everyones.shared) == ("Plinth", None, True)


def test_only_staff_share(owner_client: Client, owner: User) -> None:
    owner_client.post(NEW, FORM | {"shared": "on"})
    assert not PromptTemplate.objects.get(owner=owner).shared
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    owner_client.post(NEW, FORM | {"shared": "on", "name": "Other"})
    assert PromptTemplate.objects.get(name="Other").shared


def test_copy_of_everyones_is_ones_own(
    owner_client: Client, owner: User, everyones: PromptTemplate
) -> None:
    answer = owner_client.post(path("duplicate_template", everyones))
    copy = PromptTemplate.objects.get(owner=owner)
    assert answer["Location"] == path("template", copy)
    assert (copy.text, copy.fields, copy.shared) == (everyones.text, everyones.fields, False)


def test_deleted_template_can_be_had_back(owner_client: Client, template: PromptTemplate) -> None:
    page = owner_client.post(path("delete_template", template), follow=True)
    assert path("restore_template", template) in page.text
    assert template not in [card.template for card in page.context["cards"]]
    owner_client.post(path("restore_template", template))
    template.refresh_from_db()
    assert not template.archived


def test_strangers_deletion_cannot_be_undone(
    stranger_client: Client, template: PromptTemplate
) -> None:
    PromptTemplate.objects.update(archived=True)
    assert stranger_client.post(path("restore_template", template)).status_code == 404


def test_composers_prompt_is_kept_with_its_words_as_defaults(
    owner_client: Client, owner: User
) -> None:
    said = {"prompt": "{thing} at dawn", "slot-thing": "a boat", "aspect_ratio": "3:2"}
    answer = owner_client.post(reverse("studio:keep_as_template"), said, headers=HTMX)
    made = PromptTemplate.objects.get(owner=owner)
    assert (made.name, made.aspect_ratio) == ("a boat at dawn", "3:2")
    assert made.fields[0]["default"] == "a boat"
    assert path("template", made) in answer.text


def test_empty_prompt_is_no_template(owner_client: Client, owner: User) -> None:
    answer = owner_client.post(reverse("studio:keep_as_template"), {"prompt": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert not PromptTemplate.objects.filter(owner=owner).exists()


def test_export_can_be_imported_by_another(
    owner_client: Client, stranger_client: Client, stranger: User, template: PromptTemplate
) -> None:
    answer = owner_client.get(reverse("studio:export_templates"))
    assert "attachment" in answer["Content-Disposition"]
    file = SimpleUploadedFile("musa-templates.json", answer.content)
    stranger_client.post(reverse("studio:import_templates"), {"file": file})
    brought = PromptTemplate.objects.get(owner=stranger)
    assert (brought.name, brought.fields) == (template.name, template.fields)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": '[{"name": "A"}]'}, "Entry 1: “text” is missing."),
        ({"text": "[\n{]"}, "Line 2: this is not JSON"),
        ({"text": ""}, "Line 1: this is not JSON"),
        ({"file": SimpleUploadedFile("a.json", b"\xff\xff")}, "not text in UTF-8"),
        ({"file": SimpleUploadedFile("a.json", b" " * 1_000_001)}, "larger than 1 MB"),
    ],
)
def test_bad_import_is_told_and_adds_nothing(
    owner_client: Client, owner: User, said: dict[str, Any], sentence: str
) -> None:
    answer = owner_client.post(reverse("studio:import_templates"), said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not PromptTemplate.objects.filter(owner=owner).exists()


def test_pasted_list_is_imported(owner_client: Client, owner: User) -> None:
    text = json.dumps([{"name": "A", "text": "a"}, {"name": "B", "text": "b"}])
    page = owner_client.post(reverse("studio:import_templates"), {"text": text}, follow=True)
    assert "2 added." in page.text
    assert PromptTemplate.objects.filter(owner=owner).count() == 2
