from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from studio.models import PromptTemplate
from tests.integration.studio.pages.test_prompts import a_template

LIST = "admin:studio_prompttemplate_changelist"


@pytest.fixture
def staff_client(owner_client: Client, owner: User) -> Client:
    User.objects.filter(pk=owner.pk).update(is_staff=True, is_superuser=True)
    return owner_client


def form(**changed: str) -> dict[str, str]:
    said = {"name": "Plinth", "category": "product", "text": "{product} on a plinth"}
    return said | {"position": "7"} | changed


def test_staff_see_everyones_and_no_persons_own(staff_client: Client) -> None:
    a_template(name="My secret")
    page = staff_client.get(reverse(LIST)).text
    assert "Product on a plinth" in page
    assert "My secret" not in page


def test_what_staff_add_is_everyones_with_its_fields(staff_client: Client) -> None:
    staff_client.post(reverse("admin:studio_prompttemplate_add"), form())
    made = PromptTemplate.objects.get(name="Plinth")
    assert (made.owner, made.shared, made.position) == (None, True, 7)
    assert made.fields == [{"name": "product", "label": "Product", "default": ""}]


def test_change_keeps_the_defaults_of_fields(staff_client: Client) -> None:
    seeded = PromptTemplate.objects.get(seed_key="daylight-food")
    url = reverse("admin:studio_prompttemplate_change", args=[seeded.pk])
    staff_client.post(url, form(text="{dish} by a window"))
    before, seeded = seeded.fields, PromptTemplate.objects.get(pk=seeded.pk)
    assert (seeded.name, seeded.fields) == ("Plinth", before)


def test_seeded_template_can_be_archived_but_not_deleted(staff_client: Client) -> None:
    seeded = PromptTemplate.objects.get(seed_key="daylight-food")
    url = reverse("admin:studio_prompttemplate_delete", args=[seeded.pk])
    assert staff_client.post(url, {"post": "yes"}).status_code == 403
    assert PromptTemplate.objects.filter(pk=seeded.pk).exists()
