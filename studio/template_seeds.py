"""The templates that every instance begins with, from `prompt_templates.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from studio.models import PromptTemplate

FILE = Path(__file__).with_name("prompt_templates.json")
FIRST_POSITION = 100  # room for what staff want to see before them


@transaction.atomic
def seed() -> int:
    """Add those that the database has never had; returns how many.

    What staff changed or deleted stays as they left it: a deleted template's row is archived.
    """
    known = set(PromptTemplate.objects.exclude(seed_key=None).values_list("seed_key", flat=True))
    rows: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    new = [
        PromptTemplate(seed_key=row.pop("key"), shared=True, position=position, **row)
        for position, row in enumerate(rows, start=FIRST_POSITION)
        if row["key"] not in known
    ]
    return len(PromptTemplate.objects.bulk_create(new))
