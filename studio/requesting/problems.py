"""What is wrong with a request, a sentence for each field."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.texts import is_storable
from studio.models import (
    MAX_NAME_CHARACTERS,
    EngineModel,
    Grounding,
    PersonGeneration,
    ResponseModality,
    Tier,
)
from studio.prompting import MAX_NOTE_CHARACTERS, ROLES
from studio.requesting.asked import GenerationRequest, Problem

MAX_PROMPT_CHARACTERS = 16_000
MAX_COUNT = 10


def of_words(request: GenerationRequest) -> list[Problem]:
    """What is wrong with it whatever model draws it."""
    return [
        *_of_prompt(request.prompt),
        *_of_name(request.name),
        *_of_choices(request),
    ]


def _of_prompt(prompt: str) -> Iterator[Problem]:
    if not prompt.strip():
        yield Problem("prompt", "Describe the picture first.")
    elif len(prompt) > MAX_PROMPT_CHARACTERS:
        over = len(prompt) - MAX_PROMPT_CHARACTERS
        message = f"The prompt is {over:,} characters too long; {MAX_PROMPT_CHARACTERS:,} fit."
        yield Problem("prompt", message, "prompt_too_long")
    elif not is_storable(prompt):
        yield Problem("prompt", "The prompt holds a character that cannot be stored. Remove it.")


def _of_name(name: str) -> Iterator[Problem]:
    if len(name) > MAX_NAME_CHARACTERS:
        yield Problem("name", f"A name has up to {MAX_NAME_CHARACTERS} characters.")
    elif not is_storable(name):
        yield Problem("name", "The name holds a character that cannot be stored. Remove it.")


def _of_choices(request: GenerationRequest) -> Iterator[Problem]:
    if not 1 <= request.count <= MAX_COUNT:
        yield Problem("count", f"Choose between 1 and {MAX_COUNT} pictures.")
    if request.response_modality not in {"", *ResponseModality.values}:
        yield Problem("response_modality", "Choose IMAGE or TEXT_IMAGE.")
    if request.person_generation not in {"", *PersonGeneration.values}:
        yield Problem("person_generation", "Choose dont_allow, allow_adult or allow_all.")


def of_model(request: GenerationRequest, model: EngineModel) -> Iterator[Problem]:
    """What this model's row lacks of what was asked."""
    if model.tier == Tier.TEXT:
        yield Problem("model", f"{model.label} writes and does not draw. Choose another model.")
        return
    yield from _of_shape(request, model)
    if request.google_search_enabled and model.grounding == Grounding.NONE:
        yield Problem("google_search_enabled", f"{model.label} cannot use Google Search.")
    if request.include_thoughts and not model.thinks:
        yield Problem("include_thoughts", f"{model.label} does not think before it draws.")
    if len(request.pictures) > model.max_references:
        yield Problem(field_of_references(request), too_many_references(model))


def _of_shape(request: GenerationRequest, model: EngineModel) -> Iterator[Problem]:
    if request.aspect_ratio and request.aspect_ratio not in model.ratios:
        offered = ", ".join(model.ratios)
        message = f"{model.label} does not draw {request.aspect_ratio}. It draws {offered}."
        yield Problem("aspect_ratio", message)
    if request.resolution and request.resolution not in model.sizes:
        offered = ", ".join(model.sizes) or "one size only"
        message = f"{model.label} has no {request.resolution}. It has {offered}."
        yield Problem("resolution", message)


def too_many_references(model: EngineModel) -> str:
    if not model.max_references:
        return f"{model.label} takes no reference images."
    return f"{model.label} takes {model.max_references} reference images at most."


def field_of_references(request: GenerationRequest) -> str:
    return "references" if request.references else "reference_image_ids"


def of_references(request: GenerationRequest) -> Iterator[Problem]:
    """What is wrong with them in themselves; how many a model takes is `of_model`'s."""
    said = request.references
    if said and request.reference_image_ids:
        yield Problem("references", "Give reference_image_ids or references, not both.")
    if len({each.image_id for each in said}) < len(said):
        yield Problem("references", "The same picture stands there twice.")
    if {each.role for each in said} - {"", *ROLES}:
        yield Problem("references", f"A reference's role is one of {', '.join(ROLES)}.")
    if any(len(each.note) > MAX_NOTE_CHARACTERS or "\0" in each.note for each in said):
        message = f"A reference's note is plain text of {MAX_NOTE_CHARACTERS} characters at most."
        yield Problem("references", message)
