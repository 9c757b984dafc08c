"""What people may ask of the studio over the API, and the requests that this makes."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from gallery.api.paging import PageParameters
from gallery.api.wire import Body, Id, Text
from sessions_app.memories.context import MAX_MEMORIES
from studio.models import MAX_NAME_CHARACTERS, Priority, Status
from studio.prompting import MAX_NOTE_CHARACTERS, Reference
from studio.requesting import MAX_COUNT, MAX_PROMPT_CHARACTERS, GenerationRequest

_REFERENCES = {"reference_image_ids", "references"}
PresetWord = Literal[
    "infographic",
    "key_insights",
    "tips",
    "quote_card",
    "workflow",
    "timeline",
    "comparison",
    "summary_card",
    "free",
]
PriorityWord = Literal["critical", "important", "nice-to-have"]
Prompt = Annotated[
    Text, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_PROMPT_CHARACTERS})
]


class ReferenceBody(Body):
    """A reference image and what it is there for; the model is told both."""

    image_id: Id
    role: Literal["style", "person", "product", "object", "composition"] | None = None
    note: Text = Field("", max_length=MAX_NOTE_CHARACTERS, examples=["the blue bottle"])

    def reference(self) -> Reference:
        return Reference(image_id=self.image_id, role=self.role or "", note=self.note)


class Settings(Body):
    """How a picture is drawn; what is left out or null is the person's or the model's default."""

    model: Text | None = Field(
        None, max_length=80, description="A model's id, alias or tier", examples=["flash"]
    )
    aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    response_modality: Literal["TEXT_IMAGE", "IMAGE"] | None = None
    google_search_enabled: bool | None = None
    person_generation: Literal["dont_allow", "allow_adult", "allow_all"] | None = None
    count: int | None = Field(None, ge=1, le=MAX_COUNT, description="1 where it is left out")
    include_thoughts: bool | None = Field(
        None, description="Keeps what the model thought, for models that think"
    )
    reference_image_ids: list[Id] | None = Field(None, max_length=14)
    references: list[ReferenceBody] | None = Field(
        None, max_length=14, description="Instead of `reference_image_ids`, in this order"
    )
    priority: PriorityWord | None = None

    def said(self) -> dict[str, Any]:
        """The settings that were named, ready for a `GenerationRequest`."""
        named: dict[str, Any] = self.model_dump(
            include=set(Settings.model_fields), exclude_none=True
        )
        if "priority" in named:
            named["priority"] = Priority.from_word(named["priority"])
        if "reference_image_ids" in named:
            named["reference_image_ids"] = tuple(named["reference_image_ids"])
        if self.references is not None:
            named["references"] = tuple(each.reference() for each in self.references)
        return named

    def said_over(self, shared: dict[str, Any]) -> dict[str, Any]:
        """These settings before the shared ones; own references take the place of all others."""
        own = self.said()
        if _REFERENCES & own.keys():
            shared = {name: value for name, value in shared.items() if name not in _REFERENCES}
        return shared | own


class GenerateBody(Settings):
    prompt: Prompt = Field(examples=["A red kettle on a windowsill, morning light"])
    session_id: Id | None = Field(None, description="Files the pictures in that session")
    memory_ids: list[Id] | None = Field(
        None, max_length=MAX_MEMORIES, description="Memories that go along as reference data"
    )
    preset: PresetWord | None = Field(None, description="What shape the answer takes")
    context_hash: Text | None = Field(
        None,
        max_length=64,
        description="From the preview: 409 where other words would be sent than were shown",
    )

    def requests(self) -> list[GenerationRequest]:
        asked = GenerationRequest(
            prompt=self.prompt,
            memory_ids=tuple(dict.fromkeys(self.memory_ids or ())),
            preset=self.preset or "",
            context_hash=self.context_hash,
            **self.said(),
        )
        return [asked]

    def pointer(self, index: int, field: str) -> str:
        """Where the problem that `requesting` found in a field stands in what was sent."""
        return f"/{field}" if field else ""


class PromptItem(Settings):
    prompt: Prompt
    name: Text = Field("", max_length=MAX_NAME_CHARACTERS, examples=["Kettle, front"])


def _as_item(prompt: Any) -> Any:
    """A bare string is a prompt without settings of its own."""
    return {"prompt": prompt} if isinstance(prompt, str) else prompt


class BatchBody(Settings):
    prompts: list[
        Annotated[PromptItem, BeforeValidator(_as_item, json_schema_input_type=str | PromptItem)]
    ] = Field(
        min_length=1,
        max_length=1000,
        examples=[["A red kettle", {"prompt": "A blue kettle", "aspect_ratio": "16:9"}]],
    )
    name: Text = Field("", max_length=200, examples=["Kettles"])
    session_id: Id | None = Field(None, description="Files the pictures in that session")

    def requests(self) -> list[GenerationRequest]:
        """One for each prompt: its own settings before those of the whole batch."""
        shared = {"priority": Priority.NICE_TO_HAVE} | self.said()
        return [
            GenerationRequest(prompt=item.prompt, name=item.name, **item.said_over(shared))
            for item in self.prompts
        ]

    def pointer(self, index: int, field: str) -> str:
        """The item's own field where it named one, else the batch's that it took over."""
        item = f"/prompts/{index}"
        if field == "prompts" or index >= len(self.prompts):
            return "/prompts"
        if not field:
            return item
        named_by_all = getattr(self, field, None) is not None
        named_by_item = getattr(self.prompts[index], field) is not None
        return f"/{field}" if named_by_all and not named_by_item else f"{item}/{field}"


def _kind(body: Any) -> str:
    return "(batch)" if isinstance(body, dict) and "prompts" in body else "(generate)"


# The tags are in brackets so that pointers to what is wrong can leave them out.
EstimateBody = Annotated[
    Annotated[GenerateBody, Tag("(generate)")] | Annotated[BatchBody, Tag("(batch)")],
    Discriminator(_kind),
]


class GenerationFilters(PageParameters):
    status: Status | None = None
    batch_id: Id | None = None
    session_id: Id | None = None
