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
from studio.editing.plans import KEY as EDIT
from studio.editing.plans import Plan
from studio.models import (
    MAX_NAME_CHARACTERS,
    EngineModel,
    Grounding,
    Kind,
    PersonGeneration,
    Priority,
    ResponseModality,
)
from studio.prompting import MAX_NOTE_CHARACTERS, ROLES, Reference

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
    include_thoughts: bool = False
    reference_image_ids: tuple[int, ...] = ()
    references: tuple[Reference, ...] = ()  # instead of bare ids
    priority: Priority = Priority.IMPORTANT

    @property
    def pictures(self) -> tuple[Reference, ...]:
        """The reference images in their order, whichever way they were named."""
        plain = (Reference(image_id=pk) for pk in dict.fromkeys(self.reference_image_ids))
        return self.references or tuple(plain)


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
    include_thoughts: bool
    count: int
    references: tuple[Reference, ...]
    priority: Priority
    notes: tuple[str, ...] = ()
    edit: Plan | None = None  # where a picture is to be changed, not made

    @property
    def kind(self) -> Kind:
        return Kind.GENERATE if self.edit is None else Kind.EDIT

    @property
    def said(self) -> str:
        """What the model is told."""
        return self.prompt if self.edit is None else self.edit.instruction

    @property
    def image_ids(self) -> tuple[int, ...]:
        """All pictures that go along, the one to be changed first."""
        changed = () if self.edit is None else (self.edit.image_id,)
        return changed + tuple(each.image_id for each in self.references)

    def as_json(self) -> dict[str, object]:
        """What `Generation.requested` keeps."""
        return {
            "model": self.engine_model.model_id,
            "aspect_ratio": self.aspect_ratio,
            "resolution": self.resolution,
            "response_modality": self.response_modality,
            "google_search_enabled": self.google_search_enabled,
            "person_generation": self.person_generation,
            "include_thoughts": self.include_thoughts,
            "reference_image_ids": [each.image_id for each in self.references],
            "references": [each.as_json() for each in self.references],
            "notes": list(self.notes),
            **({EDIT: self.edit.as_json()} if self.edit else {}),
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
        self._own_images: set[int] = set()  # of those that were asked for so far

    def model_of(self, name: str) -> EngineModel | None:
        """The row that draws for the name; None where none does."""
        return self._choice(name).engine_model

    def resolve(self, request: GenerationRequest, *, index: int = 0) -> ResolvedRequest:
        choice = self._choice(request.model)
        problems = [*choice.problems, *_problems_of_words(request)]
        if choice.engine_model is not None:
            problems += _problems_of_model(request, choice.engine_model)
        problems += self._problems_of_references(request)
        if problems or choice.engine_model is None:
            raise RequestRefused(problems, index)
        return self._filled_in(request, choice.engine_model, choice.notes)

    def _problems_of_references(self, request: GenerationRequest) -> Iterator[Problem]:
        yield from _problems_of_references(request)
        wanted = {each.image_id for each in request.pictures}
        if unknown := wanted - self._own_images:
            own = Image.objects.visible_to(self._by).filter(pk__in=unknown)
            self._own_images.update(own.values_list("pk", flat=True))
        if not wanted <= self._own_images:
            message = "One of these reference images is not in your gallery."
            yield Problem(_field_of_references(request), message)

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
            include_thoughts=request.include_thoughts,
            count=request.count,
            references=request.pictures,
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
    if request.include_thoughts and not model.thinks:
        yield Problem("include_thoughts", f"{model.label} does not think before it draws.")
    if len(request.pictures) > model.max_references:
        yield Problem(_field_of_references(request), too_many_references(model))


def too_many_references(model: EngineModel) -> str:
    if not model.max_references:
        return f"{model.label} takes no reference images."
    return f"{model.label} takes {model.max_references} reference images at most."


def _field_of_references(request: GenerationRequest) -> str:
    return "references" if request.references else "reference_image_ids"


def _problems_of_references(request: GenerationRequest) -> Iterator[Problem]:
    said = request.references
    if said and request.reference_image_ids:
        yield Problem("references", "Give reference_image_ids or references, not both.")
    if len({each.image_id for each in said}) < len(said):
        yield Problem("references", "The same picture stands there twice.")
    if any(each.role and each.role not in ROLES for each in said):
        yield Problem("references", f"A reference's role is one of {', '.join(ROLES)}.")
    if any(len(each.note) > MAX_NOTE_CHARACTERS or "\0" in each.note for each in said):
        message = f"A reference's note is plain text of {MAX_NOTE_CHARACTERS} characters at most."
        yield Problem("references", message)
