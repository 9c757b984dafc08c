"""What requests will cost at most, before anything is spent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from sessions_app.models import WorkSession
from studio import pricing, prompting
from studio.models import EngineModel, Price
from studio.requesting import (
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    resolve_all,
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """`each_usd` is None where the pictures differ in price; `resolved` is what was priced."""

    images: int
    cost_usd: Decimal
    each_usd: Decimal | None
    warnings: tuple[str, ...]
    resolved: tuple[ResolvedRequest, ...]


def estimate(
    requests: Sequence[GenerationRequest],
    *,
    by: AbstractBaseUser,
    work_session: WorkSession | None = None,
) -> Estimate:
    """Raises RequestRefused like a submit would."""
    return estimate_of(resolve_all(requests, by=by, work_session=work_session))


def estimate_of(resolved: Sequence[ResolvedRequest]) -> Estimate:
    """Raises RequestRefused where no price is known."""
    each = prices_usd(resolved)
    notes = dict.fromkeys(note for request in resolved for note in request.notes)
    return Estimate(
        images=sum(request.count for request in resolved),
        cost_usd=sum(
            (usd * one.count for usd, one in zip(each, resolved, strict=True)), Decimal(0)
        ),
        each_usd=each[0] if len(set(each)) == 1 else None,
        warnings=tuple(notes),
        resolved=tuple(resolved),
    )


def prices_usd(resolved: Sequence[ResolvedRequest]) -> list[Decimal]:
    """The upper list price of one picture of each; raises RequestRefused where none is known."""
    pricer = Pricer()
    return [pricer.price_usd(request, index=index) for index, request in enumerate(resolved)]


class Pricer:
    """Prices one request after the other; the rates of a model are looked up once."""

    def __init__(self) -> None:
        self._rates: dict[int, pricing.Rates] = {}

    def price_usd(self, request: ResolvedRequest, *, index: int = 0) -> Decimal:
        """Of one picture of it; raises RequestRefused where no price is known."""
        model = request.engine_model
        try:
            if model.pk not in self._rates:
                self._rates[model.pk] = rates_of(model)
            return _price_usd(request, self._rates[model.pk])
        except pricing.UnknownPrice as error:
            message = f"No price is known for this size of {model.label}, so it is not used."
            raise RequestRefused([Problem("model", message)], index) from error


def _price_usd(request: ResolvedRequest, rates: pricing.Rates) -> Decimal:
    return pricing.estimate_usd(
        rates,
        prompt=prompting.assemble(
            request.said,
            person_generation=request.person_generation,
            references=request.references,
        ),
        size=request.resolution,
        references=request.picture_count + (request.before.pictures if request.before else 0),
        grounded=request.google_search_enabled,
        history_tokens=request.before.words_tokens if request.before else 0,
        draws=request.words is None,
    )


def rates_of(engine_model: EngineModel) -> pricing.Rates:
    """Today's rates; raises UnknownPrice where no price was ever read."""
    price = engine_model.price_on(timezone.now().date())
    if price is None:
        raise pricing.UnknownPrice(engine_model.model_id)
    return rates_from(price)


def rates_from(price: Price) -> pricing.Rates:
    return pricing.Rates(
        input_usd=price.input_usd,
        text_output_usd=price.text_output_usd,
        image_output_usd=price.image_output_usd,
        tokens_per_image=price.tokens_per_image,
        tokens_per_reference=price.tokens_per_reference,
        thinking_allowance_tokens=price.thinking_allowance_tokens,
        search_query_usd=price.search_query_usd,
        search_queries_allowance=price.search_queries_allowance,
    )
