"""A request as a person makes it, as a model can draw it, and as it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gallery.models import Source
from sessions_app.memories.context import Context
from studio.editing.plans import KEY as EDIT
from studio.editing.plans import Plan
from studio.models import EngineModel, Kind, Priority
from studio.prompting import Reference, with_context
from studio.sketches.plans import KEY as SKETCH
from studio.sketches.plans import SketchPlan

# Under which names `Generation.requested` keeps them.
WORDS, BEFORE = "words", "before"
SOURCE = "source"  # in `Generation.requested`


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
    include_thoughts: bool | None = None
    reference_image_ids: tuple[int, ...] = ()
    references: tuple[Reference, ...] = ()  # instead of bare ids
    memory_ids: tuple[int, ...] = ()
    preset: str = ""
    context_hash: str | None = None  # of the preview that the person saw; None: they saw none
    priority: Priority = Priority.IMPORTANT
    source: Source | None = None  # of the picture, where it is told apart from what people ask

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


class ContextChanged(RequestRefused):
    """The memories are not those of the preview any more; `context` is what would be sent."""

    def __init__(self, context: Context, index: int = 0) -> None:
        message = "The memories are not as they were previewed. Look at them again."
        super().__init__([Problem("context_hash", message, "context_changed")], index)
        self.context = context


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """That words are asked for, not a picture; with a JSON schema the words are JSON."""

    system: str = ""
    schema: Mapping[str, Any] | None = None
    temperature: float | None = None

    def as_json(self) -> dict[str, object]:
        return {"system": self.system, "schema": self.schema, "temperature": self.temperature}


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What goes along of a conversation: from which message on, and what that takes.

    `since` is None where nothing goes along.
    """

    since: int | None = None
    words_tokens: int = 0
    pictures: int = 0

    def as_json(self) -> dict[str, object]:
        return {"since": self.since, "tokens": self.words_tokens, "pictures": self.pictures}


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
    context: Context | None = None  # memories and preset
    words: Words | None = None  # where no picture is wanted
    before: Before | None = None  # where it is a turn of a conversation
    source: Source | None = None
    sketch: SketchPlan | None = None  # where it is to become a line drawing

    @property
    def kind(self) -> Kind:
        if self.words is not None:
            return Kind.CHAT
        return Kind.GENERATE if self.edit is None else Kind.EDIT

    @property
    def said(self) -> str:
        """What the model is told."""
        if self.edit is not None:
            return self.edit.instruction
        return with_context(self.prompt, self.context.text if self.context else "")

    @property
    def is_talk(self) -> bool:
        """Whether it is shown in a conversation, or nowhere, and not as a run of its own."""
        return self.words is not None or self.before is not None

    @property
    def memory_ids(self) -> tuple[int, ...]:
        return self.context.memory_ids if self.context else ()

    @property
    def image_ids(self) -> tuple[int, ...]:
        """All pictures that go along, the one to be changed first."""
        changed = () if self.edit is None else (self.edit.image_id,)
        return changed + tuple(each.image_id for each in self.references)

    @property
    def picture_count(self) -> int:
        """How many pictures go along, those that are no pictures of the gallery too."""
        return len(self.image_ids) + (len(self.sketch.references) if self.sketch else 0)

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
            **({SKETCH: self.sketch.as_json()} if self.sketch else {}),
            **(self.context.as_json() if self.context else {}),
            **({WORDS: self.words.as_json()} if self.words else {}),
            **({BEFORE: self.before.as_json()} if self.before else {}),
            **({SOURCE: str(self.source)} if self.source else {}),
        }
