"""A generation as its card shows it: every string ready, so that the template only places them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from gallery.models import Image
from studio import problems
from studio.editing.plans import KEY as EDIT
from studio.models import Generation, Kind, Status
from studio.wording import TIMES, duration, letter, place_in_line, seconds, usd

SOON = timedelta(seconds=1)  # what is due so soon is simply in line
_OUTCOME_UNKNOWN = "outcome_unknown"
_TEXT_ONLY = "text_only"
_ICONS = {
    "prompt_blocked": "shield",
    "output_blocked": "shield",
    "rate_limited": "clock",
    "timeout": "clock",
    "missing_key": "key",
    "invalid_key": "key",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an open generation shows besides its status; `token` is how the page names it back.

    The page sends the tokens of all that it waits for, and what has another token now is drawn
    again: a status, a place in line, a pause.
    """

    pk: int
    status: str
    stand: str = ""  # "paused", "later", "canceling", a place from 1, or ""
    until: datetime | None = None  # when "later" is
    reason: str = ""  # the code for which its key rests until then, "" where no key rests

    @property
    def token(self) -> str:
        moment = f"-{self.until.timestamp():.0f}" if self.until else ""
        return f"{self.pk}:{self.status}:{self.stand}{moment}"

    @property
    def words(self) -> str:
        """What stands in the picture's space while it waits for nothing but its turn."""
        return "Paused" if self.stand == "paused" else place_in_line(int(self.stand or 0))

    def left_s(self, now: datetime) -> int:
        """Whole seconds until it is tried again; 0 where that is not a matter of time."""
        return max(math.ceil((self.until - now).total_seconds()), 0) if self.until else 0


def waiting(
    *,
    pk: int,
    status: str,
    due_at: datetime,
    cancel_requested: bool,
    paused: bool,
    key_rests_until: datetime | None,
    key_rests_for: str,
    place: int,
    now: datetime,
) -> Waiting:
    """`place` is 1 for the next in line, 0 where it is not told."""
    if status == Status.GENERATING:
        return Waiting(pk, status, "canceling" if cancel_requested else "")
    if paused:
        return Waiting(pk, status, "paused")
    until = max(due_at, key_rests_until or due_at)
    if until > now + SOON:
        rests = key_rests_until is not None and key_rests_until > now
        return Waiting(pk, status, "later", until, key_rests_for if rests else "")
    return Waiting(pk, status, str(place or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What `studio/_generation_card.html` draws."""

    pk: int
    status: str
    letter: str
    ratio: str
    number: int = 1  # in a list, from 1
    prompt: str = ""
    name: str = ""
    batch_id: int = 0
    caption: str = ""
    image: Image | None = None
    waiting: Waiting | None = None
    elapsed_s: int = 0
    usual_s: int = 0
    left_s: int = 0  # until a refused call is made again
    icon: str = ""
    title: str = ""
    text: str = ""
    said: str = ""  # by the model, instead of a picture
    retry_label: str = "Retry"

    @property
    def left(self) -> str:
        return duration(self.left_s)

    @property
    def is_canceling(self) -> bool:
        return self.waiting is not None and self.waiting.stand == "canceling"


def card(generation: Generation, *, place: int = 0, now: datetime) -> Card:
    """The card of a generation that came from `for_cards()` with batch, key and answer."""
    frame = Card(
        pk=generation.pk,
        status=str(generation.status),
        letter=letter(generation.position),
        ratio=_ratio(generation),
        number=generation.position + 1,
        prompt=generation.prompt,
        name=generation.name,
        batch_id=generation.batch_id,
    )
    if generation.status == Status.COMPLETE:
        return _complete(frame, generation)
    if generation.status == Status.FAILED:
        return _failed(frame, generation)
    if generation.status == Status.CANCELED:
        return replace(frame, caption=_charge(generation.cost_usd), title="Canceled")
    return _open(frame, generation, place, now)


def _ratio(generation: Generation) -> str:
    """That of the finished picture; what goes to the model of a region is a crop."""
    told = generation.requested.get(EDIT) or generation.requested
    return str(told.get("aspect_ratio") or "1:1")


def _complete(frame: Card, generation: Generation) -> Card:
    if generation.kind == Kind.CHAT:
        return replace(frame, title="Answered in words", said=_said(generation))
    image = generation.image
    if image is None or image.trashed_at is not None:
        return replace(frame, title="Deleted")
    size = f"{image.width_px} {TIMES} {image.height_px}"
    took_s = _took_s(generation)
    return replace(frame, image=image, caption=f"{size}, {seconds(took_s)}" if took_s else size)


def _failed(frame: Card, generation: Generation) -> Card:
    wording = problems.wording(generation.error_code)
    unknown = generation.error_code == _OUTCOME_UNKNOWN
    return replace(
        frame,
        caption=_charge(generation.cost_usd, possibly=unknown),
        icon=_ICONS.get(generation.error_code, "alert"),
        title=wording.title,
        text=wording.text,
        said=_said(generation) if generation.error_code == _TEXT_ONLY else "",
        retry_label=f"Retry, up to {usd(generation.estimated_cost_usd)}" if unknown else "Retry",
    )


def _open(frame: Card, generation: Generation, place: int, now: datetime) -> Card:
    state = waiting(
        pk=generation.pk,
        status=generation.status,
        due_at=generation.due_at,
        cancel_requested=generation.cancel_requested,
        paused=generation.batch.paused,
        key_rests_until=generation.provider_key.paused_until,
        key_rests_for=generation.provider_key.pause_code,
        place=place,
        now=now,
    )
    caption = "Generating" if generation.status == Status.GENERATING else "Waiting"
    elapsed = now - (generation.started_at or now)
    reason = problems.wording(state.reason) if state.reason else None
    return replace(
        frame,
        caption="Canceling" if state.stand == "canceling" else caption,
        waiting=state,
        title=reason.title if reason else "",
        text=reason.brief if reason else "",
        left_s=state.left_s(now),
        elapsed_s=max(int(elapsed.total_seconds()), 0),
        usual_s=generation.engine_model.typical_s,
    )


def _said(generation: Generation) -> str:
    answer = getattr(generation, "answer", None)
    return answer.text.strip() if answer else ""


def _took_s(generation: Generation) -> float:
    """From the claim to the picture; 0 where a time is missing."""
    if generation.started_at is None or generation.finished_at is None:
        return 0.0
    return (generation.finished_at - generation.started_at).total_seconds()


def _charge(cost_usd: Decimal, *, possibly: bool = False) -> str:
    if not cost_usd:
        return "Not charged"
    return f"{'Possibly charged' if possibly else 'Charged'} {usd(cost_usd)}"
