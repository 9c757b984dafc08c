"""The model catalogue: rows, seeded from `catalogue.json`, that staff may then change.

Facts and prices in the file carry the day they were read and the page they come from.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from studio.models import EngineModel, Lane, Price, Tier

FILE = Path(__file__).with_name("catalogue.json")
LANE = "gemini"


@transaction.atomic
def seed(*, overwrite: bool = False) -> int:
    """Add the models and prices that the database lacks; returns how many models were written.

    What staff changed stays, unless `overwrite` puts every row back to the file's words.
    """
    Lane.objects.get_or_create(name=LANE)
    rows = _rows()
    known = set() if overwrite else set(EngineModel.objects.values_list("model_id", flat=True))
    new = [row for row in rows if row["model_id"] not in known]
    for row in new:
        _write(row)
    for row in new:
        _link_replacement(row)
    return len(new)


def default_model() -> EngineModel:
    """`GEMINI_MODEL` where it names a row, else the catalogue's default."""
    wanted = EngineModel.objects.named(settings.GEMINI_MODEL) if settings.GEMINI_MODEL else None
    return wanted or EngineModel.objects.default()


def labels() -> dict[str, str]:
    """The label of each model by its id."""
    return dict(EngineModel.objects.values_list("model_id", "label"))


def brings_text_model(name: str) -> bool:
    """Whether the file has it, so that the database does at the latest after `migrate`."""
    texts = [row["model_id"] for row in _rows() if row["tier"] == Tier.TEXT]
    return name in texts or (name == Tier.TEXT and bool(texts))


@cache
def _rows() -> list[dict[str, Any]]:
    book = json.loads(FILE.read_text(encoding="utf-8"))
    return [row | {"pixels": book["grids"].get(row.get("grid"), {})} for row in book["models"]]


def _write(row: dict[str, Any]) -> None:
    facts = {key: value for key, value in row.items() if key not in _NOT_COLUMNS}
    facts["pixels"] = _pixels(row)
    engine_model, _ = EngineModel.objects.update_or_create(model_id=row["model_id"], defaults=facts)
    if price := row.get("price"):
        Price.objects.update_or_create(
            engine_model=engine_model, read_on=price["read_on"], defaults=price
        )


_NOT_COLUMNS = {"model_id", "grid", "price", "replacement", "pixels"}


def _pixels(row: dict[str, Any]) -> dict[str, dict[str, list[int]]]:
    """The part of the family's grid that this model offers."""
    offered = row.get("sizes") or [""]
    return {
        ratio: {size: px for size, px in row["pixels"][ratio].items() if size in offered}
        for ratio in row.get("ratios", [])
    }


def _link_replacement(row: dict[str, Any]) -> None:
    if name := row.get("replacement"):
        successor = EngineModel.objects.get(model_id=name)
        EngineModel.objects.filter(model_id=row["model_id"]).update(replacement=successor)
