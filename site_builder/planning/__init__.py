from __future__ import annotations

from site_builder.planning.owner_text import MAX_OWN_PROMPT, cleaned, language_name, text_hash
from site_builder.planning.plan import plan
from site_builder.planning.records import (
    NOMINAL_PX,
    PRIORITIES,
    Plan,
    Requirement,
    Skip,
    prompt_hash,
    size_of,
)

__all__ = [
    "MAX_OWN_PROMPT",
    "NOMINAL_PX",
    "PRIORITIES",
    "Plan",
    "Requirement",
    "Skip",
    "cleaned",
    "language_name",
    "plan",
    "prompt_hash",
    "size_of",
    "text_hash",
]
