"""The table of image slots: what each component asks for, in which shape, and leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from site_builder.planning import Plan, plan
from site_builder.validation import validate

HEAD: dict[str, Any] = {"headline": "Bread"}
SECTIONS = {"sections": [{"headline": "Rye", "body": "Dark."}] * 6}
CALL: dict[str, Any] = HEAD | {"ctaPrimary": {"text": "Book", "href": "/"}}
FEATURES = {"features": [{"title": "Rye", "description": "Dark."}] * 8}
SERVICES: dict[str, Any] = {
    "services": [{"name": "Rye", "description": "Dark."}] * 7,
    "showImages": True,
}
COURSES = {"sections": [{"title": "Soup", "items": [{"name": "Beet"}]}] * 5, "showImages": True}
YEARS = {"items": [{"title": "Oven", "description": "Built."}] * 7, "showImages": True}
POSTS = {"posts": [{"title": "Rye", "excerpt": "Dark.", "date": "2026-11-20"}] * 7}
PAIRS = {"illustrative": True, "comparisons": [{}] * 4}
PEOPLE = {"members": [{"name": "Ute", "role": "Baker"}] * 7}


def document(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    page = {"slug": "home", "title": "Home", "components": list(components)}
    site = {"specVersion": "1.0", "businessName": "Krume", "siteType": "business", "pages": [page]}
    return site | fields


def placed(component_id: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"componentId": component_id, "id": "it", "content": content} | more


def planned(*components: dict[str, Any], **fields: Any) -> Plan:
    spec = document(*components, **fields)
    assert validate(spec).is_valid
    return plan(spec)


def skips(found: Plan) -> dict[str, int]:
    return {skip.reason: skip.slots for skip in found.skips}


@pytest.mark.parametrize(
    ("component_id", "variant", "content", "shapes"),
    [
        ("hero-split", "image-left", HEAD, "3:2"),
        ("hero-split", "image-right", HEAD | {"imageAspect": "square"}, "1:1"),
        ("hero-split", "image-right", HEAD | {"imageAspect": "portrait"}, "4:5"),
        ("hero-centered", "with-bg-image", HEAD, "16:9"),
        ("hero-video", "embedded", HEAD, "16:9"),
        ("content-split", "alternating", SECTIONS, "3:2 3:2 3:2 3:2"),
        ("cta-banner", "full-width", CALL | {"backgroundVariant": "image"}, "21:9"),
        ("cta-banner", "contained", CALL | {"backgroundVariant": "image"}, "16:9"),
        ("content-features", "image-cards", FEATURES, "4:3 4:3 4:3 4:3 4:3 4:3"),
        ("commerce-services", "card-grid", SERVICES, "4:3 4:3 4:3 4:3 4:3 4:3"),
        ("commerce-services", "card-grid", SERVICES | {"imageAspect": "square"}, "1:1 " * 6),
        ("commerce-services", "card-grid", SERVICES | {"imageAspect": "portrait"}, "4:5 " * 6),
        ("menu-list", "sections", COURSES, "3:2 3:2 3:2 3:2"),
        ("content-timeline", "vertical", YEARS, "4:3 4:3 4:3 4:3 4:3 4:3"),
        ("blog-preview", "card-grid", POSTS, "3:2 3:2 3:2 3:2 3:2 3:2"),
        ("blog-preview", "featured-row", POSTS, "16:9 3:2 3:2 3:2 3:2 3:2"),
        ("media-gallery", "grid", {"count": 4}, "4:3 4:3 4:3 4:3"),
        ("media-gallery", "lightbox", {"count": 4}, "3:2 3:2 3:2 3:2"),
        ("media-gallery", "masonry", {"count": 5}, "3:2 2:3 1:1 4:3 3:2"),
        ("media-gallery", "grid", {"images": [{"aspectRatio": "9:16"}, {}]}, "9:16 4:3"),
        ("team-grid", "cards", PEOPLE, "1:1 1:1 1:1 1:1 1:1 1:1"),
        ("proof-beforeafter", "slider", PAIRS, "4:3 " * 6),
    ],
)  # fmt: skip
def test_component_asks_for_so_many_pictures_in_these_shapes(
    component_id: str, variant: str, content: dict[str, Any], shapes: str
) -> None:
    policy = {"headshots": "generate", "generateLazy": True}
    found = planned(
        placed(component_id, content, variant=variant), industry="shop", imagePolicy=policy
    )
    in_place = sorted(found.requirements, key=lambda each: each.slot_key)
    assert [each.aspect_ratio for each in in_place] == shapes.split()


@pytest.mark.parametrize(
    ("component_id", "variant", "content", "reason", "slots"),
    [
        ("hero-centered", "gradient-bg", HEAD, "variant_without_image", 1),
        ("cta-banner", "full-width", CALL, "not_requested", 1),
        ("content-split", "alternating", SECTIONS, "over_component_cap", 2),
        ("content-features", "icon-cards", FEATURES, "variant_without_image", 8),
        ("commerce-services", "list", SERVICES, "variant_without_image", 7),
        ("commerce-services", "card-grid", SERVICES | {"showImages": False}, "not_requested", 7),
        ("blog-preview", "list", POSTS, "variant_without_image", 7),
        ("team-grid", "minimal", PEOPLE, "variant_without_image", 7),
        ("team-grid", "cards", PEOPLE, "opt_in_off", 7),
        ("proof-beforeafter", "slider", {"comparisons": [{}] * 2}, "not_requested", 4),
        ("content-logos", "grid", {"logos": [{"name": "A"}, {"name": "B"}]}, "logo_never", 2),
        (
            "proof-testimonials",
            "grid",
            {"testimonials": [{"quote": "Good.", "name": "Ute"}]},
            "person_never",
            1,
        ),
        ("content-map", "full-width", {}, "map_factual", 1),
    ],
)
def test_picture_that_is_left_out_has_its_reason(
    component_id: str, variant: str, content: dict[str, Any], reason: str, slots: int
) -> None:
    assert skips(planned(placed(component_id, content, variant=variant)))[reason] == slots


@pytest.mark.parametrize(
    ("site_type", "industry"),
    [
        ("restaurant", "restaurant"),
        ("portfolio", "portfolio"),
        ("ecommerce", "shop"),
        ("nonprofit", "nonprofit"),
        ("community", "nonprofit"),
        ("educational", "education"),
        ("event", "event-venue"),
        ("business", "consulting"),
        ("directory", "generic"),
    ],
)
def test_trade_that_is_not_known_follows_the_kind_of_site(site_type: str, industry: str) -> None:
    hero = placed("hero-split", HEAD)
    assert planned(hero, siteType=site_type).industry == industry
    assert planned(hero, siteType=site_type, industry="lighthouse").industry == industry


def test_term_is_known_by_its_alias_in_any_spelling() -> None:
    hero = placed("hero-split", HEAD)
    assert planned(hero, industry="Yoga_Studio").industry == "yoga-studio"


def test_placements_follow_their_order_and_are_called_after_their_component() -> None:
    first, second, third = ({"componentId": "hero-split", "content": HEAD} for _ in range(3))
    found = planned(first | {"order": 2}, second | {"order": 0}, third | {"order": 2})
    keys = [(each.slot_key, each.priority) for each in found.requirements]
    assert keys == [
        ("home/hero-split-2/image", "critical"),
        ("home/hero-split-1/image", "important"),
        ("home/hero-split-3/image", "nice-to-have"),
    ]


def test_hero_of_another_page_is_important_and_waits_for_nobody() -> None:
    spec = document(placed("hero-split", HEAD))
    other = {"slug": "table", "title": "Table", "components": spec["pages"][0]["components"]}
    found = plan(spec | {"pages": [other, *spec["pages"]]})
    assert [(each.page, each.priority, each.stage) for each in found.requirements] == [
        ("home", "critical", "eager"),
        ("table", "important", "eager"),
    ]


@pytest.mark.parametrize(
    ("industry", "stands_in"), [("photographer", True), ("florist", True), ("bakery", False)]
)
def test_gallery_of_a_trade_that_shows_its_work_stands_in(industry: str, stands_in: bool) -> None:
    found = planned(placed("media-gallery", {"count": 4}), industry=industry)
    assert {each.stand_in for each in found.requirements} == {stands_in}


def test_alternative_texts_of_people_and_pairs_say_who_and_what() -> None:
    pair = {"afterLabel": "After", "caption": "A hall " * 30}
    found = planned(
        placed("team-grid", {"members": PEOPLE["members"][:1]}),
        placed("proof-beforeafter", {"illustrative": True, "comparisons": [pair]}, id="work"),
        industry="shop",
        imagePolicy={"headshots": "generate"},
    )
    alts = {each.slot_key: each.alt for each in found.requirements}
    assert alts["home/it/members.0.image"] == "Ute, Baker"
    after = alts["home/work/comparisons.0.afterImage"]
    assert after.startswith("After: A hall A hall") and len(after) <= 120


@pytest.mark.parametrize(
    "src",
    ["", "placeholder:hero", "images/a.jpg", "https://x.example/a.jpg",
     "asset:123e4567-e89b-12d3-a456-426614174000"],
)  # fmt: skip
def test_picture_may_be_said_in_these_ways(src: str) -> None:
    spec = document(placed("hero-split", HEAD | {"image": {"src": src}}))
    assert validate(spec).is_valid


@pytest.mark.parametrize(
    "src",
    ["http://x.example/a.jpg", "//x.example/a.jpg", "/a.jpg", "images/../a.jpg", "asset:1",
     "data:image/png;base64,AA", "javascript:alert(1)"],
)  # fmt: skip
def test_picture_may_be_said_in_no_other_way(src: str) -> None:
    spec = document(placed("hero-split", HEAD | {"image": {"src": src}}))
    assert [each.code for each in validate(spec).errors] == ["pattern"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JAVASCRIPT:1", "data:text/html,x", "//x.example", "ftp://x"]
)
def test_link_leads_to_pages_addresses_mail_and_telephones_alone(href: str) -> None:
    call = HEAD | {"ctaPrimary": {"text": "Book", "href": href}}
    errors = validate(document(placed("cta-banner", call))).errors
    assert [(each.code, each.pointer) for each in errors] == [
        ("pattern", "/pages/0/components/0/content/ctaPrimary/href")
    ]
