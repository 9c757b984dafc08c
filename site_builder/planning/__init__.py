from __future__ import annotations

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
    "NOMINAL_PX",
    "PRIORITIES",
    "Plan",
    "Requirement",
    "Skip",
    "plan",
    "prompt_hash",
    "size_of",
]
