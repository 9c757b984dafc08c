"""The plan of a site as a table: a row a slot, what it costs, and what the site does without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from site_builder import opt_ins, planning
from site_builder.models import Quality, Site
from site_builder.opt_ins import OptIn
from site_builder.orchestrating import generating, requests
from site_builder.planning import Requirement, Skip
from site_builder.slots import SiteSlots, SlotState
from studio import spending
from studio.estimating import Estimate, estimate_of, prices_usd
from studio.ledger import month_of
from studio.models import Status
from studio.requesting import RequestRefused
from studio.standing import available_usd
from studio.wording import counted, shortened, usd

REASONS: Mapping[str, str] = {
    "logo_never": "Logos stay as type, or your own file.",
    "person_never": "No invented faces beside quotations.",
    "map_factual": "A map shows facts. The address and a link to directions stand there.",
    "regulated_claims": opt_ins.REGULATED,
    "opt_in_off": "Portraits are off: initials stand there.",
    "not_requested": "Pictures are switched off in this section.",
    "variant_without_image": "This variant shows no pictures.",
    "owner_off": "You want no picture here.",
    "over_component_cap": "More than this section takes.",
    "site_cap": "Beyond the limit of pictures of this site.",
    "unknown_component": "Not in the catalogue, so it is left out of the site.",
}
_WORDS = {
    "image": "Picture",
    "backgroundImage": "Background",
    "posterImage": "Poster",
    "beforeImage": "before",
    "afterImage": "after",
}
_RANKS = {"critical": 1, "important": 2, "nice-to-have": 3}
_PRIORITIES = {"critical": "Critical", "important": "Important", "nice-to-have": "Nice to have"}


@dataclass(frozen=True, slots=True)
class Row:
    """One slot.  `prompt` is what the field shows; `price_usd` None where none is known."""

    state: SlotState
    what: str
    price_usd: Decimal | None
    prompt: str
    error: str = ""

    @property
    def requirement(self) -> Requirement:
        return self.state.requirement

    @property
    def key(self) -> str:
        return self.state.key

    @property
    def id(self) -> str:
        return f"slot-{self.requirement.sequence}"

    @property
    def name(self) -> str:
        return f"{self.requirement.component_id} {self.what}"

    @property
    def subject(self) -> str:
        """What sets this picture apart from the others: the owner's words, or what it shows."""
        own = self.state.row.prompt_override if self.state.row else ""
        words = shortened(own or self.requirement.subject)
        return words[:1].upper() + words[1:]

    @property
    def rank(self) -> int:
        return _RANKS[self.requirement.priority]

    @property
    def priority(self) -> str:
        return _PRIORITIES[self.requirement.priority]

    @property
    def price(self) -> str:
        return "unknown" if self.price_usd is None else usd(self.price_usd)

    @property
    def is_to_do(self) -> bool:
        return self.state.status in generating.TO_DO

    @property
    def token(self) -> str:
        """What the page shows of it, but for its price."""
        marks = f"{self.state.is_stale:d}{self.is_own:d}{self.state.is_included:d}"
        return f"{self.requirement.sequence}:{self.state.status}:{marks}"

    @property
    def is_own(self) -> bool:
        """The owner's words stand in place of the planned ones."""
        return bool(self.state.row and self.state.row.prompt_override)

    @property
    def is_lazy(self) -> bool:
        return self.requirement.stage == generating.LAZY


@dataclass(frozen=True, slots=True)
class SkipLine:
    component_id: str
    slots: int
    words: str


class PlanTable:
    """Drawn by `site_builder/plan.html`; `typed` and `errors` by slot key, from a refused form."""

    def __init__(
        self,
        site: Site,
        found: SiteSlots,
        *,
        by: AbstractBaseUser,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> None:
        self.site = site
        self.found = found
        self.by = by
        self._typed = typed or {}
        self._errors = errors or {}

    @property
    def revision(self) -> int:
        return self.found.plan.spec.revision

    @cached_property
    def rows(self) -> list[Row]:
        prices = self._prices
        totals = Counter(_list_of(state.requirement) for state in self.found.states)
        return [
            Row(
                state=state,
                what=_what(state.requirement, totals),
                price_usd=prices[index] if prices else None,
                prompt=self._typed.get(state.key, state.requirement.prompt),
                error=self._errors.get(state.key, ""),
            )
            for index, state in enumerate(self.found.states)
        ]

    @cached_property
    def _prices(self) -> list[Decimal]:
        """None at all where the catalogue cannot price one."""
        asked = [state.requirement for state in self.found.states]
        try:
            return prices_usd(requests.resolved(asked, by=self.by))
        except RequestRefused:
            return []

    # --- What Generate would ask for

    @cached_property
    def now(self) -> Estimate | None:
        return self._estimate([row for row in self._to_do if not row.is_lazy])

    @cached_property
    def all(self) -> Estimate | None:
        return self._estimate(self._to_do)

    @cached_property
    def hd(self) -> Estimate | None:
        """All of it in the tier that is not the site's."""
        return self._estimate(self._to_do, quality=Quality.FLASH if self.is_hd else Quality.PRO)

    @property
    def _to_do(self) -> list[Row]:
        return [row for row in self.rows if row.is_to_do and row.state.is_included]

    @property
    def is_hd(self) -> bool:
        return bool(self._policy.get("quality") == Quality.PRO)

    @property
    def later(self) -> int:
        """How many wait until their section is scrolled to."""
        return sum(row.is_lazy for row in self._to_do)

    @property
    def made_of(self) -> str:
        """ "3 Pro 2K, 4 Flash 1K"."""
        tiers = Counter(
            f"{row.requirement.quality.capitalize()} {row.requirement.size}" for row in self._to_do
        )
        return ", ".join(f"{count} {tier}" for tier, count in sorted(tiers.items(), reverse=True))

    @property
    def total(self) -> str:
        return usd(self.all.cost_usd) if self.all else ""

    @property
    def now_price(self) -> str:
        return usd(self.now.cost_usd) if self.now else ""

    @property
    def hd_words(self) -> str:
        """The price before and after the switch."""
        if self.all is None or self.hd is None:
            return ""
        return f"{usd(self.all.cost_usd)} → {usd(self.hd.cost_usd)}"

    @cached_property
    def budget(self) -> str:
        if self.all is None:
            return ""
        if sentence := spending.of_budget(self.all, by=self.by):
            return sentence
        now = timezone.now()
        left = available_usd(self.by.pk, month_of(now))
        return "" if left is None else f"{usd(left)} left in {now:%B}."

    def _estimate(self, rows: Sequence[Row], *, quality: str = "") -> Estimate | None:
        asked = [self._in(row.requirement, quality) for row in rows]
        try:
            return estimate_of(requests.resolved(asked, by=self.by)) if asked else None
        except RequestRefused:
            return None

    def _in(self, requirement: Requirement, quality: str) -> Requirement:
        if not quality:
            return requirement
        size = planning.size_of(quality, self._policy.get("size", ""))
        return replace(requirement, quality=quality, size=size)

    # --- Words about the plan

    @property
    def headline(self) -> str:
        sections = len({row.key.rpartition("/")[0] for row in self.rows})
        return f"{counted(len(self.rows), 'image')} for {counted(sections, 'section')}"

    @property
    def stale(self) -> list[Row]:
        return [row for row in self.rows if row.state.is_stale]

    @property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if row.state.status == Status.FAILED]

    @property
    def provided(self) -> str:
        count = self.found.plan.plan.provided
        stay = "stays as it is" if count == 1 else "stay as they are"
        return f"{counted(count, 'picture')} of your own {stay}." if count else ""

    @property
    def skips(self) -> list[SkipLine]:
        return [_line(skip) for skip in self.found.plan.plan.skips]

    @property
    def wishes(self) -> list[OptIn]:
        return opt_ins.of(self.found.plan.document, self.found.plan.plan.industry)

    @property
    def _policy(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.found.plan.document.get("imagePolicy", {})
        return found


def _list_of(requirement: Requirement) -> tuple[str, str]:
    """The placement and the list that the picture is one of."""
    start, _, path = requirement.slot_key.rpartition("/")
    return start, path.partition(".")[0]


def _what(requirement: Requirement, totals: Mapping[tuple[str, str], int]) -> str:
    """ "Background", "2 of 3", "1 of 2, before"."""
    _, _, path = requirement.slot_key.rpartition("/")
    _, *rest = path.split(".")
    if not rest:
        return _WORDS.get(path, path)
    total = totals[_list_of(requirement)]
    is_pair = rest[-1] in ("beforeImage", "afterImage")
    number = f"{int(rest[0]) + 1} of {max(total // 2 if is_pair else total, int(rest[0]) + 1)}"
    return f"{number}, {_WORDS[rest[-1]]}" if is_pair else number


def _line(skip: Skip) -> SkipLine:
    return SkipLine(skip.component_id, skip.slots, REASONS[skip.reason])
