"""POST /api/tools/generate_image: the agents' tool for programs that speak REST."""

from __future__ import annotations

from typing import Any

from ninja import Router
from pydantic import Field

from gallery.api.refusals import Refusal
from gallery.api.wire import Answer
from gallery.request import Request
from studio.api.repeating import IDEMPOTENCY_KEY
from studio.tools import ToolError, generate_image
from studio.tools.contract import RestGenerateImage

_STATUSES = {
    "insufficient_budget": 402,
    "approval_required": 403,
    "missing_key": 409,
    "rate_limited": 429,
    "provider_unavailable": 503,
}

router = Router(tags=["Tools"])


class ToolFile(Answer):
    id: int
    filename: str = Field(examples=["generated_20261120_091500.png"])
    mime_type: str
    size_bytes: int
    width: int
    height: int
    url: str = Field(description="Opens without a token until `expires_at`")
    expires_at: str | None = Field(description="null once it is kept, edited, filed or used")


class ToolResult(Answer):
    """`success` and `cost_usd` are strings by contract."""

    success: str = Field(examples=["true"])
    cost_usd: str = Field(examples=["0.134"], description="Three places, dollars")
    parameters_used: dict[str, Any] = {}
    files: list[ToolFile] = []
    generated_text: str = ""
    warnings: list[str] = []


@router.post("/tools/generate_image", response=ToolResult, summary="One picture for an agent")
def tool_generate_image(
    request: Request, body: RestGenerateImage, idempotency_key: str | None = IDEMPOTENCY_KEY
) -> dict[str, Any]:
    """Waits for the picture.  With `dry_run` it answers what it would cost at most."""
    said = body.model_dump(exclude_unset=True)
    if idempotency_key:
        said.setdefault("idempotency_key", idempotency_key)
    try:
        return generate_image(by=request.user, **said)
    except ToolError as error:
        raise refusal_of(error) from error


def refusal_of(error: ToolError) -> Refusal:
    said = error.as_json()
    facts = {name: value for name, value in said["error"].items() if name not in _TOLD}
    return Refusal(
        _STATUSES.get(error.code, 422),
        error.code,
        error.message,
        members={**facts, "cost_usd": said["cost_usd"]},
        retry_after_s=facts.get("retry_after_s"),
    )


_TOLD = {"code", "message"}
