"""The list of a site's slots beside its preview: every string ready, so that templates only place.

Each row has a token; the page sends back those that it shows, and what has another one now is
drawn again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gallery.models import Image
from site_builder import slots
from site_builder.library import placed_images
from site_builder.models import Quality, Site
from site_builder.orchestrating import pricing
from site_builder.previewing import addresses, own, pictures
from site_builder.previewing.own import OwnSlot
from site_builder.rendering import Picture
from site_builder.slots import PLANNED, SiteSlots, SlotState
from studio import problems, wording
from studio.estimating import Estimate
from studio.models import Status
from studio.requesting import RequestRefused
from studio.views.tallies import Tally, tallies

QUARTERS = 4
_BADGES = {
    PLANNED: "Planned",
    Status.PENDING: "Queued",
    Status.GENERATING: "Generating",
    Status.COMPLETE: "Ready",
    Status.FAILED: "Failed",
    Status.CANCELED: "Canceled",
}
_BACKGROUNDS = ("backgroundImage", "posterImage")


@dataclass(frozen=True, slots=True)
class Row:
    """What `site_builder/_slot_row.html` draws; `picture` is handed on to the frame."""

    number: int
    key: str
    page: str
    title: str
    detail: str
    status: str
    badge: str
    token: str
    ratio: str
    image: Image | None
    picture: Picture
    note: str = ""  # why there is none, or what was cut
    is_stale: bool = False

    @property
    def can_retry(self) -> bool:
        return self.status in (Status.FAILED, Status.CANCELED)

    @property
    def is_open(self) -> bool:
        return self.status in (Status.PENDING, Status.GENERATING)


@dataclass(frozen=True, slots=True)
class Wish:
    """One button: `name` is its address, `quality` what it asks for besides."""

    name: str
    label: str
    estimate: Estimate | None
    quality: str = ""

    @property
    def url_name(self) -> str:
        return f"site_builder:{self.name}"

    @property
    def words(self) -> str:
        count = self.estimate.images if self.estimate else 0
        return f"{self.label} ({wording.counted(count, 'image')})"

    @property
    def price(self) -> str:
        return wording.usd(self.estimate.cost_usd) if self.estimate else ""


class Board:
    """All rows of a site, and how far it is."""

    def __init__(self, site: Site, found: SiteSlots) -> None:
        self.site, self.found = site, found
        self.word = addresses.word_for(site.pk)

    @cached_property
    def rows(self) -> list[Row]:
        said = dict(placed_images(self.found.plan.document))
        places = _places(self.found.states)
        return [
            _row(state, places[state.key], pictures.of_state(self.word, state, said))
            for state in self.found.included
        ]

    @cached_property
    def own(self) -> list[OwnSlot]:
        return own.slots_of(self.site, self.found)

    @property
    def total(self) -> int:
        return len(self.rows)

    @cached_property
    def done(self) -> int:
        return sum(row.status == Status.COMPLETE for row in self.rows)

    @property
    def words(self) -> str:
        return f"Images: {self.done}/{self.total} generated"

    @property
    def quarter(self) -> int:
        """How many quarters are done; what is read out changes with it alone."""
        return self.done * QUARTERS // self.total if self.total else 0

    @cached_property
    def tally(self) -> Tally:
        pk = self.site.batch_id
        return tallies([pk])[pk] if pk else Tally()

    @property
    def left(self) -> str:
        """ "12 s left"; empty where nothing is under way."""
        if not self.tally.open_s:
            return ""
        return f"{wording.duration(-(-self.tally.open_s // self.site.parallel))} left"

    @cached_property
    def wishes(self) -> list[Wish]:
        """What the buttons ask for, each with its price; none where nothing is left to ask for."""
        some = self._priced()
        every = self._priced(include_lazy=True)
        hd = self._priced(include_lazy=True, quality=Quality.PRO)
        found = [Wish("generate", "Generate", some)]
        if every and (not some or every.images > some.images):
            found.append(Wish("generate_all", "Generate all", every))
        if hd and (not every or hd.cost_usd != every.cost_usd):
            found.append(Wish("generate_all", "All in HD", hd, Quality.PRO))
        return [wish for wish in found if wish.estimate]

    def _priced(self, **wish: Any) -> Estimate | None:
        try:
            return pricing.estimate(self.site, self.found, **wish)
        except RequestRefused:
            return None

    @property
    def is_running(self) -> bool:
        return any(row.is_open for row in self.rows)

    @property
    def token(self) -> str:
        open_count = sum(row.is_open for row in self.rows)
        return f"{self.site.pk}:{self.quarter}:{self.done}:{self.total}:{open_count}"


def of(site: Site) -> Board | None:
    """None where the site has no valid revision."""
    found = slots.of(site)
    return Board(site, found) if found else None


def _row(state: SlotState, place: str, picture: Picture) -> Row:
    wanted = state.requirement
    return Row(
        number=wanted.sequence,
        key=state.key,
        page=wanted.page,
        title=wanted.component_id,
        detail=f"{place}, {wanted.aspect_ratio}",
        status=state.status,
        badge=_badge(state),
        token=_token(state),
        ratio=wanted.aspect_ratio,
        image=state.image,
        picture=picture,
        note=_note(state),
        is_stale=state.is_stale,
    )


def _badge(state: SlotState) -> str:
    if state.is_stale:
        return "Out of date"
    if state.status == PLANNED and state.requirement.stage == "lazy":
        return "When seen"
    return _BADGES[state.status]


def _token(state: SlotState) -> str:
    image = state.image.pk if state.image else 0
    made = state.generation.pk if state.generation else 0
    words = "stale" if state.is_stale else ""
    return f"{state.key}:{state.requirement.sequence}:{state.status}:{made}:{image}:{words}"


def _note(state: SlotState) -> str:
    if state.status == Status.FAILED:
        said = problems.wording(state.error_code)
        return f"{said.title}. {said.text}"
    if state.status == Status.PENDING and state.row and state.row.is_awaiting:
        return "Begins once its before picture is there."
    return state.row.crop_note if state.row else ""


def _places(states: Iterable[SlotState]) -> Mapping[str, str]:
    """ "Background", "1 of 4" among the pictures of one component, or "Picture"."""
    groups: dict[str, list[str]] = defaultdict(list)
    for state in states:
        groups[state.key.rpartition("/")[0]].append(state.key)
    return {
        key: _place(key, sorted(keys).index(key) + 1, len(keys))
        for keys in groups.values()
        for key in keys
    }


def _place(key: str, number: int, count: int) -> str:
    if key.endswith(_BACKGROUNDS):
        return "Background"
    return f"{number} of {count}" if count > 1 else "Picture"
