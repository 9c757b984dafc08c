from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.utils import timezone
from ninja import Router
from pydantic import Field

from gallery.api.paging import Page
from gallery.api.wire import Answer, Money
from gallery.request import Request
from studio import catalogue, estimating, pricing
from studio.availability import availability
from studio.models import EngineModel, Price

router = Router(tags=["Studio"])


class PriceAnswer(Answer):
    """Rates are US dollars per million tokens, as read on a day."""

    read_on: date
    source: str
    input_usd: Money
    text_output_usd: Money
    image_output_usd: Money
    search_query_usd: Money
    per_image_usd: dict[str, Money] = Field(
        description="At most, for a short prompt without references, by resolution",
        examples=[{"1K": "0.06720", "2K": "0.10100"}],
    )

    @classmethod
    def of(cls, price: Price) -> Self:
        rates = estimating.rates_from(price)
        each = {size: _upper_usd(rates, size) for size in rates.tokens_per_image}
        return cls(
            read_on=price.read_on,
            source=price.source,
            input_usd=price.input_usd,
            text_output_usd=price.text_output_usd,
            image_output_usd=price.image_output_usd,
            search_query_usd=price.search_query_usd,
            per_image_usd=each,
        )


class ModelAnswer(Answer):
    id: str
    label: str
    tagline: str
    tier: str
    aliases: list[str]
    is_default: bool
    resolutions: list[str] = Field(description="Empty where the model takes no size")
    default_resolution: str
    aspect_ratios: list[str]
    default_aspect_ratio: str
    pixels: dict[str, dict[str, list[int]]] = Field(
        description="Width and height by aspect ratio and resolution",
        examples=[{"16:9": {"1K": [1376, 768]}}],
    )
    max_references: int
    thinks: bool
    grounding: str = Field(description="none, web, or web_and_images")
    typical_s: int = Field(description="How long a picture of 1K usually takes")
    price: PriceAnswer | None
    deprecated_on: date | None
    shutdown_on: date | None
    retired: bool
    replacement: str | None = Field(description="The id of the model that draws in its place")

    @classmethod
    def of(cls, model: EngineModel, *, default: EngineModel, today: date) -> Self:
        """Wants prices and replacement fetched."""
        known = [price for price in model.prices.all() if price.read_on <= today]
        same_name = (
            "label tagline tier aliases max_references thinks grounding typical_s pixels "
            "deprecated_on shutdown_on retired"
        )
        facts: dict[str, Any] = {name: getattr(model, name) for name in same_name.split()}
        return cls(
            id=model.model_id,
            is_default=model == default,
            resolutions=model.sizes,
            default_resolution=model.default_size,
            aspect_ratios=model.ratios,
            default_aspect_ratio=model.default_ratio,
            price=PriceAnswer.of(max(known, key=lambda price: price.read_on)) if known else None,
            replacement=model.replacement.model_id if model.replacement else None,
            **facts,
        )


class StatusAnswer(Answer):
    available: bool = Field(description="Whether this person can make pictures now")
    demo: bool = Field(description="Whether a local simulator draws them")
    message: str


@router.get("/models", response=Page[ModelAnswer], summary="The model catalogue")
def models(request: Request) -> object:
    """Retired ones too, each with the model that draws in its place; all on one page."""
    default, today = catalogue.default_model(), timezone.now().date()
    rows = EngineModel.objects.select_related("replacement").prefetch_related("prices")
    items = [ModelAnswer.of(model, default=default, today=today) for model in rows]
    return {"items": items, "next": None}


@router.get("/status", response=StatusAnswer, summary="Can pictures be made now")
def status(request: Request) -> StatusAnswer:
    found = availability(request.user)
    return StatusAnswer(available=found.available, demo=found.demo, message=found.message)


def _upper_usd(rates: pricing.Rates, size: str) -> Decimal:
    return pricing.estimate_usd(rates, prompt="", size=size)
