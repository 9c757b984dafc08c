from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from studio.models import Category, PromptTemplate, TemplateMark
from tests.integration.studio.pages.conftest import HTMX
from tests.integration.studio.pages.test_prompts import a_template

URL = "/prompts/"


def star(client: Client, template: PromptTemplate, starred: str = "1", **said: Any) -> Any:
    url = reverse("studio:star_template", args=[template.pk])
    return client.post(url, {"starred": starred}, **said)


def shared() -> PromptTemplate:
    """The instance's, last in the order of the page."""
    return PromptTemplate.objects.filter(owner=None).order_by("-position")[0]


@pytest.mark.parametrize("category", Category.values)
def test_each_category_has_a_picture(category: str) -> None:
    assert finders.find(f"img/templates/{category}.webp")


def test_starred_template_is_found_again(owner_client: Client, owner: User) -> None:
    template = shared()
    answer = star(owner_client, template, headers=HTMX)
    assert 'aria-pressed="true"' in answer.text
    cards = owner_client.get(URL, {"category": "starred"}).context["cards"]
    assert [card.template for card in cards] == [template]


def test_starred_template_stands_first_in_the_composer(owner_client: Client, owner: User) -> None:
    a_template(owner=owner)
    template = shared()
    star(owner_client, template)
    page = owner_client.get("/")
    assert page.context["composer"].template_use.menu[0] == template
    assert page.context["welcome"].starters[0].template == template


def test_second_star_of_an_impatient_person_changes_nothing(owner_client: Client) -> None:
    template = shared()
    star(owner_client, template)
    star(owner_client, template)
    assert TemplateMark.objects.get().starred
    star(owner_client, template, "0")
    assert not owner_client.get(URL, {"category": "starred"}).context["cards"]


def test_star_is_ones_own(owner_client: Client, stranger_client: Client) -> None:
    star(owner_client, shared())
    page = stranger_client.get(URL, {"category": "starred"})
    assert not page.context["cards"]
    assert "No starred templates yet" in page.text


def test_strangers_template_cannot_be_starred(stranger_client: Client) -> None:
    assert star(stranger_client, a_template()).status_code == 404


def test_template_tells_how_often_it_was_used(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner, text="a plain chair", fields=[])
    form = {"prompt": "a plain chair", "template": own.pk, "count": "2", "model": "flash"}
    owner_client.post("/", form | {"key": "one"}, headers=HTMX)
    owner_client.post("/", form | {"key": "one"}, headers=HTMX)  # the same click twice
    owner_client.post("/", form | {"key": "two"}, headers=HTMX)
    facts = {card.template: card.facts for card in owner_client.get(URL).context["cards"]}
    assert facts.pop(own) == "Yours · 2 uses"
    assert not any("use" in told for told in facts.values())


def test_refused_prompt_is_no_use(owner_client: Client, owner: User) -> None:
    own = a_template(owner=owner)
    owner_client.post("/", {"prompt": " ", "template": own.pk, "count": "1"}, headers=HTMX)
    assert not TemplateMark.objects.exists()


def test_template_is_marked_once_a_person(owner: User) -> None:
    own = a_template(owner=owner)
    TemplateMark.objects.create(owner=owner, template=own)
    with pytest.raises(IntegrityError, match="template"), transaction.atomic():
        TemplateMark.objects.create(owner=owner, template=own)
