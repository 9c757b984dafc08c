"""What a person asks for, and what that means for the model that will draw it.

Everything left out becomes explicit here, everything that the model lacks is refused here with a
sentence for its field: nothing is dropped in silence later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.models import Image
from studio.defaults import Defaults
from studio.models import (
    MAX_NAME_CHARACTERS,
    EngineModel,
    Grounding,
    PersonGeneration,
    Priority,
    ResponseModality,
)

MAX_PROMPT_CHARACTERS = 16_000
MAX_COUNT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationRequest:
    """One prompt and its settings; "" and None stand for the person's default."""

    prompt: str
    name: str = ""  # of its row in a list
    model: str = ""  # id, alias or tier
    aspect_ratio: str = ""
    resolution: str = ""
    response_modality: str = ""
    google_search_enabled: bool | None = None
    person_generation: str = ""
    count: int = 1
    reference_image_ids: tuple[int, ...] = ()
    priority: Priority = Priority.IMPORTANT


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `field` is named as in `GenerationRequest`, "" for the whole."""

    field: str
    message: str
    code: str = "invalid_request"


class RequestRefused(Exception):
    """The request cannot be drawn; `index` says which one of a list, from 0."""

    def __init__(self, problems: list[Problem], index: int = 0) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems
        self.index = index


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedRequest:
    """Every setting explicit and possible; `notes` tell what was put in place of what was said."""

    prompt: str
    name: str
    engine_model: EngineModel
    aspect_ratio: str
    resolution: str  # "" for a model that takes no size
    response_modality: str
    google_search_enabled: bool
    person_generation: str
    count: int
    references: tuple[Image, ...]
    priority: Priority
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """What `Generation.requested` keeps."""
        return {
            "model": self.engine_model.model_id,
            "aspect_ratio": self.aspect_ratio,
            "resolution": self.resolution,
            "response_modality": self.response_modality,
            "google_search_enabled": self.google_search_enabled,
            "person_generation": self.person_generation,
            "reference_image_ids": [image.pk for image in self.references],
            "notes": list(self.notes),
        }


def resolve(request: GenerationRequest, *, by: AbstractBaseUser, index: int = 0) -> ResolvedRequest:
    """The request with every default filled in; raises RequestRefused with all that is wrong."""
    return Resolver(by).resolve(request, index=index)


def resolve_all(
    requests: Sequence[GenerationRequest], *, by: AbstractBaseUser
) -> list[ResolvedRequest]:
    """As `resolve`, for a list; the first one that cannot be drawn refuses them all."""
    resolver = Resolver(by)
    return [resolver.resolve(request, index=index) for index, request in enumerate(requests)]


class Resolver:
    """Resolves the requests of one person; a model that many of them name is looked up once."""

    def __init__(self, by: AbstractBaseUser) -> None:
        self._by = by
        self._defaults = Defaults(by)
        self._choices: dict[str, _Choice] = {}

    def resolve(self, request: GenerationRequest, *, index: int = 0) -> ResolvedRequest:
        choice = self._choice(request.model)
        references = _references(request.reference_image_ids, self._by)
        problems = [*choice.problems, *_problems_of_words(request)]
        if choice.engine_model is not None:
            problems += _problems_of_model(request, choice.engine_model)
        if len(references) != len(set(request.reference_image_ids)):
            message = "One of these reference images is not in your gallery."
            problems.append(Problem("reference_image_ids", message))
        if problems or choice.engine_model is None:
            raise RequestRefused(problems, index)
        return self._filled_in(request, choice.engine_model, references, choice.notes)

    def _choice(self, name: str) -> _Choice:
        if name not in self._choices:
            self._choices[name] = self._choose(name)
        return self._choices[name]

    def _choose(self, name: str) -> _Choice:
        asked = EngineModel.objects.named(name) if name else self._defaults.engine_model
        if asked is not None:
            return _choice_of(asked)
        message = f"There is no model “{name}”. Choose one of those offered."
        return _Choice(None, problems=(Problem("model", message),))

    def _filled_in(
        self,
        request: GenerationRequest,
        model: EngineModel,
        references: tuple[Image, ...],
        notes: tuple[str, ...],
    ) -> ResolvedRequest:
        defaults, grounded = self._defaults, request.google_search_enabled
        return ResolvedRequest(
            prompt=request.prompt.strip(),
            name=request.name.strip(),
            engine_model=model,
            aspect_ratio=request.aspect_ratio or defaults.aspect_ratio(model),
            resolution=request.resolution or defaults.resolution(model),
            response_modality=request.response_modality or defaults.response_modality,
            google_search_enabled=defaults.google_search(model) if grounded is None else grounded,
            person_generation=request.person_generation or defaults.person_generation,
            count=request.count,
            references=references,
            priority=request.priority,
            notes=notes,
        )


@dataclass(frozen=True, slots=True)
class _Choice:
    """The model that a name stands for today, with what is to be told about it."""

    engine_model: EngineModel | None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _choice_of(asked: EngineModel) -> _Choice:
    """The row itself, its successor where it is retired."""
    if not asked.retired:
        return _Choice(asked)
    successor = asked.replacement
    if successor is None or successor.retired:
        message = f"{asked.label} has been switched off and has no successor. Choose another model."
        return _Choice(None, problems=(Problem("model", message, "model_retired"),))
    note = f"{asked.label} has been switched off: {successor.label} draws instead."
    return _Choice(successor, notes=(note,))


def _references(ids: tuple[int, ...], by: AbstractBaseUser) -> tuple[Image, ...]:
    """The person's own pictures of these ids, in the order given; others are left out."""
    if not ids:
        return ()
    found = Image.objects.visible_to(by).in_bulk(list(ids))
    return tuple(found[pk] for pk in dict.fromkeys(ids) if pk in found)


def _problems_of_words(request: GenerationRequest) -> list[Problem]:
    return [
        *_problems_of_prompt(request.prompt),
        *_problems_of_name(request.name),
        *_problems_of_choices(request),
    ]


def _problems_of_prompt(prompt: str) -> Iterator[Problem]:
    if not prompt.strip():
        yield Problem("prompt", "Describe the picture first.")
    elif len(prompt) > MAX_PROMPT_CHARACTERS:
        over = len(prompt) - MAX_PROMPT_CHARACTERS
        message = f"The prompt is {over:,} characters too long; {MAX_PROMPT_CHARACTERS:,} fit."
        yield Problem("prompt", message, "prompt_too_long")
    elif _is_unstorable(prompt):
        yield Problem("prompt", "The prompt holds a character that cannot be stored. Remove it.")


def _problems_of_name(name: str) -> Iterator[Problem]:
    if len(name) > MAX_NAME_CHARACTERS:
        yield Problem("name", f"A name has up to {MAX_NAME_CHARACTERS} characters.")
    elif _is_unstorable(name):
        yield Problem("name", "The name holds a character that cannot be stored. Remove it.")


def _is_unstorable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and no database a lone surrogate."""
    return any(mark == "\0" or 0xD800 <= ord(mark) <= 0xDFFF for mark in text)


def _problems_of_choices(request: GenerationRequest) -> Iterator[Problem]:
    if not 1 <= request.count <= MAX_COUNT:
        yield Problem("count", f"Choose between 1 and {MAX_COUNT} pictures.")
    if request.response_modality not in {"", *ResponseModality.values}:
        yield Problem("response_modality", "Choose IMAGE or TEXT_IMAGE.")
    if request.person_generation not in {"", *PersonGeneration.values}:
        yield Problem("person_generation", "Choose dont_allow, allow_adult or allow_all.")


def _problems_of_model(request: GenerationRequest, model: EngineModel) -> Iterator[Problem]:
    """What this model's row lacks of what was asked."""
    if request.aspect_ratio and request.aspect_ratio not in model.ratios:
        offered = ", ".join(model.ratios)
        message = f"{model.label} does not draw {request.aspect_ratio}. It draws {offered}."
        yield Problem("aspect_ratio", message)
    if request.resolution and request.resolution not in model.sizes:
        offered = ", ".join(model.sizes) or "one size only"
        message = f"{model.label} has no {request.resolution}. It has {offered}."
        yield Problem("resolution", message)
    if request.google_search_enabled and model.grounding == Grounding.NONE:
        yield Problem("google_search_enabled", f"{model.label} cannot use Google Search.")
    if len(request.reference_image_ids) > model.max_references:
        message = f"{model.label} takes {model.max_references} reference images at most."
        yield Problem("reference_image_ids", message)
