"""Single charges: the latest of them for the page, all of them as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from gallery.models import Image
from studio import problems, wording
from studio.models import Generation, LedgerEntry, Status
from studio.usage import figures
from studio.usage.figures import State

LATEST = 25
HEADER = (
    "asked_at",
    "settled_at",
    "state",
    "held_usd",
    "booked_usd",
    "model",
    "resolution",
    "images",
    "input_tokens",
    "output_tokens",
    "error",
    "session",
    "batch_id",
    "generation_id",
    "attempt",
    "prompt",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Charge:
    """One row of the page; `remark` says why there is no picture, "" where there is one."""

    at: datetime
    url: str
    label: str
    image: Image | None
    model: str
    tokens: str
    amount: str
    remark: str


def latest(entries: QuerySet[LedgerEntry]) -> list[Charge]:
    """What cost something or may have, and what failed for nothing; the newest first."""
    told = Q(state__in=(State.CHARGED, State.POSSIBLY_CHARGED))
    told |= Q(state=State.RELEASED) & figures.FAILED
    rows = entries.filter(told).select_related("generation__engine_model", "generation__image")
    rows = rows.prefetch_related("generation__image__renditions")
    return [_charge(entry) for entry in rows.order_by("-settled_at", "-pk")[:LATEST]]


def _charge(entry: LedgerEntry) -> Charge:
    generation, at = entry.generation, entry.settled_at or entry.created_at
    if generation is None:
        return Charge(at, "", "Deleted", None, "", "", _amount(entry), "")
    image = generation.image
    size = generation.requested.get("resolution", "")
    return Charge(
        at=at,
        url=reverse("studio:batch", args=[generation.batch_id]),
        label=generation.prompt,
        image=image if image and image.trashed_at is None else None,
        model=f"{generation.engine_model.label} {size}".strip(),
        tokens=wording.thousands(_tokens(generation)) if generation.tokens else "",
        amount=_amount(entry),
        remark=_remark(entry, generation),
    )


def _amount(entry: LedgerEntry) -> str:
    if entry.state == State.RELEASED:
        return "Not charged"
    amount = wording.usd(entry.booked_usd)
    return f"Possibly {amount}" if entry.state == State.POSSIBLY_CHARGED else amount


def _remark(entry: LedgerEntry, generation: Generation) -> str:
    if entry.state == State.POSSIBLY_CHARGED:
        return problems.wording("outcome_unknown").title
    is_last = entry.attempt == generation.attempt
    if is_last and generation.status == Status.FAILED:
        return problems.wording(generation.error_code).title
    return "Canceled" if is_last and generation.status == Status.CANCELED else ""


def _tokens(generation: Generation) -> int:
    return sum(generation.tokens.get(name) or 0 for name in ("input", "output", "thoughts"))


def as_csv(entries: QuerySet[LedgerEntry]) -> str:
    """Every entry, the oldest first; whatever a spreadsheet would compute is made text."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADER)
    related = ("generation__engine_model", "generation__batch__work_session")
    for entry in entries.select_related(*related).order_by("created_at", "pk").iterator():
        writer.writerow([_text(value) for value in _columns(entry)])
    return target.getvalue()


def _columns(entry: LedgerEntry) -> Sequence[object]:
    settled_at = entry.settled_at.isoformat() if entry.settled_at else ""
    money = (entry.state, entry.reserved_usd, entry.booked_usd)
    return [entry.created_at.isoformat(), settled_at, *money, *_columns_of(entry)]


def _columns_of(entry: LedgerEntry) -> Iterator[object]:
    """What is known of the generation, as long as it is there."""
    generation = entry.generation
    if generation is None:
        yield from ["", "", 0, "", "", "", "", "", "", entry.attempt, ""]
        return
    session = generation.batch.work_session
    yield generation.engine_model.model_id
    yield generation.requested.get("resolution", "")
    yield int(generation.status == Status.COMPLETE and entry.attempt == generation.attempt)
    yield generation.tokens.get("input", "")
    yield generation.tokens.get("output", "")
    yield generation.error_code
    yield session.name if session else ""
    yield generation.batch_id
    yield generation.pk
    yield entry.attempt
    yield generation.prompt


def _text(value: object) -> str:
    """As a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
