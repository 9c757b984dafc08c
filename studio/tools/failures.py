"""Why a tool gave nothing, in a form that tells an agent whether to try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gallery.api.refusals import Refusal
from studio import problems
from studio.actions import IdempotencyConflict
from studio.keys import MissingKey
from studio.ledger import ApprovalRequired, InsufficientBudget
from studio.models import Generation
from studio.requesting import RequestRefused
from studio.tools.contract import tool_usd

SHORT = 300  # characters of a model's answer
RETRY_AFTER_S = 30
_AGAIN = {"rate_limited", "provider_unavailable"}
_ONCE = {"no_image", "timeout", "bad_image"}
_NAMES = {"resolution": "image_size"}  # what the tool calls a field of the studio


class ToolError(Exception):
    """`retry` is "no", "once" or "yes": the code's, unless told; `facts` stand beside the words."""

    def __init__(self, code: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        usual = "yes" if code in _AGAIN else "once" if code in _ONCE else "no"
        self.retry = facts.pop("retry", usual)
        self.facts = facts
        if self.retry == "yes":
            self.facts.setdefault("retry_after_s", RETRY_AFTER_S)

    def as_json(self) -> dict[str, Any]:
        said = {"code": self.code, "message": self.message, "retry": self.retry, **self.facts}
        return {"success": "false", "cost_usd": said.pop("cost_usd", "0.000"), "error": said}


@contextmanager
def told() -> Iterator[None]:
    """Whatever the studio refuses within becomes a ToolError."""
    try:
        yield
    except InsufficientBudget as error:
        needed, left = tool_usd(error.needed_usd), tool_usd(error.available_usd)
        message = f"This may cost ${needed} and ${left} are left. Do not call again."
        raise ToolError(
            "insufficient_budget", message, needed_usd=needed, available_usd=left
        ) from error
    except ApprovalRequired as error:
        raise ToolError(
            "approval_required",
            f"{error} Ask the person.",
            needed_usd=tool_usd(error.needed_usd),
            approval_above_usd=tool_usd(error.above_usd),
        ) from error
    except MissingKey as error:
        message = "No Gemini API key: add one under Settings, or set GEMINI_API_KEY."
        raise ToolError("missing_key", message) from error
    except IdempotencyConflict as error:
        message = "idempotency_key was used for another request. Take a fresh one."
        raise ToolError("invalid_request", message, field="idempotency_key") from error
    except RequestRefused as error:
        raise _refused(error) from error
    except Refusal as error:
        raise ToolError(error.code, error.detail) from error


def _refused(error: RequestRefused) -> ToolError:
    problem = error.problems[0]
    field = _NAMES.get(problem.field, problem.field)
    if problem.code == "model_retired":
        return ToolError("model_retired", f"{problem.message} The setting is “Default model”.")
    return ToolError(problem.code, problem.message, field=field)


def of_generation(generation: Generation) -> ToolError:
    """What a generation that ended without a picture means for who called."""
    code = "no_image" if generation.error_code == "text_only" else generation.error_code
    facts: dict[str, Any] = {"cost_usd": tool_usd(generation.cost_usd)}
    facts["generation_id"] = generation.pk
    said = getattr(generation, "answer", None)
    if code == "no_image" and said and said.text:
        facts["model_said"] = said.text[:SHORT]
    return ToolError(code or "canceled", _message(code, generation.error_note), **facts)


def _message(code: str, note: str) -> str:
    if code == "prompt_blocked":
        return f"Content policy violation: the prompt was refused ({note}). Try another wording."
    if code == "output_blocked":
        return f"Content policy violation: the picture was held back ({note}). Try other words."
    if not code:
        return "It was canceled."
    wording = problems.wording(code)
    return f"{wording.title}. {wording.text}"
