"""The page around a site's preview, and the document in its frame."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gallery.imaging import inspect
from gallery.models import Image
from sessions_app.models import Preferences
from site_builder import amending, enriching, enrichment
from site_builder.models import Origin, PlannedImage, Site
from site_builder.orchestrating import changing, generating
from site_builder.previewing import addresses
from studio.models import Generation, Priority
from tests import images
from tests.factories.gallery import stored_image
from tests.factories.sites import SiteFactory, site_with_spec

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]
HERO, HTMX = "home/hero/image", {"HX-Request": "true"}


@pytest.fixture
def site(owner: User) -> Site:
    return site_with_spec(owner)


def page_of(site: Site) -> str:
    return reverse("site_builder:preview", args=[site.pk, "home"])


def shown_in(site: Site, image: Image) -> None:
    """As the enricher leaves it."""

    fill = enriching.library_fill(image, alt="The house", generation={"id": "1"})
    amending.amend(
        site, lambda document: enrichment.put(document, HERO, fill), origin=Origin.EDITED
    )
    PlannedImage.objects.create(site=site, slot_key=HERO, image=image, prompt_hash="0" * 64)


def test_page_counts_and_lists_the_plan(owner_client: Client, site: Site) -> None:
    page = owner_client.get(page_of(site)).text
    assert "Images: 0/8 generated" in page
    assert page.count('class="slot-row"') == 8
    assert 'sandbox="allow-scripts"' in page


@pytest.mark.parametrize(
    "path",
    ["²", "image.²", "sections.²", f"sections.{'9' * 5000}.image", "images.999999", "sections"],
)
def test_key_that_is_no_slots_changes_nothing(owner_client: Client, site: Site, path: str) -> None:
    key = f"home/{'walks' if path.startswith('images') else 'rooms'}/{path}"
    assert owner_client.get(page_of(site), {"slot": key}).status_code == 200
    act = reverse("site_builder:act", args=[site.pk, "alt"])
    assert owner_client.post(act, {"slot": key, "alt": "A house"}).status_code == 404
    assert site.specs.count() == 1


def test_site_opens_on_its_entry_page(owner_client: Client, site: Site) -> None:
    answer = owner_client.get(reverse("site_builder:preview", args=[site.pk]))
    assert answer.headers["Location"] == page_of(site)


def test_prices_stand_on_the_buttons(owner_client: Client, site: Site) -> None:
    page = owner_client.get(page_of(site)).text
    assert re.search(r"Generate \(5 images\)\s*<span class=\"num\">\$0\.\d+", page)
    assert "All in HD (8 images)" in page


def test_stranger_finds_neither_page_nor_action(stranger_client: Client, site: Site) -> None:
    paths = ["preview/", "preview/home/", "picture?slot=" + HERO, "picture/choose?slot=" + HERO]
    assert {stranger_client.get(f"/sites/{site.pk}/{path}").status_code for path in paths} == {404}
    posts = ["generate", "generate/all", "cancel", "seen", "opened", "settings", "picture/remove"]
    data = {"slot": HERO}
    codes = {stranger_client.post(f"/sites/{site.pk}/{path}", data).status_code for path in posts}
    assert codes == {404}
    assert not Generation.objects.exists()


def test_generate_queues_and_answers_the_rows(owner_client: Client, site: Site) -> None:
    answer = owner_client.post(f"/sites/{site.pk}/generate", headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.count('data-status="pending"') >= 5
    assert Generation.objects.count() == 5


def test_generate_leads_back_without_script(owner_client: Client, site: Site) -> None:
    answer = owner_client.post(f"/sites/{site.pk}/generate")
    assert answer.headers["Location"] == reverse("site_builder:preview", args=[site.pk])


def test_large_spend_is_asked_for_first(owner: User, owner_client: Client, site: Site) -> None:
    Preferences.objects.create(owner=owner, confirm_above_usd="0.10")
    url = f"/sites/{site.pk}/generate/all"
    asked = owner_client.post(url, {"quality": "pro"}, headers=HTMX)
    assert (asked.status_code, Generation.objects.count()) == (409, 0)
    assert 'name="quality" value="pro"' in asked.text
    yes = {"quality": "pro", "confirmed_usd": "99"}
    assert owner_client.post(url, yes, headers=HTMX).status_code == 200
    assert Generation.objects.count() == 8


def test_poll_brings_what_changed_and_nothing_else(owner_client: Client, site: Site) -> None:
    page = owner_client.get(page_of(site)).text
    tokens = re.findall(r'name="slot_token"\s+value="([^"]+)"', page)
    known = re.search(r'name="site"\s+value="([^"]+)"', page)
    assert known is not None
    said = {"site": known[1], "slot_token": tokens, "watch": "page", "open": 0, "every": 10}
    assert owner_client.get(reverse("studio:pulse"), said).status_code == 204
    owner_client.post(f"/sites/{site.pk}/generate", {"slot": HERO})
    answer = owner_client.get(reverse("studio:pulse"), said).text
    assert answer.count('class="slot-row"') == 1
    assert "hx-get" in answer


def test_lazy_slots_wait_until_generate_was_pressed(owner_client: Client, site: Site) -> None:
    seen = {"slot": ["home/walks/images.2", HERO]}
    assert owner_client.post(f"/sites/{site.pk}/seen", seen).status_code == 204
    owner_client.post(f"/sites/{site.pk}/generate", {"slot": HERO})
    owner_client.post(f"/sites/{site.pk}/seen", seen, headers=HTMX)
    assert set(Generation.objects.values_list("name", flat=True)) == set(seen["slot"])


def test_opened_page_spends_only_where_its_owner_said_so(owner_client: Client, site: Site) -> None:
    owner_client.post(f"/sites/{site.pk}/opened", {"page": "home"})
    assert not Generation.objects.exists()
    owner_client.post(f"/sites/{site.pk}/settings", {"parallel": 2, "auto_critical": "on"})
    owner_client.post(f"/sites/{site.pk}/opened", {"page": "home"})
    assert Generation.objects.get().priority == Priority.CRITICAL
    assert Generation.objects.get().batch.max_in_flight == 2


def test_picture_is_chosen_from_the_gallery(owner: User, owner_client: Client, site: Site) -> None:
    own = stored_image(owner)
    choices = owner_client.get(f"/sites/{site.pk}/picture/choose", {"slot": HERO}).text
    assert f'value="{own.pk}"' in choices
    owner_client.post(f"/sites/{site.pk}/picture/provide", {"slot": HERO, "image": own.pk})
    spec = site.specs.newest_first()[0]
    assert f"asset:{own.uuid}" in str(spec.document)


def test_picture_of_somebody_else_cannot_be_chosen(
    stranger: User, owner_client: Client, site: Site
) -> None:
    theirs = stored_image(stranger)
    data = {"slot": HERO, "image": theirs.pk}
    answer = owner_client.post(f"/sites/{site.pk}/picture/provide", data)
    assert answer.status_code == 404
    assert site.specs.count() == 1


def test_uploaded_picture_takes_its_place(owner_client: Client, site: Site) -> None:
    data = {"slot": HERO, "file": SimpleUploadedFile("house.png", images.png())}
    owner_client.post(f"/sites/{site.pk}/picture/upload", data)
    assert Image.objects.get().source == "uploaded"
    assert site.specs.count() == 2


def test_file_that_is_no_picture_is_told_beside_its_field(owner_client: Client, site: Site) -> None:
    data = {"slot": HERO, "file": SimpleUploadedFile("house.png", b"words")}
    answer = owner_client.post(f"/sites/{site.pk}/picture/upload", data, headers=HTMX)
    assert answer.status_code == 422
    assert 'id="refine-file-error"' in answer.text
    assert "not a picture that can be read" in answer.text
    assert 'id="slot-rows"' not in answer.text
    plain = owner_client.post(f"/sites/{site.pk}/picture/upload", {"slot": HERO}, follow=True)
    assert "Choose a file first." in plain.text


def test_bar_offers_words_where_there_is_a_picture(
    owner: User, owner_client: Client, site: Site
) -> None:
    url = f"/sites/{site.pk}/picture"
    assert "Make a picture" in owner_client.get(url, {"slot": HERO}, headers=HTMX).text
    shown_in(site, stored_image(owner))
    assert 'id="refine-words"' in owner_client.get(url, {"slot": HERO}, headers=HTMX).text


def test_twice_the_slots_cost_the_same_queries(owner: User, owner_client: Client) -> None:
    small = site_with_spec(owner)
    sections = [{"headline": f"Section {number}", "body": "Words."} for number in range(4)]
    large = site_with_spec(owner, rooms={"sections": sections}, walks={"count": 8})
    for site in (small, large):
        generating.generate(site, by=owner, include_lazy=True)
    owner_client.get(page_of(small))
    assert queries(owner_client, page_of(small)) == queries(owner_client, page_of(large))


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(path)
    return len(captured)


def frame_of(site: Site, slug: str = "home") -> str:
    return addresses.document_url(addresses.word_for(site.pk), slug)


def test_frame_needs_no_session_and_gives_none(client: Client, site: Site) -> None:
    answer = client.get(frame_of(site))
    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200 and not answer.cookies
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "sandbox allow-scripts" in policy
    assert "style-src 'self' http://testserver" in policy  # WebKit's 'self' is the opaque origin
    assert 'data-slot="home/hero/image"' in answer.text


@pytest.mark.parametrize("change", ["1~", "x", ""])
def test_frame_opens_for_no_other_word(client: Client, site: Site, change: str) -> None:
    word = addresses.word_for(site.pk)
    forged = change + word[1:] if change else f"{site.pk}-1~{word.partition('~')[2]}"
    assert client.get(f"/preview/{forged}/page/home").status_code == 404


def test_frames_files_may_be_used_without_an_origin(
    owner: User, client: Client, site: Site
) -> None:
    image = stored_image(owner, images.png(900, 600))
    shown_in(site, image)
    page = client.get(frame_of(site)).text
    sources = re.findall(r'(?:href|src)="(/preview/[^"]+)"', page)
    answers = [client.get(each.replace("&amp;", "&")) for each in sources if "/page/" not in each]
    assert len(answers) >= 5
    assert {each.status_code for each in answers} == {200}
    assert {each.headers["Cross-Origin-Resource-Policy"] for each in answers} == {"cross-origin"}


def test_made_picture_of_another_shape_is_shown_as_the_export_cuts_it(
    owner: User, client: Client, site: Site
) -> None:
    shown_in(site, stored_image(owner, images.png(900, 900), model="gemini-test"))
    changing.describe(site, HERO, focal_point=(0.5, 0.25))
    page = client.get(frame_of(site)).text
    found = re.search(r'<img src="([^"]+)"[^>]*width="(\d+)"\s+height="(\d+)"', page)
    assert found is not None and found.group(2, 3) == ("900", "600")
    url = found[1].replace("&amp;", "&")
    assert inspect(client.get(url).content).pixels.size == (900, 600)
    assert client.get(url.replace("0.25", "0.75")).status_code == 404


def test_word_of_a_site_opens_no_other_picture(owner: User, client: Client, site: Site) -> None:
    shown, other = stored_image(owner), stored_image(owner, images.png(80, 60))
    url = addresses.picture_url(addresses.word_for(site.pk), shown, 640)
    assert client.get(url).status_code == 200
    assert client.get(url.replace(str(shown.uuid), str(other.uuid))).status_code == 404


def test_deleted_site_is_gone_from_its_frame(client: Client, site: Site) -> None:
    Site.objects.update(deleted_at="2026-11-20T00:00Z")
    assert client.get(frame_of(site)).status_code == 404


def test_site_without_a_valid_spec_says_so(owner: User, owner_client: Client) -> None:
    site = SiteFactory.create(owner=owner)
    page = owner_client.get(reverse("site_builder:preview", args=[site.pk])).text
    assert "Nothing to show yet" in page


def test_own_picture_leaves_the_list_and_draws_the_frame_anew(
    owner: User, owner_client: Client, site: Site
) -> None:
    own = stored_image(owner)
    data = {"slot": HERO, "image": own.pk}
    answer = owner_client.post(f"/sites/{site.pk}/picture/provide", data, headers=HTMX)
    assert answer.headers["HX-Trigger"] == "site-redrawn"
    assert '<ul id="slot-rows" hx-swap-oob="innerHTML">' in answer.text
    assert answer.text.count('name="slot_token"') == 7
    assert answer.text.count('class="slot-row"') == 8
    assert f'preview/home/?slot={HERO}"' in answer.text  # listed as the owner's own
    bar = owner_client.get(f"/sites/{site.pk}/picture", {"slot": HERO}, headers=HTMX).text
    assert 'aria-label="Make another, $0.0' in bar
    back = owner_client.post(f"/sites/{site.pk}/picture/regenerate", data, headers=HTMX)
    assert back.headers["HX-Trigger"] == "site-redrawn"
    assert back.text.count('class="slot-row"') == 8
