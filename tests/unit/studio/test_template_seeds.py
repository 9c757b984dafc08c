from __future__ import annotations

import json

import pytest

from studio import template_seeds, templating
from studio.models import Category, EngineModel, PromptTemplate
from studio.template_entries import TemplateEntry

pytestmark = pytest.mark.django_db


def test_every_database_begins_with_templates_of_every_category() -> None:
    seeded = PromptTemplate.objects.exclude(seed_key=None)
    assert len(seeded) == 24
    assert {each.category for each in seeded} == set(Category.values)
    assert all(each.shared and each.owner_id is None for each in seeded)


def test_seeds_keep_the_rules_of_templates() -> None:
    entries = [TemplateEntry.of(each) for each in PromptTemplate.objects.all()]
    assert [entry.problems() for entry in entries if entry.problems()] == []
    ratios = EngineModel.objects.default().ratios
    assert {entry.aspect_ratio for entry in entries} <= set(ratios)


def test_every_slot_of_a_seed_has_a_default() -> None:
    rows = json.loads(template_seeds.FILE.read_text(encoding="utf-8"))
    slots = [templating.slots(row["text"]) for row in rows]
    assert slots == [[field["name"] for field in row["fields"]] for row in rows]
    assert all(field["default"] for row in rows for field in row["fields"])


def test_seeding_again_changes_nothing_that_staff_did() -> None:
    changed, deleted = PromptTemplate.objects.exclude(seed_key=None)[:2]
    PromptTemplate.objects.filter(pk=changed.pk).update(name="Ours", text="our words")
    PromptTemplate.objects.filter(pk=deleted.pk).update(archived=True)
    assert template_seeds.seed() == 0
    changed.refresh_from_db()
    assert changed.name == "Ours"
    assert PromptTemplate.objects.filter(archived=False).count() == 23
