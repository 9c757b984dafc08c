"""Pictures that a spec names by an address elsewhere: fetched once, guarded, told when not had."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from gallery.models import Image
from site_builder import (
    downloading,
    enriching,
    enrichment,
    exporting,
    fetching,
    revisions,
    slots,
    tasks,
    validation,
)
from site_builder.downloading import NotHad, downloaded
from site_builder.exporting import bundle
from site_builder.models import Origin, Outside, OutsidePicture, Site
from site_builder.orchestrating import generating
from studio import tasks as studio_tasks
from studio.simulator.process import Simulator
from tests import images
from tests.factories.sites import document
from tests.pictures_elsewhere import HOST, Elsewhere, running

HERO = "home/hero/image"
ATTRIBUTION = {"photographer": "Ines Amaral", "source": "Unsplash"}


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Elsewhere]:
    settings.PICTURES_PRIVATE_HOSTS = [HOST]
    with running(tmp_path) as server:
        yield server


def started(owner: User, *urls: str) -> Site:
    """A site whose hero, and then its sections, show what stands at these addresses."""
    first, *rest = [{"src": url, "alt": "A house", "source": "stock"} for url in urls]
    spec = document(
        hero={"headline": "A house", "image": first | {"attribution": ATTRIBUTION}},
        rooms={"sections": [{"headline": "A", "body": "B", "image": each} for each in rest]}
        if rest
        else {"sections": [{"headline": "A", "body": "B"}]},
    )
    report = validation.validate(spec)
    assert report.is_valid
    return revisions.start(by=owner, report=report, origin=Origin.PASTED)


def said(site: Site, key: str = HERO) -> dict[str, Any]:
    spec = revisions.newest_valid(site)
    return dict(enrichment.image_at((spec and spec.document) or {}, key) or {})


def failure(site: Site) -> str:
    (only,) = fetching.told(site).failed
    return only.reason


def test_picture_comes_into_the_gallery_and_the_spec(owner: User, elsewhere: Elsewhere) -> None:
    elsewhere.says = {"/a.png": images.png(), "/moved": "/a.png"}
    site = started(owner, elsewhere.url("/moved"))
    tasks.fetch_picture(site.pk)
    image, now = Image.objects.visible_to(owner).get(), said(site)
    assert (now["src"], now["width"]) == (f"asset:{image.uuid}", image.width_px)
    assert (now["source"], now["attribution"]) == ("stock", ATTRIBUTION)
    assert site.specs.newest_first()[0].origin == Origin.ENRICHED


def test_fetching_twice_does_nothing(owner: User, elsewhere: Elsewhere) -> None:
    elsewhere.says = {"/a.png": images.png()}
    site = started(owner, elsewhere.url("/a.png"), elsewhere.url("/a.png"))
    for _ in range(3):
        tasks.fetch_picture(site.pk)
    assert said(site, "home/rooms/sections.0.image")["src"] == said(site)["src"]
    assert (elsewhere.asked, site.specs.count()) == (["/a.png"], 2)


def test_address_that_comes_back_is_not_fetched_again(owner: User, elsewhere: Elsewhere) -> None:
    elsewhere.says = {"/a.png": images.png()}
    site = started(owner, elsewhere.url("/a.png"))
    tasks.fetch_picture(site.pk)
    report = validation.validate(site.specs.get(revision=1).document)
    revisions.save(site, report, origin=Origin.RESTORED)
    tasks.fetch_picture(site.pk)
    assert said(site)["src"].startswith("asset:")
    assert elsewhere.asked == ["/a.png"]


def test_one_at_a_time_for_a_site(owner: User, elsewhere: Elsewhere) -> None:
    elsewhere.says = {"/a.png": images.png(), "/b.png": images.jpeg()}
    site = started(owner, elsewhere.url("/a.png"), elsewhere.url("/b.png"))
    now = timezone.now()
    site.outside_pictures.filter(url__endswith="/a.png").update(held_until=now + timedelta(hours=1))
    fetching.fetch_next(site.pk, now)
    assert elsewhere.asked == []
    fetching.fetch_next(site.pk, now + timedelta(hours=2))
    fetching.fetch_next(site.pk, now + timedelta(hours=2))
    assert elsewhere.asked == ["/a.png", "/b.png"]


def test_server_in_trouble_is_asked_three_times(owner: User, elsewhere: Elsewhere) -> None:
    elsewhere.says = {"/a.png": 503}
    site = started(owner, elsewhere.url("/a.png"))
    for minutes in (0, 0, 5, 10, 15):
        fetching.fetch_next(site.pk, timezone.now() + timedelta(minutes=minutes))
    assert len(elsewhere.asked) == fetching.TRIES
    assert failure(site) == "its server answers with an error (HTTP 503)."


@pytest.mark.parametrize(
    ("answer", "code"), [(404, "http_404"), (b"<svg/>", "no_picture"), ("/a.png", "redirects")]
)
def test_what_cannot_be_had_is_not_asked_for_again(
    owner: User, elsewhere: Elsewhere, answer: Any, code: str
) -> None:
    elsewhere.says = {"/a.png": answer}
    site = started(owner, elsewhere.url("/a.png"))
    tasks.fetch_picture(site.pk)
    asked = len(elsewhere.asked)
    tasks.fetch_picture(site.pk)
    row = OutsidePicture.objects.get()
    assert (row.state, row.error_code, len(elsewhere.asked)) == (Outside.FAILED, code, asked)
    assert not Image.objects.exists()


def test_too_large_a_picture_is_refused(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "MAX_UPLOAD_BYTES", 100_000)
    elsewhere.says = {"/a.png": bytes(100_001), "/b.png": bytes(100_000)}
    with pytest.raises(NotHad, match="too_large"):
        downloaded(elsewhere.url("/a.png"))
    assert len(downloaded(elsewhere.url("/b.png"))) == 100_000


@pytest.mark.parametrize("url", ["https://127.0.0.1/a.png", "https://169.254.169.254/", "x:/"])
def test_private_address_is_refused(url: str) -> None:
    with pytest.raises(NotHad, match="refused"):
        downloaded(url)


@pytest.mark.parametrize(
    "target",
    ["https://127.0.0.2/", "https://[::1]/", "http://127.0.0.1/", "file:///etc/passwd", "//[x"],
)
def test_redirect_into_our_network_or_off_https_is_refused(
    elsewhere: Elsewhere, target: str
) -> None:
    elsewhere.says = {"/a.png": target}
    with pytest.raises(NotHad, match="refused"):
        downloaded(elsewhere.url("/a.png"))


def test_slow_server_is_cut_off(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "WHOLE_S", 0.5)
    elsewhere.says = {"/a.png": images.png()}
    elsewhere.pause_s = 0.2
    began = monotonic()
    with pytest.raises(NotHad, match="unreachable"):
        downloaded(elsewhere.url("/a.png"))
    assert monotonic() - began < 2


def test_unknown_certificate_is_refused(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotHad, match="unreachable"):
        downloaded(elsewhere.url("/a.png"))
    assert elsewhere.asked == []


def test_broken_address_counts_as_missing(owner: User, elsewhere: Elsewhere) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    found = slots.of(site)
    assert found and found.state(HERO) is None
    tasks.fetch_picture(site.pk)
    found = slots.of(site)
    assert found and found.state(HERO) is not None
    assert said(site)["src"] == elsewhere.url("/a.png")


def test_site_from_before_the_fetching_has_its_pictures_fetched(
    owner: User, elsewhere: Elsewhere
) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    site.outside_pictures.all().delete()
    migration = import_module("site_builder.migrations.0007_older_outside_pictures")
    migration.note(apps, None)
    migration.note(apps, None)
    assert site.outside_pictures.get().state == Outside.WAITING


def test_no_address_elsewhere_leaves_the_house(owner: User, elsewhere: Elsewhere) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    assert elsewhere.url("") not in exported_text(site)
    tasks.fetch_picture(site.pk)
    assert elsewhere.url("") not in exported_text(site)


def test_export_asks_while_a_picture_is_on_its_way(owner: User, elsewhere: Elsewhere) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    found = slots.of(site)
    assert found is not None
    (asked, *_) = exporting.questions_of(found, [])
    assert (asked.code, asked.details[-1]) == ("fallbacks", elsewhere.url("/a.png"))


def exported_text(site: Site) -> str:
    found = slots.of(site)
    assert found is not None
    files = bundle.bundled(found.plan.document, [], ai_note=True).files
    return "".join(data.decode() for path, data in files.items() if path[-3:] != "ico")


def test_generated_picture_takes_a_broken_address_place(
    owner: User, elsewhere: Elsewhere, simulator: Simulator
) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    tasks.fetch_picture(site.pk)
    generating.generate(site, by=owner, keys=[HERO])
    studio_tasks.work()
    enriching.catch_up()
    assert said(site)["src"] == f"asset:{Image.objects.get().uuid}"
    assert fetching.told(site).failed == ()


def test_page_tells_what_failed_and_tries_again(
    owner: User, owner_client: Client, stranger_client: Client, elsewhere: Elsewhere
) -> None:
    site = started(owner, elsewhere.url("/a.png"))
    page = f"/sites/{site.pk}/spec/"
    assert "1 picture is being fetched from its address" in owner_client.get(page).text
    tasks.fetch_picture(site.pk)
    assert f"{elsewhere.url('/a.png')}: its server answers" in owner_client.get(page).text
    elsewhere.says = {"/a.png": images.png()}
    assert stranger_client.post(f"{page}fetch").status_code == 404
    owner_client.post(f"{page}fetch")
    tasks.fetch_picture(site.pk)
    assert said(site)["src"].startswith("asset:")
    assert "could not be fetched" not in owner_client.get(page).text


def test_only_so_many_pictures_are_fetched(
    owner: User, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST", 1)
    site = started(owner, elsewhere.url("/a.png"), elsewhere.url("/b.png"))
    assert fetching.told(site).waiting == 1
    assert OutsidePicture.objects.get(state=Outside.FAILED).url == elsewhere.url("/b.png")


def test_draft_and_spec_without_addresses_fetch_nothing(owner: User) -> None:
    report = validation.validate(document(hero={"headline": ""}))
    revisions.start(by=owner, report=report, origin=Origin.PASTED)
    assert not OutsidePicture.objects.exists()
