from __future__ import annotations

import json

from studio.editing.grading import Grade
from studio.editing.plans import KEY, Plan, plan_in
from studio.editing.regions import Region

PLAN = Plan(
    image_id=7,
    mode="region",
    words="a cup",
    instruction="Change this picture …",
    preserve_composition=True,
    aspect_ratio="4:3",
    resolution="1K",
    regions=(Region(0.1, 0.2, 0.3, 0.4, "blue"),),
    grade=Grade(warmth=5),
    crop=(1, 2, 30, 40),
    sent_px=(1024, 1024),
)


def test_plan_comes_back_from_the_database_as_it_was() -> None:
    assert plan_in(json.loads(json.dumps({KEY: PLAN.as_json()}))) == PLAN


def test_request_without_a_plan_is_no_edit() -> None:
    assert plan_in({"model": "flash"}) is None


def test_version_remembers_what_was_chosen_alone() -> None:
    told = PLAN.for_version()
    assert told["crop"] == [1, 2, 30, 40]
    assert "style" not in told
    assert "instruction" not in told
