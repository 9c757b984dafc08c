"""What a list of prompts would make and cost, row by row, with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from studio.estimating import Estimate, Pricer
from studio.listing import MAX_PICTURES, Item, Listing
from studio.models import EngineModel, Grounding, Priority
from studio.requesting import GenerationRequest, Problem, RequestRefused, ResolvedRequest, Resolver


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One prompt of the list; where it cannot be drawn, `problems` tell why."""

    number: int
    prompt: str = ""
    name: str = ""
    request: GenerationRequest | None = None
    resolved: ResolvedRequest | None = None
    each_usd: Decimal = Decimal(0)
    problems: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return self.resolved.count if self.resolved else 0

    @property
    def cost_usd(self) -> Decimal:
        return self.each_usd * self.count


@dataclass(frozen=True)
class Preview:
    """The rows in the list's order; `problems` are those of the list as a whole."""

    unit: str  # what the list calls a row
    rows: Sequence[Row] = ()
    problems: Sequence[str] = ()

    @cached_property
    def bad_numbers(self) -> list[int]:
        """Of the rows with a problem; choices that came of one row count once."""
        return list(dict.fromkeys(row.number for row in self.rows if row.problems))

    @cached_property
    def images(self) -> int:
        return sum(row.count for row in self.rows)

    @cached_property
    def cost_usd(self) -> Decimal:
        return sum((row.cost_usd for row in self.rows), Decimal(0))

    @property
    def notes(self) -> list[str]:
        """What is drawn otherwise than it was said, each once."""
        told = (note for row in self.rows if row.resolved for note in row.resolved.notes)
        return list(dict.fromkeys(told))

    @property
    def estimate(self) -> Estimate:
        """What a submit of it would cost."""
        resolved = tuple(row.resolved for row in self.rows if row.resolved)
        return Estimate(self.images, self.cost_usd, None, tuple(self.notes), resolved)

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not self.problems and not self.bad_numbers

    @property
    def requests(self) -> list[GenerationRequest]:
        return [row.request for row in self.rows if row.request]


def preview(listing: Listing, *, defaults: GenerationRequest, by: AbstractBaseUser) -> Preview:
    """What a row leaves out is taken from `defaults`, as far as the row's model has it."""
    whole = [fault.message for fault in listing.faults if not fault.number]
    wrong: dict[int, list[str]] = {}
    for fault in listing.faults:
        wrong.setdefault(fault.number, []).append(fault.message)
    items = [] if whole else listing.items
    reader = _Reader(defaults, by)
    rows = [reader.row(item, tuple(wrong.pop(item.number, ()))) for item in items]
    wrong.pop(0, None)
    rows += [Row(number=number, problems=tuple(said)) for number, said in wrong.items()]
    rows.sort(key=lambda row: row.number)
    found = Preview(listing.unit, rows, whole)
    return replace(found, problems=[*whole, *_too_many(found)])


def _too_many(found: Preview) -> Sequence[str]:
    if found.images <= MAX_PICTURES:
        return ()
    return [f"The list makes {found.images:,} pictures; {MAX_PICTURES:,} fit into one batch."]


class _Reader:
    """Makes rows of items; models and prices that many of them share are looked up once."""

    def __init__(self, defaults: GenerationRequest, by: AbstractBaseUser) -> None:
        self._defaults = defaults
        self._resolver = Resolver(by)
        self._pricer = Pricer()

    def row(self, item: Item, faults: tuple[str, ...]) -> Row:
        row = Row(number=item.number, prompt=item.prompt, name=item.name, problems=faults)
        try:
            request = self._request(item)
            resolved = self._resolver.resolve(request)
            each_usd = self._pricer.price_usd(resolved)
        except RequestRefused as refused:
            said = tuple(problem.message for problem in refused.problems)
            return replace(row, problems=(*faults, *said))
        if faults:
            return row
        return replace(row, request=request, resolved=resolved, each_usd=each_usd)

    def _request(self, item: Item) -> GenerationRequest:
        """The row's own words before the defaults; raises RequestRefused."""
        said: dict[str, Any] = {
            name: value
            for name in ("model", "aspect_ratio", "resolution", "count")
            if (value := getattr(item, name)) not in ("", None)
        }
        if item.priority:
            said["priority"] = _priority(item.priority)
        defaults = self._defaults
        if item.model and (model := self._resolver.model_of(item.model)):
            defaults = _as_far_as(model, defaults)
        return replace(defaults, prompt=item.prompt, name=item.name, **said)


def _priority(word: str) -> Priority:
    if word not in Priority.labels:
        message = f"There is no priority “{word}”. Choose one of {', '.join(Priority.labels)}."
        raise RequestRefused([Problem("priority", message)])
    return Priority.from_word(word)


def _as_far_as(model: EngineModel, wished: GenerationRequest) -> GenerationRequest:
    """A default is a wish: what the row's own model lacks of it is left to the model."""
    return replace(
        wished,
        aspect_ratio=wished.aspect_ratio if wished.aspect_ratio in model.ratios else "",
        resolution=wished.resolution if wished.resolution in model.sizes else "",
        google_search_enabled=wished.google_search_enabled and model.grounding != Grounding.NONE,
    )
