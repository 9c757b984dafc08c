from __future__ import annotations

import json
import time
from typing import Any

import pytest

from site_builder.planning import plan
from tests import examples

HERO = {"componentId": "hero-split", "id": "hero", "content": {"headline": "Bread"}}


def document(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    page = {"slug": "home", "title": "Home", "components": list(components)}
    site = {"specVersion": "1.0", "businessName": "Krume", "siteType": "business", "pages": [page]}
    return site | fields


def gallery(**content: Any) -> dict[str, Any]:
    return {"componentId": "media-gallery", "id": "look", "content": content}


def before_after(pairs: int = 1, **content: Any) -> dict[str, Any]:
    content = {"illustrative": True, "comparisons": [{"caption": "A hall"}] * pairs} | content
    return {"componentId": "proof-beforeafter", "id": "work", "content": content}


def skips(found: Any) -> dict[str, int]:
    return {skip.reason: skip.slots for skip in found.skips}


def keys(found: Any) -> list[str]:
    return [each.slot_key for each in found.requirements]


@pytest.mark.parametrize("name", examples.NAMES)
def test_example_gives_exactly_its_plan(name: str) -> None:
    wanted = examples.expected_plan(name)
    found = plan(examples.spec(name)).as_json()
    slots = [{key: slot[key] for key in wanted["slots"][0]} for slot in found["requirements"]]
    assert slots == wanted["slots"]
    assert sorted(found["skips"], key=str) == sorted(wanted["skips"], key=str)
    told = ("industry", "entryPage", "counts", "aspects")
    assert [found[name] for name in told] == [wanted[name] for name in told]


@pytest.mark.parametrize("name", examples.NAMES)
def test_plan_is_the_same_each_time_and_quick(name: str) -> None:
    spec = examples.spec(name)
    started = time.process_time()
    first = json.dumps(plan(spec).as_json())
    assert time.process_time() - started < 0.05
    assert json.dumps(plan(json.loads(examples.text(name))).as_json()) == first


def test_picture_of_the_owner_is_counted_and_left_alone() -> None:
    hero = HERO | {"content": {"headline": "Bread", "image": {"src": "https://x.example/a.jpg"}}}
    found = plan(document(hero, gallery()))
    assert found.provided == 1
    assert "home/hero/image" not in keys(found)


def test_second_hero_leads_where_the_first_has_its_picture() -> None:
    first = HERO | {"content": {"headline": "Bread", "image": {"src": "images/a.jpg"}}}
    second = HERO | {"id": "second"}
    found = plan(document(first, second))
    assert [(each.slot_key, each.priority) for each in found.requirements] == [
        ("home/second/image", "critical")
    ]


def test_hero_below_the_fold_is_important() -> None:
    text = {"componentId": "content-text", "content": {"body": "Words."}}
    found = plan(document(text, text, HERO))
    assert found.requirements[0].priority == "important"


def test_placeholder_is_no_picture() -> None:
    hero = HERO | {"content": {"headline": "Bread", "image": {"src": "placeholder:hero"}}}
    assert keys(plan(document(hero))) == ["home/hero/image"]


def test_slot_that_the_owner_switched_off_is_skipped() -> None:
    hero = HERO | {"content": {"headline": "Bread", "image": {"generate": False}}}
    found = plan(document(hero))
    assert keys(found) == []
    assert skips(found) == {"owner_off": 1}


def test_hidden_placement_plans_nothing() -> None:
    assert plan(document(HERO | {"hidden": True}, gallery())).counts["critical"] == 0


def test_unknown_component_is_told_with_no_slots() -> None:
    found = plan(document(HERO, {"componentId": "weather", "content": {}}))
    assert skips(found) == {"unknown_component": 0}


def test_headshots_wait_for_their_opt_in() -> None:
    people = [{"name": "Ute Hartmann", "role": "Lawyer"}]
    team = {"componentId": "team-grid", "id": "team", "content": {"members": people}}
    asked = plan(document(HERO, team, imagePolicy={"headshots": "generate"}))
    portrait = asked.requirements[1]
    assert skips(plan(document(HERO, team))) == {"opt_in_off": 1}
    assert portrait.stand_in
    assert "Ute" not in portrait.prompt
    assert "a fictional adult working as lawyer" in portrait.prompt.lower()


def test_before_and_after_come_as_a_pair() -> None:
    before, after = plan(document(before_after(), industry="shop")).requirements
    assert (before.mode, after.mode) == ("generate", "edit")
    assert after.waits_for == before.slot_key == "home/work/comparisons.0.beforeImage"


def test_regulated_trade_shows_no_invented_results() -> None:
    found = plan(document(before_after(2), industry="dentist"))
    assert skips(found) == {"regulated_claims": 4}


def test_cap_of_the_site_cuts_a_pair_as_a_whole() -> None:
    spec = document(HERO, before_after(2), industry="shop", imagePolicy={"maxImages": 4})
    found = plan(spec)
    assert found.counts["planned"] == 3
    assert skips(found) == {"site_cap": 2}


def test_site_without_pictures_plans_none() -> None:
    found = plan(document(HERO, gallery(), imagePolicy={"maxImages": 0}))
    assert found.requirements == ()


def test_gallery_counts_by_entries_then_count_then_policy_then_trade() -> None:
    by_entries = plan(document(gallery(images=[{"caption": "A"}, {"caption": "B"}], count=5)))
    by_count = plan(document(gallery(count=5), imagePolicy={"galleryCount": 7}))
    by_policy = plan(document(gallery(), imagePolicy={"galleryCount": 7}))
    by_trade = plan(document(gallery(), industry="photographer"))
    counts = [len(each.requirements) for each in (by_entries, by_count, by_policy, by_trade)]
    assert counts == [2, 5, 7, 8]


def test_lazy_pictures_are_eager_on_request() -> None:
    spec = document(HERO, gallery(count=8), imagePolicy={"generateLazy": True})
    assert plan(spec).counts["lazy"] == 0


def test_pro_pictures_are_2k_where_no_size_is_set() -> None:
    found = plan(document(HERO, imagePolicy={"quality": "pro"})).requirements[0]
    assert (found.quality, found.size) == ("pro", "2K")
