from __future__ import annotations

import json
import re
import time

import pytest

from site_builder import catalogue, documents, rendering, vocabulary
from site_builder.rendering import Picture
from site_builder.rendering.colours import contrast, parsed
from tests import examples, html_checks, site_contents

COMPONENTS = sorted(catalogue.components())
TEXT_ON_GROUND = ("--ink", "--muted", "--link", "--mark")


def rendered(spec: dict[str, object], mode: str = "export", **more: object) -> str:
    pictures = site_contents.pictures(spec)
    return rendering.render_page(spec, "home", pictures=pictures, mode=mode, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["preview", "export"])
@pytest.mark.parametrize(("component_id", "variant"), list(site_contents.variants()))
def test_every_variant_is_valid_with_all_its_fields(
    component_id: str, variant: str, mode: str
) -> None:
    content = site_contents.full(component_id)
    spec = site_contents.document(site_contents.placed(component_id, content, variant=variant))
    assert html_checks.faults(rendered(spec, mode)) == []


@pytest.mark.parametrize("mode", ["preview", "export"])
@pytest.mark.parametrize(("component_id", "variant"), list(site_contents.variants()))
def test_every_variant_is_valid_with_the_least(component_id: str, variant: str, mode: str) -> None:
    content = site_contents.least(component_id)
    spec = site_contents.document(site_contents.placed(component_id, content, variant=variant))
    page = rendering.render_page(spec, "home", pictures={}, mode=mode)  # type: ignore[arg-type]
    assert html_checks.faults(page) == []


@pytest.mark.parametrize(("caption", "alt"), [("a kettle ", ""), ("On the stove", "A kettle")])
def test_caption_that_says_the_same_is_not_read_twice(caption: str, alt: str) -> None:
    content = {"images": [{"caption": caption}], "showCaptions": True}
    spec = site_contents.document(site_contents.placed("media-gallery", content, variant="grid"))
    key = next(iter(site_contents.pictures(spec)))
    pictures = {key: Picture(src="images/a.jpg", width=12, height=8, alt="A kettle")}
    page = rendering.render_page(spec, "home", pictures=pictures, mode="export")
    assert f'alt="{alt}"' in page


@pytest.mark.parametrize("name", examples.NAMES)
def test_example_pages_are_valid_and_fast(name: str) -> None:
    spec = examples.spec(name)
    slots = examples.expected_plan(name)["slots"]
    picture = Picture(src="images/a.jpg", width=12, height=8, alt="A kettle")
    pictures = {slot["slotKey"]: picture for slot in slots}
    slugs = [page.slug for page in documents.pages_of(spec)]
    pages = [rendering.render_page(spec, slug, pictures=pictures, mode="export") for slug in slugs]
    started = time.process_time()
    rendering.render_page(spec, slugs[0], pictures=pictures, mode="export")
    assert time.process_time() - started < 0.1
    assert [html_checks.faults(page) for page in pages] == [[] for _ in slugs]


@pytest.mark.parametrize("name", examples.NAMES)
def test_preview_has_an_element_for_every_planned_slot(name: str) -> None:
    spec = examples.spec(name)
    pages = [
        rendering.render_page(spec, page.slug, pictures={}, mode="preview")
        for page in documents.pages_of(spec)
    ]
    drawn = set(re.findall(r'data-slot="([^"]+)"', "".join(pages)))
    assert {slot["slotKey"] for slot in examples.expected_plan(name)["slots"]} <= drawn


@pytest.mark.parametrize("name", examples.NAMES)
def test_preview_gives_each_slot_the_planned_shape(name: str) -> None:
    spec = examples.spec(name)
    page = "".join(
        rendering.render_page(spec, each.slug, pictures={}, mode="preview")
        for each in documents.pages_of(spec)
    )
    for slot in examples.expected_plan(name)["slots"]:
        element = page[: page.index(f'data-slot="{slot["slotKey"]}"')].rpartition("<div")[2]
        assert f"ratio-{slot['aspectRatio'].replace(':', '-')} " in element.replace('"', " ")


@pytest.mark.parametrize("preset", sorted(vocabulary.book()["theme_presets"]))
def test_text_reads_on_every_ground_of_a_preset(preset: str) -> None:
    sheet = rendering.theme_stylesheet(site_contents.document(theme={"preset": preset}))
    for rule in re.findall(r'\[data-tone="\w+"\]\{([^}]*)\}', sheet):
        said = dict(line.split(":") for line in rule.split(";"))
        ground = parsed(said["--ground"])
        assert all(contrast(parsed(said[name]), ground) >= 4.5 for name in TEXT_ON_GROUND)
        assert contrast(parsed(said["--on-fill"]), parsed(said["--fill"])) >= 4.5
        assert contrast(parsed(said["--on-tint"]), parsed(said["--tint"])) >= 4.5
        assert contrast(parsed(said["--muted"]), parsed(said["--card"])) >= 4.5


@pytest.mark.parametrize("preset", sorted(vocabulary.book()["theme_presets"]))
def test_white_reads_on_the_gradient_of_a_preset(preset: str) -> None:
    sheet = rendering.theme_stylesheet(site_contents.document(theme={"preset": preset}))
    ends = re.findall(r"--depth-[12]:(#\w{6})", sheet)
    assert len(ends) == 2
    assert all(contrast(parsed(end), (255, 255, 255)) >= 4.5 for end in ends)


def test_what_people_wrote_is_no_markup() -> None:
    content = {"headline": "<script>alert(1)</script>", "body": "<b>bold</b>"}
    page = rendered(site_contents.document(site_contents.placed("content-text", content)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>bold" not in page


def test_structured_data_cannot_end_its_element() -> None:
    spec = site_contents.document(description="</script><script>alert(1)</script>")
    page = rendered(spec)
    facts = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert facts and json.loads(facts[1])["description"] == spec["description"]


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ja", "ltr")]
)
def test_page_runs_in_the_direction_of_its_language(language: str, direction: str) -> None:
    page = rendered(site_contents.document(language=language))
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_gone_target_becomes_plain_words() -> None:
    links = [{"label": "Lost", "href": "/nowhere"}, {"label": "Kept", "href": "/second"}]
    spec = site_contents.document(site_contents.placed("nav-sticky", {"links": links}))
    page = rendered(spec)
    assert '<a href="second.html">Kept</a>' in re.sub(r"<a\s+", "<a ", page)
    assert ">Lost</a>" not in page and "Lost" in page


def test_unknown_component_is_shown_to_its_owner_alone() -> None:
    spec = site_contents.document(site_contents.placed("hero-hologram", {"x": 1}))
    assert "hero-hologram" in rendered(spec, "preview")
    assert '<section id="the-hero-hologram"' not in rendered(spec, "export")


def test_form_without_an_address_says_so_and_takes_no_input() -> None:
    content = site_contents.full("form-contact")
    spec = site_contents.document(site_contents.placed("form-contact", content), contact={})
    page = rendered(spec)
    assert "This form has no address to send to yet." in page
    assert page.count("disabled") == 2 and "action=" not in page


def test_form_with_an_email_writes_it_out() -> None:
    spec = site_contents.document(site_contents.placed("form-contact", {"headline": "Write"}))
    page = rendered(spec)
    assert 'href="mailto:brot@krume.example?subject=Write' in page
    assert ">brot@krume.example</a>" in page


def test_first_hero_of_the_entry_page_is_fetched_at_once() -> None:
    hero = site_contents.placed("hero-split", site_contents.full("hero-split"))
    split = site_contents.placed("content-split", site_contents.full("content-split"))
    page = rendered(site_contents.document(hero, split))
    assert page.count('fetchpriority="high"') == 1
    assert page.index('fetchpriority="high"') < page.index('loading="lazy"')


def test_counted_gallery_keeps_its_places_while_it_fills() -> None:
    gallery = site_contents.placed("media-gallery", {"images": [site_contents.IMAGE]})
    spec = site_contents.document(gallery)
    planned = {f"home/the-media-gallery/images.{n}": Picture(status="pending") for n in range(6)}
    page = rendering.render_page(spec, "home", pictures=planned, mode="preview")
    assert page.count('data-slot="home/the-media-gallery/images.') == 6


def test_years_are_not_grouped_and_languages_write_their_figures() -> None:
    stats = [
        {"value": 1974, "label": "a"},
        {"value": 12500, "label": "b"},
        {"value": 2.5, "label": "c"},
    ]
    spec = site_contents.document(
        site_contents.placed("content-stats", {"stats": stats}), language="de"
    )
    page = rendered(spec)
    assert [f">{figure}<" in page for figure in ("1974", "12.500", "2,5")] == [True] * 3


def test_overlay_is_raised_to_where_text_reads() -> None:
    content = {"headline": "A", "overlayOpacity": 0.1}
    spec = site_contents.document(site_contents.placed("hero-centered", content))
    assert 'data-overlay="45"' in rendered(spec)


def test_footer_note_on_ai_can_be_left_out() -> None:
    spec = site_contents.document(
        site_contents.placed("hero-split", site_contents.full("hero-split"))
    )
    assert "Some pictures on this site were made with AI." in rendered(spec)
    assert "made with AI" not in rendered(spec, ai_note=False)
