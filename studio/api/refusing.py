"""What the studio's actions refuse, in the API's words and with pointers into what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gallery.api.refusals import Fault, Refusal, invalid
from studio import problems
from studio.actions import IdempotencyConflict, NotRetryable
from studio.keys import MissingKey
from studio.ledger import ApprovalRequired, InsufficientBudget
from studio.requesting import ContextChanged, RequestRefused

NOT_FOUND = "not_found"
Pointer = Callable[[int, str], str]


def _field(index: int, field: str) -> str:
    return f"/{field}" if field else ""


@contextmanager
def refusals(pointer: Pointer = _field) -> Iterator[None]:
    """Whatever the studio refuses within becomes a `Refusal`; `pointer` finds a request's field."""
    try:
        yield
    except ContextChanged as error:
        members = {"context_hash": error.context.hash}
        raise Refusal(409, "context_changed", str(error), members=members) from error
    except RequestRefused as error:
        raise _refused_request(error, pointer) from error
    except InsufficientBudget as error:
        raise _over_budget(error) from error
    except ApprovalRequired as error:
        raise _unapproved(error) from error
    except MissingKey as error:
        raise Refusal(409, "missing_key", problems.wording("missing_key").text) from error
    except NotRetryable as error:
        detail = "Only what failed or was canceled can be tried again."
        raise Refusal(409, "not_retryable", detail) from error
    except IdempotencyConflict as error:
        detail = "This Idempotency-Key was used for another request. Take a fresh one."
        raise Refusal(422, "idempotency_conflict", detail) from error


def _refused_request(error: RequestRefused, pointer: Pointer) -> Refusal:
    faults = tuple(
        Fault(pointer(error.index, problem.field), problem.message) for problem in error.problems
    )
    codes = {problem.code for problem in error.problems}
    if codes == {NOT_FOUND}:
        return Refusal(404, NOT_FOUND, faults[0].message, faults=faults)
    return invalid(*faults, code=codes.pop() if len(codes) == 1 else "invalid_request")


def _unapproved(error: ApprovalRequired) -> Refusal:
    detail = f"{error} Ask its person, who can do it on the page or raise the token's threshold."
    members = {
        "needed_usd": format(error.needed_usd, "f"),
        "approval_above_usd": format(error.above_usd, "f"),
    }
    return Refusal(403, "approval_required", detail, members=members)


def _over_budget(error: InsufficientBudget) -> Refusal:
    amounts = {"needed_usd": error.needed_usd, "available_usd": error.available_usd}
    wording = problems.wording("insufficient_budget")
    detail = f"{wording.title}: {error}. {wording.text}"
    members = {name: format(usd, "f") for name, usd in amounts.items()}
    return Refusal(402, "insufficient_budget", detail, members=members)
