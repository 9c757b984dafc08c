"""What each tool takes, to the letter, and how amounts and unknown names are spoken of."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gallery.api.wire import Id, Text

MAX_TOKENS = 480  # the tool's own; models take more

Ratio = Literal["1:1", "3:4", "4:3", "9:16", "16:9"]
Size = Literal["1K", "2K", "4K"]
People = Literal["dont_allow", "allow_adult", "allow_all"]
Words = Annotated[Text, Field(min_length=1, max_length=16_000)]


class Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Drawing(Parameters):
    aspect_ratio: Ratio = "1:1"
    image_size: Size = "2K"


class GenerateImage(Drawing):
    prompt: Words = Field(description=f"What to draw, in English, up to {MAX_TOKENS} tokens")
    person_generation: People = "allow_adult"


class EditImage(Parameters):
    image_id: Id = Field(description="The picture to change; it stays, the result is a new one")
    prompt: Words = Field(description="What is to change, in English")
    image_size: Size = "2K"
    reference_image_ids: list[Id] = Field(
        [], max_length=13, description="Pictures that the change is shown by"
    )


class DescribeImage(Parameters):
    image_id: Id
    question: Text = Field("", max_length=1000, description="What to tell; empty: everything")


class ListImages(Parameters):
    query: Text = Field("", max_length=500, description="Words of prompt, description and tags")
    limit: int = Field(20, ge=1, le=50)
    cursor: Text = Field("", max_length=60, description="`next_cursor` of the answer before")


class GetImage(Parameters):
    image_id: Id


class EstimateCost(Drawing):
    prompt: Words = "a picture"
    count: int = Field(1, ge=1, le=10)


class RestGenerateImage(GenerateImage):
    """What the REST door takes beside the advertised parameters."""

    prompt: Words = Field(examples=["A red kettle on a windowsill, morning light"])
    idempotency_key: Text = Field("", max_length=200, pattern=r"^[!-~]*$")
    session_id: Id | None = Field(None, description="Files the picture there, which keeps it")
    on_long_prompt: Literal["error", "condense"] = "error"
    on_foreign_prompt: Literal["translate", "as_is"] = "translate"
    dry_run: bool = Field(False, description="The price and nothing else")


def tool_usd(amount: Decimal) -> str:
    """A tool's amounts have three places."""
    return format(amount.quantize(Decimal("0.001"), ROUND_HALF_UP), "f")


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """As it is advertised: without the titles that a library makes up."""
    schema: dict[str, Any] = _untitled(model.model_json_schema())
    return schema


def _untitled(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _untitled(each)
        for name, each in schema.items()
        if not (name == "title" and isinstance(each, str))
    }
