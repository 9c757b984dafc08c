"""What came of an edit: on its way, failed, or beside the picture that it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.http import urlencode

from gallery.comparison import Comparison
from gallery.models import Image, Version
from studio import wording
from studio.cards import Card
from studio.editing.plans import plan_in
from studio.models import Batch, Generation, Kind
from studio.views import stage
from studio.views.edit_page import VersionLink, edit_url, label_of, versions_of
from studio.views.ids import as_id

SEEN_PX = 0.25  # less is no drift that anybody sees


@dataclass(frozen=True, slots=True)
class Shown:
    """Which batch a page shows, and of it which picture beside which; 0 for the first of them."""

    batch_pk: int = 0
    image_pk: int = 0
    before_pk: int = 0


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How true a region edit stayed to the picture, and the other finish that can be taken."""

    icon: str
    text: str
    switch: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One variation; `version` is that of its picture, once it has one."""

    generation: Generation
    card: Card
    version: Version | None
    url: str

    @property
    def image(self) -> Image | None:
        """None while it is drawn, and where it failed."""
        return self.version.child if self.version else None

    @property
    def image_pk(self) -> int:
        return self.version.child_id if self.version else 0

    @property
    def label(self) -> str:
        return f"v{self.version.number}" if self.version else self.card.letter

    @property
    def charge(self) -> str:
        """ "16.4 s, $0.138", with the size before it."""
        return f"{self.card.caption}, {wording.usd(self.generation.cost_usd)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One submit of the editor: what `studio/_edit_outcome.html` and its neighbours draw."""

    source: Image
    batch: Batch
    attempts: Sequence[Attempt]
    shown: Attempt | None
    before: Image
    versions: Sequence[VersionLink]  # the whole tree

    @property
    def is_open(self) -> bool:
        return any(attempt.card.waiting for attempt in self.attempts)

    @property
    def status(self) -> str:
        """That of the whole: the best that any attempt has come to."""
        if self.shown:
            return "complete"
        return "generating" if self.is_open else "failed"

    @property
    def unsettled(self) -> list[Card]:
        return [each.card for each in self.attempts if each.card.waiting]

    @property
    def fallen(self) -> list[Card]:
        """Failed, canceled or deleted since."""
        settled = [each for each in self.attempts if not each.card.waiting]
        return [each.card for each in settled if not each.image]

    @property
    def leading(self) -> Card | None:
        """The one whose seconds are told over the picture."""
        started = [card for card in self.unsettled if card.status == "generating"]
        return next(iter(started or self.unsettled), None)

    @property
    def comparison(self) -> Comparison | None:
        """None while there is nothing to compare with."""
        if self.shown is None or self.shown.image is None:
            return None
        return Comparison(self.before, self.shown.image, self.before_label, self.shown.label)

    @property
    def others(self) -> list[VersionLink]:
        """What the shown picture can be compared with."""
        shown_pk = self.shown.image_pk if self.shown else 0
        return [link for link in self.versions if link.image.pk != shown_pk]

    @property
    def source_label(self) -> str:
        return label_of(self.source)

    @property
    def before_label(self) -> str:
        return label_of(self.before)

    @property
    def fidelity(self) -> Fidelity | None:
        """How far the rest stayed as it was; None where that was not measured."""
        version = self.shown.version if self.shown else None
        return fidelity_of(version) if version else None

    @property
    def token(self) -> str:
        """How the page names it back to the pulse, with what it was asked to show."""
        image_pk = self.shown.image_pk if self.shown else 0
        return f"{self.batch.pk}:{image_pk}:{self.before.pk}"


def named(token: str) -> Shown:
    """What `Outcome.token` says; zeros where it says nothing."""
    return Shown(*(as_id(word) or 0 for word in token.split(":")[:3]))


def outcome(batch: Batch, *, by: AbstractBaseUser, shown: Shown) -> Outcome | None:
    """None where the batch holds no edit of a picture that is still there."""
    pks = batch.generations.filter(kind=Kind.EDIT).values_list("pk", flat=True)
    found = sorted(stage.cards_of(pks, by=by), key=lambda pair: pair[0].position)
    source = _source(found[0][0], by) if found else None
    if source is None:
        return None
    attempts = _attempts(found, source, shown.image_pk)
    ready = [attempt for attempt in attempts if attempt.version]
    asked = [attempt for attempt in ready if attempt.image_pk == shown.image_pk]
    versions = versions_of(source)
    pictures = (link.image for link in versions if link.image.pk == shown.before_pk)
    return Outcome(
        source=source,
        batch=batch,
        attempts=attempts,
        shown=next(iter(asked or ready), None),
        before=next(pictures, source),
        versions=versions,
    )


def _attempts(
    found: Sequence[tuple[Generation, Card]], source: Image, asked_pk: int
) -> list[Attempt]:
    """Each with the finish that was asked for where it has it, else the one it came with."""
    versions = _versions([row.pk for row, _ in found], source)
    attempts = []
    for row, card in found:
        finishes = versions.get(row.pk, [])
        asked = [version for version in finishes if version.child_id == asked_pk]
        version = next(iter(asked or finishes), None)
        url = shown_url(source, row.batch_id, version.child_id) if version else ""
        attempts.append(Attempt(row, card, version, url))
    return attempts


def _versions(generation_pks: Sequence[int], source: Image) -> dict[int, list[Version]]:
    """Those of each generation: the finish that it came with first, then the one taken later."""
    visible = Image.objects.visible_to(source.owner)
    rows = Version.objects.filter(child__in=visible, details__generation_id__in=generation_pks)
    found: dict[int, list[Version]] = {}
    for version in (
        rows.of_family(source).select_related("child").prefetch_related("child__renditions")
    ):
        found.setdefault(version.details["generation_id"], []).append(version)
    return found


def fidelity_of(version: Version) -> Fidelity | None:
    """None where the picture was redrawn as a whole."""
    drift = version.details.get("drift")
    if not drift:
        return None
    if not version.details.get("keep_pixels"):
        text = "This is all that the model drew around the regions."
        return Fidelity("info", text, "Keep the rest untouched")
    text = f"Pixels outside the regions are untouched. {_drift_words(drift)}"
    return Fidelity("lock", text, "Use the model's full picture")


def _drift_words(drift: dict[str, Any]) -> str:
    if not drift["registered"]:
        return "How far the model had drifted is not known, so look at their edges."
    if drift["px"] < SEEN_PX:
        return f"Drift {drift['px']:.1f} px: the model kept its place."
    return f"The model had drifted by {drift['px']:.1f} px, which was put right."


def shown_url(source: Image, batch_pk: int, image_pk: int) -> str:
    return f"{edit_url(source)}?{urlencode({'batch': batch_pk, 'result': image_pk})}"


def running_url(source: Image, batch: Batch) -> str:
    return f"{edit_url(source)}?{urlencode({'batch': batch.pk})}"


def _source(generation: Generation, by: AbstractBaseUser) -> Image | None:
    plan = plan_in(generation.requested)
    if plan is None:
        return None
    visible = Image.objects.visible_to(by).for_cards().select_related("version", "owner")
    return visible.filter(pk=plan.image_id).first()
