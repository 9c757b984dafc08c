"""Cheaper ways to the same picture: another model, a smaller size.  All by the price rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from studio import pricing
from studio.estimating import Pricer, rates_of
from studio.models import EngineModel, Grounding
from studio.requesting import RequestRefused, ResolvedRequest
from studio.wording import usd

DRAFT_SHARE = Decimal("0.5")  # of the price; what saves less is not worth a word


@dataclass(frozen=True, slots=True)
class Way:
    """`cost_usd` is that of all pictures of the request."""

    engine_model: EngineModel
    resolution: str
    cost_usd: Decimal
    keeps_size: bool

    @property
    def label(self) -> str:
        """ "Flash", or "Flash 1K" where the size is another one."""
        size = "" if self.keeps_size else self.resolution
        return f"{self.engine_model.short_label} {size}".strip()

    @property
    def price(self) -> str:
        return usd(self.cost_usd)

    @property
    def choice(self) -> str:
        """What the composer's form takes to go this way."""
        return f"{self.engine_model.model_id} {self.resolution}".strip()


def ways(request: ResolvedRequest) -> list[Way]:
    """Every offered model and size that draws it for less, the dearest first."""
    pricer = Pricer()
    asked_usd = pricer.price_usd(request)
    found = []
    for model in EngineModel.objects.offered():
        for size in model.sizes or [""]:
            if _can_draw(model, request) and (each_usd := _price(pricer, request, model, size)):
                way = Way(model, size, each_usd * request.count, size == request.resolution)
                found += [way] if each_usd < asked_usd else []
    return sorted(found, key=lambda way: (-way.cost_usd, not way.keeps_size))


def least_usd() -> Decimal:
    """What the cheapest picture of all costs, its words aside; 0 where no price is known."""
    pictures = [
        pricing.estimate_usd(rates, prompt="", size=size)
        for model in EngineModel.objects.offered()
        if (rates := _rates(model)) is not None
        for size in rates.tokens_per_image
    ]
    return min(pictures, default=Decimal(0))


def within(request: ResolvedRequest, available_usd: Decimal) -> Way | None:
    """What comes nearest to the request for the money that is left; None where nothing does."""
    return next((way for way in ways(request) if way.cost_usd <= available_usd), None)


def hint(request: ResolvedRequest, cost_usd: Decimal) -> str:
    """A sentence on getting more for the money, or a draft for less; "" where none helps."""
    if larger := _larger_size(request):
        return f"{larger} costs the same as {request.resolution}."
    cheapest = ways(request)[-1:]
    if cheapest and cheapest[0].cost_usd <= cost_usd * DRAFT_SHARE:
        return f"A draft with {cheapest[0].label} costs {usd(cheapest[0].cost_usd)}."
    return ""


def _larger_size(request: ResolvedRequest) -> str:
    """The largest size of the same model at no more than the price of the one chosen."""
    pricer, model = Pricer(), request.engine_model
    if request.resolution not in model.sizes:
        return ""
    asked_usd = pricer.price_usd(request)
    larger = model.sizes[model.sizes.index(request.resolution) + 1 :]
    priced = ((size, _price(pricer, request, model, size)) for size in reversed(larger))
    return next((size for size, each_usd in priced if each_usd and each_usd <= asked_usd), "")


def _price(
    pricer: Pricer, request: ResolvedRequest, model: EngineModel, size: str
) -> Decimal | None:
    """Of one picture; None where no price is known."""
    try:
        return pricer.price_usd(replace(request, engine_model=model, resolution=size))
    except RequestRefused:
        return None


def _rates(model: EngineModel) -> pricing.Rates | None:
    try:
        return rates_of(model)
    except pricing.UnknownPrice:
        return None


def _can_draw(model: EngineModel, request: ResolvedRequest) -> bool:
    return (
        request.aspect_ratio in model.ratios
        and len(request.references) <= model.max_references
        and (not request.google_search_enabled or model.grounding != Grounding.NONE)
        and (not request.include_thoughts or model.thinks)
    )
