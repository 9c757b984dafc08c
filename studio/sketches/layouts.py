"""The ways in which a subject is placed on its sheet; pure."""

from __future__ import annotations

import json
from pathlib import Path

DATA = Path(__file__).with_name("data")
LAYOUTS: dict[str, str] = json.loads((DATA / "sketch_layouts.json").read_text(encoding="utf-8"))[
    "layouts"
]  # key to sentence


def label(key: str) -> str:
    """ "Centred, front" reads better than a key: its words, the first one capital."""
    words = key.replace("-", " ")
    return words[:1].upper() + words[1:]
