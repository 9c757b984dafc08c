"""The six example sites of the product, and what their plans must be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "site_builder" / "data" / "site_specs"
NAMES = sorted(path.name for path in FOLDER.glob("*.json"))


def spec(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text(name))
    return found


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def expected_plan(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "data" / "site_plans_expected.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["plans"][name]
    return found
