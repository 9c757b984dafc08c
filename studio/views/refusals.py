"""Why a submit was refused, for the page that sent it: a status, and words where they belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from studio.actions import IdempotencyConflict
from studio.cheaper import Way
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.requesting import ContextChanged, Problem, RequestRefused
from studio.views.notices import Notice

KINDS = (RequestRefused, InsufficientBudget, MissingKey, IdempotencyConflict)


class Form(Protocol):
    """What was posted, and able to say what is wrong beside its fields."""

    cleaned_data: dict[str, Any]

    def show(self, problems: Iterable[Problem]) -> None:
        """Each sentence beside its field."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`notice` is None where every word stands beside its field."""

    status: int
    notice: Notice | None = None


def _no_way(_available_usd: Decimal) -> Way | None:
    return None


def read(
    error: Exception, form: Form, *, way: Callable[[Decimal], Way | None] = _no_way
) -> Refusal:
    """One of KINDS as an answer; `way` finds a cheaper one for the money that is left."""
    match error:
        case ContextChanged():
            return Refusal(409, Notice.of_memories(seen=bool(form.cleaned_data["context_hash"])))
        case RequestRefused():
            form.show(error.problems)
            return Refusal(422)
        case InsufficientBudget():
            return Refusal(402, Notice.of_budget(error, way=way(error.available_usd)))
        case MissingKey():
            return Refusal(409, Notice.of_code("missing_key"))
        case IdempotencyConflict():
            return Refusal(409, Notice.sent_before())
    raise error
