"""A site as a ZIP: what is in it, what has to be confirmed, who gets it and for how long."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pixels

from gallery import storage
from gallery.models import Image
from site_builder import tasks
from site_builder.exporting import checking, orders
from site_builder.models import ExportStatus, Site, SiteExport
from site_builder.orchestrating import changing
from tests import examples, html_checks, images
from tests.factories.sites import SiteFactory
from tests.finished_sites import finished

pytestmark = pytest.mark.django_db
YOGA, WEDDINGS = "serene-flow-yoga.json", "ines-amaral-weddings.json"
MADE = b"trainedAlgorithmicMedia"


def files_of(data: bytes) -> dict[str, bytes]:
    """By their path in the folder."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def manifest_of(files: dict[str, bytes]) -> dict[str, dict[str, object]]:
    listed = json.loads(files["images/manifest.json"])["files"]
    return {each["path"]: each for each in listed}


def built(site: Site) -> SiteExport:
    export = orders.order(site)
    tasks.build_export(export.pk)
    export.refresh_from_db()
    return export


def page_of(site: Site, name: str = "export") -> str:
    return reverse(f"site_builder:{name}", args=[site.pk])


@pytest.mark.parametrize("name", examples.NAMES)
def test_every_example_is_exported_whole(owner: User, name: str) -> None:
    files = files_of(orders.made(finished(owner, name))[0])
    listed = manifest_of(files)
    pages = [data.decode() for path, data in files.items() if path.endswith(".html")]
    assert [html_checks.faults(page) for page in pages] == [[] for _ in pages]
    assert all(
        hashlib.sha256(files[path]).hexdigest() == each["sha256"] for path, each in listed.items()
    )
    assert {"index.html", "site.json", "README.txt", "assets/site.css"} <= files.keys()
    assert "asset:" not in files["site.json"].decode()


def test_same_site_gives_the_same_bytes(owner: User) -> None:
    site = finished(owner, YOGA, most=2)
    assert orders.made(site) == orders.made(site)


def test_pictures_come_in_widths_and_say_who_made_them(owner: User) -> None:
    files = files_of(orders.made(finished(owner, YOGA, most=1, part=1))[0])
    stems = {"480.webp", "800.webp", "1200.webp", "1200.jpg"}
    assert {f"images/home-hero-{stem}" for stem in stems} <= files.keys()
    assert all(MADE in files[f"images/home-hero-{stem}"] for stem in stems)
    with Pixels.open(io.BytesIO(files["images/share.jpg"])) as share:
        assert share.size == (1200, 630)


def test_made_picture_of_another_shape_is_cut_around_its_focal_point(owner: User) -> None:
    site = finished(owner, YOGA, most=1)
    square = storage.write(images.jpeg(900, 900), extension="jpg")
    Image.objects.filter(owner=owner).update(name=square, width_px=900, height_px=900)
    changing.describe(site, "home/hero/image", focal_point=(0.5, 0.25))
    files = files_of(orders.made(site)[0])
    listed = manifest_of(files)["images/home-hero-900.jpg"]
    assert (listed["width"], listed["height"]) == (900, 600)
    assert listed["cutFrom"] == {"width": 900, "height": 900}
    hero = json.loads(files["site.json"])["pages"][0]["components"][1]["content"]["image"]
    assert hero["focalPoint"] == {"x": 0.5, "y": 0.375}


def test_own_pictures_are_not_called_made(owner: User) -> None:
    files = files_of(orders.made(finished(owner, WEDDINGS))[0])
    own = manifest_of(files)["images/home-portfolio-images-5-300.jpg"]
    assert own["source"] == "uploaded" and "digitalSourceType" not in own
    assert MADE not in files["images/home-portfolio-images-5-300.jpg"]


def test_missing_pictures_fall_back_and_empty_galleries_are_left_out(owner: User) -> None:
    site = finished(owner, YOGA, most=0)
    page = files_of(orders.made(site)[0])["index.html"].decode()
    assert "<img" not in page
    assert 'id="gallery"' not in page
    assert 'class="slot-fallback panel"' in page


def test_exported_spec_keeps_what_the_document_says(owner: User) -> None:
    site = finished(owner, YOGA, most=2)
    exported = json.loads(files_of(orders.made(site)[0])["site.json"])
    hero = exported["pages"][0]["components"][1]["content"]["image"]
    assert hero["src"] == "images/home-hero-316.jpg"
    assert hero["srcset"][0]["src"] == "images/home-hero-316.webp"
    assert exported["businessName"] == "Serene Flow"


def test_picture_in_the_trash_leaves_no_name_behind(owner: User) -> None:
    site = finished(owner, YOGA, most=1)
    Image.objects.filter(owner=owner).get().trash()
    files = files_of(orders.made(site)[0])
    hero = json.loads(files["site.json"])["pages"][0]["components"][1]["content"]["image"]
    assert "src" not in hero and "generation" not in hero
    assert "<img" not in files["index.html"].decode()


def test_page_asks_before_pictures_are_missing(owner: User, owner_client: Client) -> None:
    site = finished(owner, YOGA, most=12)
    answer = owner_client.post(page_of(site))
    assert answer.status_code == 422
    assert "2 pictures are missing." in answer.text
    assert "Tick this to go on." in answer.text
    assert answer.text.count(" autofocus") == 1
    assert not SiteExport.objects.exists()


def test_page_asks_before_pictures_stand_in(owner: User, owner_client: Client) -> None:
    site = finished(owner, WEDDINGS)
    assert "stand in for your own work" in owner_client.get(page_of(site)).text
    answer = owner_client.post(page_of(site), {"confirm": ["stand_ins"]})
    assert answer.status_code == 302
    assert SiteExport.objects.get().status == ExportStatus.PENDING


def test_second_wish_while_one_is_built_is_the_same(owner: User) -> None:
    site = finished(owner, YOGA, most=2)
    assert orders.order(site) == orders.order(site)


def test_ready_zip_is_offered_and_saved(owner: User, owner_client: Client) -> None:
    site = finished(owner, YOGA, most=2)
    export = built(site)
    assert "The ZIP is ready" in owner_client.get(page_of(site)).text
    answer = owner_client.get(page_of(site, "export_zip"))
    assert "serene-flow.zip" in answer.headers["Content-Disposition"]
    assert hashlib.sha256(b"".join(answer)).hexdigest() == export.sha256


def test_page_that_waits_asks_until_it_is_there(owner: User, owner_client: Client) -> None:
    site = finished(owner, YOGA, most=2)
    export = orders.order(site)
    assert "hx-trigger" in owner_client.get(page_of(site, "export_state")).text
    tasks.build_export(export.pk)
    assert "hx-trigger" not in owner_client.get(page_of(site, "export_state")).text


@pytest.mark.parametrize("name", ["export", "export_state", "export_zip"])
def test_stranger_sees_nothing(owner: User, stranger_client: Client, name: str) -> None:
    site = finished(owner, YOGA, most=2)
    built(site)
    assert stranger_client.get(page_of(site, name)).status_code == 404


def test_zip_is_gone_after_a_day(owner: User, owner_client: Client) -> None:
    site = finished(owner, YOGA, most=2)
    export = built(site)
    day_before = timezone.now() - timedelta(hours=24)
    SiteExport.objects.update(created_at=day_before)
    assert owner_client.get(page_of(site, "export_zip")).status_code == 404
    swept = orders.clean(timezone.now(), False)
    assert (swept.count, swept.size_bytes) == (1, export.size_bytes)
    assert not storage.exists(export.name)


def test_interrupted_build_is_told(owner: User, owner_client: Client) -> None:
    site = finished(owner, YOGA, most=2)
    export = orders.order(site)
    SiteExport.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    orders.sweep(timezone.now())
    export.refresh_from_db()
    assert export.status == ExportStatus.FAILED
    assert "The export was interrupted. Try again." in owner_client.get(page_of(site)).text


def test_lost_file_fails_the_export_with_its_reason(owner: User) -> None:
    site = finished(owner, YOGA, most=2)
    storage.remove(Image.objects.filter(owner=owner)[0].name)
    export = built(site)
    assert (export.status, export.problems) == ("failed", ["The picture's file is missing."])


def test_checks_find_every_fault(owner: User) -> None:
    files = files_of(orders.made(finished(owner, YOGA, most=2))[0])
    assert checking.problems(files) == []
    page = (
        files["index.html"]
        .decode()
        .replace("</main>", '<img src="https://x.example/a.jpg"></main>')
    )
    files["index.html"] = page.replace('id="faq"', 'id="hero"').encode()
    files["assets/site.css"] += b'p{background:url("//x.example/b.png")}'
    files["images/home-hero-316.webp"] += b"more"
    files["images/stray.jpg"] = b"x"
    found = "\n".join(checking.problems(files))
    assert "index.html loads https://x.example/a.jpg from elsewhere." in found
    assert "the picture https://x.example/a.jpg has no alt, width or height" in found
    assert "index.html: the id hero stands there 2 times." in found
    assert "index.html links to #faq, a place that its page has not." in found
    assert "assets/site.css loads //x.example/b.png." in found
    assert "images/stray.jpg stands in the manifest or in the folder, not in both." in found
    assert "images/home-hero-316.webp is not the file that the manifest tells of." in found


def test_command_writes_the_zip(owner: User, tmp_path: Path) -> None:
    site = finished(owner, YOGA, most=2)
    target = tmp_path / "site.zip"
    call_command("export_site", str(site.pk), "--to", str(target))
    assert target.read_bytes() == orders.made(site)[0]


def test_command_tells_programs_what_it_wrote(
    owner: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "site.zip"
    site = finished(owner, YOGA, most=2)
    call_command("export_site", str(site.pk), "--to", str(target), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["images"] == 2
    assert told["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()


def test_command_tells_what_it_cannot_export(db: None, tmp_path: Path) -> None:
    site = SiteFactory.create()
    with pytest.raises(CommandError, match="The site has no valid spec"):
        call_command("export_site", str(site.pk), "--to", str(tmp_path / "a.zip"))
    with pytest.raises(CommandError, match="There is no site 999"):
        call_command("export_site", "999", "--to", str(tmp_path / "a.zip"))
