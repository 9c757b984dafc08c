"""What a person asks for, and what that means for the model that will draw it.

Everything left out becomes explicit here, everything that the model lacks is refused here with a
sentence for its field: nothing is dropped in silence later.
"""

from __future__ import annotations

from studio.requesting.asked import (
    BEFORE,
    SOURCE,
    WORDS,
    Before,
    ContextChanged,
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    Words,
)
from studio.requesting.problems import MAX_COUNT, MAX_PROMPT_CHARACTERS, too_many_references
from studio.requesting.resolver import Resolver, resolve, resolve_all

__all__ = [
    "BEFORE",
    "MAX_COUNT",
    "MAX_PROMPT_CHARACTERS",
    "SOURCE",
    "WORDS",
    "Before",
    "ContextChanged",
    "GenerationRequest",
    "Problem",
    "RequestRefused",
    "ResolvedRequest",
    "Resolver",
    "Words",
    "resolve",
    "resolve_all",
    "too_many_references",
]
