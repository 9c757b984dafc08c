"""generate_image and edit_image: one picture a call, paid from the same ledger as all others."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from pydantic import BaseModel, ValidationError

from gallery import storage
from gallery.models import Image, Source
from sessions_app.models import Preferences, WorkSession
from studio import actions, estimating
from studio.editing import actions as edit_actions
from studio.editing.requesting import EditRequest
from studio.models import Batch, Generation, ResponseModality
from studio.requesting import GenerationRequest, ResolvedRequest, resolve_all
from studio.tools import files, prompts, waiting
from studio.tools.contract import (
    Drawing,
    EditImage,
    EstimateCost,
    RestGenerateImage,
    tool_usd,
)
from studio.tools.failures import ToolError, of_generation, told
from studio.tools.prompts import Prompt

logger = logging.getLogger(__name__)

TIER = "pro"  # unless the person's settings name a model
Asked = TypeVar("Asked", bound=BaseModel)
Result = dict[str, Any]


def read(model: type[Asked], said: Mapping[str, Any]) -> Asked:
    """Raises ToolError that names the first field which is wrong, and what it may be."""
    try:
        return model.model_validate(dict(said))
    except ValidationError as error:
        raise _invalid(model, error) from None


def generate_image(*, by: AbstractBaseUser, **said: Any) -> Result:
    """The contract's result, with `_file_contents` (bytes) for code in this process.

    Call it outside of any transaction, or no worker hears of it.  Raises ToolError.
    """
    asked = read(RestGenerateImage, said)
    if asked.dry_run:
        foreseen = _prepared(asked, by, spends=False)
        request = _request(asked, foreseen.text, asked.person_generation, by)
        return _priced([request], by, more_usd=foreseen.cost_usd)
    batch, cost_usd = _asked_for(asked, by)
    generation = waiting.settled(batch, by=by, comes_back=bool(asked.idempotency_key))
    result = _result(generation, cost_usd)
    used = result["parameters_used"]
    used |= {"aspect_ratio": asked.aspect_ratio, "image_size": asked.image_size}
    used |= {"person_generation": asked.person_generation, "enforced": "prompt"}
    if generation.prompt != asked.prompt.strip():
        used["prompt"] = generation.prompt
    return result


def _asked_for(asked: RestGenerateImage, by: AbstractBaseUser) -> tuple[Batch, Decimal]:
    """The batch, and what a text model took for its prompt.

    Two calls are the same where they say the same: so one that comes again with its key is
    answered before its prompt is translated, and paid, once more.
    """
    work_session = _session(asked.session_id, by)
    said = [asked.model_dump_json(exclude={"idempotency_key", "session_id"})]
    known: dict[str, Any] = {"said": said, "by": by, "work_session": work_session}
    with told():
        if batch := actions.answered_before(key=asked.idempotency_key, **known):
            return batch, Decimal(0)
    prompt = _prepared(asked, by)
    request = _request(asked, prompt.text, asked.person_generation, by)

    def resolve() -> list[ResolvedRequest]:
        found = resolve_all([request], by=by, work_session=work_session)
        return [replace(each, notes=(*each.notes, *prompt.warnings)) for each in found]

    with told():
        batch = actions.enqueue(resolve, idempotency_key=asked.idempotency_key, **known)
    return batch, prompt.cost_usd


def _prepared(asked: RestGenerateImage, by: AbstractBaseUser, *, spends: bool = True) -> Prompt:
    return prompts.prepare(
        asked.prompt,
        by=by,
        condense=asked.on_long_prompt == "condense",
        translate=asked.on_foreign_prompt == "translate",
        spends=spends,
    )


def edit_image(asked: EditImage, *, by: AbstractBaseUser) -> Result:
    request = EditRequest(
        image_id=asked.image_id,
        prompt=asked.prompt,
        resolution=asked.image_size,
        reference_image_ids=tuple(asked.reference_image_ids),
    )
    with told():
        batch = edit_actions.edit(request, by=by)
    result = _result(waiting.settled(batch, by=by), Decimal(0))
    result["parameters_used"] |= {"image_id": asked.image_id, "image_size": asked.image_size}
    return result


def estimate_cost(asked: EstimateCost, *, by: AbstractBaseUser) -> Result:
    request = _request(asked, asked.prompt, "", by, count=asked.count)
    return _priced([request], by)


def _request(
    asked: Drawing, prompt: str, people: str, by: AbstractBaseUser, *, count: int = 1
) -> GenerationRequest:
    return GenerationRequest(
        prompt=prompt,
        model=Preferences.of(by).default_model or TIER,
        aspect_ratio=asked.aspect_ratio,
        resolution=asked.image_size,
        response_modality=ResponseModality.TEXT_IMAGE,
        google_search_enabled=False,
        include_thoughts=False,
        person_generation=people,
        count=count,
        source=Source.TOOL,
    )


def _session(pk: int | None, by: AbstractBaseUser) -> WorkSession | None:
    if pk is None:
        return None
    found = WorkSession.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise ToolError("invalid_request", "There is no such session.", field="session_id")
    return found


def _priced(
    requests: list[GenerationRequest], by: AbstractBaseUser, *, more_usd: Decimal = Decimal(0)
) -> Result:
    with told():
        found = estimating.estimate(requests, by=by)
    return {
        "success": "true",
        "cost_usd": tool_usd(found.cost_usd + more_usd),
        "images": found.images,
        "model": found.resolved[0].engine_model.model_id,
        "warnings": list(found.warnings),
        "dry_run": True,
    }


def _result(generation: Generation, more_usd: Decimal) -> Result:
    image = generation.image
    if image is None:
        raise of_generation(generation)
    said = getattr(generation, "answer", None)
    logger.info("tool.finished generation=%s usd=%s", generation.pk, generation.cost_usd)
    return {
        "success": "true",
        "cost_usd": tool_usd(generation.cost_usd + more_usd),
        "parameters_used": {"model": generation.engine_model.model_id},
        "files": [files.facts(image)],
        "generated_text": said.text if said else "",
        "warnings": list(generation.requested.get("notes") or ()),
        "_file_contents": [contents(image)],
    }


def contents(image: Image) -> bytes:
    with told():
        return storage.read(image.name)


def _invalid(model: type[BaseModel], error: ValidationError) -> ToolError:
    first = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields)
        return ToolError("invalid_request", f"There is no parameter “{field}”.", allowed=known)
    facts: dict[str, Any] = {"field": field}
    if expected := (first.get("ctx") or {}).get("expected"):
        facts["allowed"] = str(expected)
    return ToolError("invalid_request", f"{field}: {first['msg']}.", **facts)
