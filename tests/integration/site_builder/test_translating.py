"""Translate for the model: on request, once, kept with the site, and harmless where it fails."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from site_builder import plans
from site_builder.models import PlannedImage, Site, Translation
from site_builder.planning import text_hash
from studio import catalogue, tasks, texts
from studio.models import Generation, LedgerEntry, SpendingLimit
from studio.simulator.process import Simulator
from tests.factories.sites import document, site_with_spec

pytestmark = pytest.mark.django_db
ROOMS = "Zimmer zum Aufwachen — Eichenbetten"
TABLE = "Ein Tisch — Suppe um zwölf"
KEY = "home/rooms/sections.0.image"
SECTIONS = [
    {"headline": "Zimmer zum Aufwachen", "body": "Eichenbetten."},
    {"headline": "Ein Tisch", "body": "Suppe um zwölf."},
]


@pytest.fixture(autouse=True)
def _text_model(settings: Settings, simulator: Simulator) -> None:
    catalogue.seed()
    settings.GEMINI_TEXT_MODEL = "text"


@pytest.fixture(autouse=True)
def _worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for an answer works for it; the one connection stays the test's."""
    monkeypatch.setattr(time, "sleep", lambda seconds: tasks.work())


@pytest.fixture
def site(owner: User) -> Site:
    site = site_with_spec(owner)
    site.specs.update(document=german())
    return site


def german(**fields: object) -> dict[str, object]:
    content = {"rooms": {"sections": SECTIONS}, "menu": {"sections": SECTIONS[:1]}}
    return document(**content) | {"language": "de"} | fields


def translate(client: Client, site: Site) -> str:
    """What the plan's page says afterwards."""
    answer = client.post(f"/sites/{site.pk}/plan/translate", follow=True)
    assert answer.redirect_chain == [(f"/sites/{site.pk}/plan/", 302)]
    return answer.text


def prompt_of(site: Site, key: str = KEY) -> str:
    found = plans.current(site)
    slot = found.slot(key) if found else None
    assert slot is not None
    return slot.requirement.prompt


def test_button_tells_how_much_and_its_price(owner_client: Client, site: Site) -> None:
    page = owner_client.get(f"/sites/{site.pk}/plan/").text
    assert "2 texts in German." in page
    assert 'name="go" value="translate"' in " ".join(page.split())
    assert "price unknown" not in page
    assert not Generation.objects.exists()


def test_press_translates_in_one_question_that_is_paid(owner_client: Client, site: Site) -> None:
    page = translate(owner_client, site)
    assert "2 texts translated." in page
    assert 'name="go" value="translate"' not in " ".join(page.split())
    assert page.count('<p class="original" lang="de" dir="auto">') == 3  # one is used twice
    hashes = set(site.translations.values_list("text_sha256", flat=True))
    assert hashes == {text_hash(ROOMS), text_hash(TABLE)}
    assert "(in German" not in prompt_of(site)
    assert LedgerEntry.objects.get().booked_usd > 0


def test_translated_once_is_never_asked_again(owner_client: Client, site: Site) -> None:
    translate(owner_client, site)
    assert "Nothing was translated." in translate(owner_client, site)
    assert Generation.objects.count() == 1


def test_only_new_texts_are_asked_for(
    owner_client: Client, site: Site, simulator: Simulator
) -> None:
    Translation.objects.create(
        site=site, language="de", text_sha256=text_hash(ROOMS), text="Rooms to wake up in"
    )
    assert "1 text translated." in translate(owner_client, site)
    assert ROOMS not in Generation.objects.get().prompt
    assert "it illustrates: Rooms to wake up in." in prompt_of(site)


def test_translation_is_of_its_language(site: Site) -> None:
    Translation.objects.create(
        site=site, language="nl", text_sha256=text_hash(ROOMS), text="Rooms to wake up in"
    )
    assert f"(in German: {ROOMS})" in prompt_of(site)


def test_failure_keeps_the_words_and_says_so(owner_client: Client, site: Site) -> None:
    sections = [{"headline": "[[block:SAFETY]] Zimmer", "body": "Betten."}]
    site.specs.update(
        document=german() | document(rooms={"sections": sections}) | {"language": "de"}
    )
    page = translate(owner_client, site)
    assert "The translation did not come." in page
    assert "Your words go along in their own language, as before." in page
    assert "(in German: [[block:SAFETY]] Zimmer — Betten)" in prompt_of(site)
    assert not Translation.objects.exists()


def test_budget_holds_for_a_translation(owner_client: Client, owner: User, site: Site) -> None:
    SpendingLimit.objects.create(owner=owner, own_limit_usd=Decimal("0.0001"))
    assert "would pass your budget" in translate(owner_client, site)
    assert not Generation.objects.exists()


def test_second_press_meanwhile_is_told(
    owner_client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def press_again(seconds: float) -> None:
        told.append(translate(owner_client, site))
        monkeypatch.setattr(time, "sleep", lambda seconds: tasks.work())

    monkeypatch.setattr(time, "sleep", press_again)
    assert "2 texts translated." in translate(owner_client, site)
    assert "The translation is on its way." in told[0]
    assert Generation.objects.count() == 1


def test_typed_words_are_kept_on_the_way_to_the_translation(
    owner_client: Client, site: Site
) -> None:
    said = {"revision": 1, "translations": 0, f"prompt:{KEY}": "A lamp", "go": "translate"}
    answer = owner_client.post(f"/sites/{site.pk}/plan/", said)
    assert (answer.status_code, answer.headers["Location"]) == (
        307,
        f"/sites/{site.pk}/plan/translate",
    )
    assert PlannedImage.objects.get().prompt_override == "A lamp"


def test_page_from_before_a_translation_overrides_nothing(owner_client: Client, site: Site) -> None:
    before = prompt_of(site)
    translate(owner_client, site)
    said = {"revision": 1, "translations": 0, f"prompt:{KEY}": before}
    assert owner_client.post(f"/sites/{site.pk}/plan/", said).status_code == 409
    assert not PlannedImage.objects.exists()


def test_without_a_text_model_staff_learn_how_to_have_one(
    owner_client: Client, owner: User, site: Site, settings: Settings
) -> None:
    settings.GEMINI_TEXT_MODEL = ""
    assert "GEMINI_TEXT_MODEL" not in owner_client.get(f"/sites/{site.pk}/plan/").text
    owner.is_staff = True
    owner.save()
    page = owner_client.get(f"/sites/{site.pk}/plan/").text
    assert "GEMINI_TEXT_MODEL" in page
    assert 'value="translate"' not in page
    assert "No text model is set up." in translate(owner_client, site)


def test_english_site_offers_no_translation(owner_client: Client, owner: User) -> None:
    page = owner_client.get(f"/sites/{site_with_spec(owner).pk}/plan/").text
    assert 'value="translate"' not in page
    assert 'name="translations"' not in page


def test_site_of_another_is_not_found(stranger_client: Client, site: Site) -> None:
    assert stranger_client.post(f"/sites/{site.pk}/plan/translate").status_code == 404


def test_more_texts_cost_the_same_queries(owner_client: Client, site: Site) -> None:
    owner_client.get(f"/sites/{site.pk}/plan/")
    with CaptureQueriesContext(connection) as few:
        owner_client.get(f"/sites/{site.pk}/plan/")
    rooms = {"sections": [{"headline": f"Zimmer {number}", "body": "Holz."} for number in range(4)]}
    site.specs.update(document=document(rooms=rooms) | {"language": "de"})
    with CaptureQueriesContext(connection) as many:
        owner_client.get(f"/sites/{site.pk}/plan/")
    assert len(few) == len(many)


@pytest.mark.parametrize(("first", "second"), [("One", "Two"), ("", None)])
def test_database_keeps_one_translation_that_says_something(
    site: Site, first: str, second: str | None
) -> None:
    words = [text for text in (first, second) if text is not None]
    row = {"site": site, "language": "de", "text_sha256": text_hash(ROOMS)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.bulk_create(Translation(**row, text=text) for text in words)


def test_price_of_a_question_is_unknown_without_a_model(settings: Settings) -> None:
    assert (texts.price_usd(prompt="Brot") or 0) > 0
    settings.GEMINI_TEXT_MODEL = ""
    assert texts.price_usd(prompt="Brot") is None
