"""The forms in which things cross the wire: what comes in is strict, what goes out is explicit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

BIGGEST_ID = 2**63 - 1


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL; lone surrogates were refused before, as they are no text at all."""
    if "\0" in text:
        raise PydanticCustomError("unstorable", "This holds a NUL character; remove it.")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Id = Annotated[int, Field(ge=1, le=BIGGEST_ID, examples=[17])]
Money = Annotated[
    Decimal,
    PlainSerializer(lambda usd: format(usd, "f"), return_type=str),
    Field(description="US dollars, a decimal string", examples=["0.067200"]),
]
Seconds = Annotated[float, PlainSerializer(lambda s: round(s, 3), return_type=float)]


class Body(BaseModel):
    """What a request's JSON may hold: these fields, of these types, and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Parameters(BaseModel):
    """What a request's address may hold after the question mark, and nothing else."""

    @model_validator(mode="before")
    @classmethod
    def _know_every_name(cls, values: Any, info: ValidationInfo) -> Any:
        request: HttpRequest | None = (info.context or {}).get("request")
        known = {field.alias or name for name, field in cls.model_fields.items()}
        unknown = set(request.GET) - known if request else set()
        if unknown:
            raise ValidationError.from_exception_data(
                cls.__name__,
                [
                    InitErrorDetails(type="extra_forbidden", loc=(name,), input=None)
                    for name in sorted(unknown)
                ],
            )
        return values


class Answer(BaseModel):
    """What goes out; every field of it, also where it is null."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)
    moving: ClassVar[frozenset[str]] = frozenset()  # fields that time alone changes: of no ETag


def absolute(path: str) -> str:
    """The full address of a page or file of this site."""
    return urljoin(f"{settings.SITE_URL}/", path)


def seconds_between(start: datetime | None, end: datetime | None) -> float | None:
    """None until both are there."""
    return (end - start).total_seconds() if start and end else None
