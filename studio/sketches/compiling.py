"""A concept into the spec that is shown before anything is drawn (A2)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser

from studio.sketches import rules
from studio.sketches.records import StyleRecord
from studio.sketches.spec import PromptSpec


def compile_concept(
    concept: str, *, style: StyleRecord, by: AbstractBaseUser, earlier: Sequence[str] = ()
) -> PromptSpec:
    """`earlier` are the person's remarks on earlier sketches of the session, the newest last."""
    return rules.compile_concept(concept, earlier=earlier)
