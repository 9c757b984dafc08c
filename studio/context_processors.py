"""What the shell around every page shows.  Nothing is asked of the database until a template
names it, so fragments, which have no shell, pay nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from gallery.models import Image
from sessions_app.models import Preferences, Theme
from studio import keys, ledger, wording
from studio.models import Batch, Generation
from studio.pulse import Pulse, open_work
from studio.standing import Standing, standing_of

RECENT_BATCHES = 4
COUNTED_UP_TO = 10_000  # counting a large gallery costs more than the figure is worth
LABEL_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class RecentBatch:
    url: str
    label: str
    thumbnail_url: str


class Shell:
    """`shell` in the templates; every figure is the signed-in person's own."""

    def __init__(self, user: AbstractBaseUser) -> None:
        self._user = user

    @cached_property
    def _preferences(self) -> Preferences:
        return Preferences.of(self._user)

    @property
    def theme(self) -> str:
        theme = self._preferences.theme
        return "" if theme == Theme.SYSTEM else str(theme)

    @property
    def has_single_keys(self) -> bool:
        return self._preferences.single_key_shortcuts

    @cached_property
    def demo(self) -> bool:
        try:
            return keys.key_of(self._user).is_demo
        except keys.MissingKey:
            return False

    @cached_property
    def image_count(self) -> str:
        images = Image.objects.visible_to(self._user)[:COUNTED_UP_TO].count()
        return f"{images:,}" if images < COUNTED_UP_TO else f"{COUNTED_UP_TO:,}+"

    @cached_property
    def recent_batches(self) -> list[RecentBatch]:
        runs = Batch.objects.visible_to(self._user).runs()
        batches = list(runs.newest_first()[:RECENT_BATCHES])
        firsts = Generation.objects.filter(batch__in=batches, position=0).for_cards()
        by_batch = {first.batch_id: first for first in firsts}
        return [_recent(batch, by_batch.get(batch.pk)) for batch in batches]

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self._user.pk, ledger.month_of(timezone.now()))

    @property
    def spent_label(self) -> str:
        return wording.usd(self.standing.spent_usd)

    @property
    def limit_label(self) -> str:
        """Whole dollars without cents: the card is narrow."""
        limit_usd = self.standing.limit_usd
        return "" if limit_usd is None else wording.usd(limit_usd).removesuffix(".00")

    @property
    def month_label(self) -> str:
        return f"{timezone.now():%B}"

    @cached_property
    def pulse(self) -> Pulse:
        return open_work(self._user, now=timezone.now()).pulse

    @property
    def open_count(self) -> int:
        return self.pulse.waiting


def shell(request: HttpRequest) -> Mapping[str, object]:
    """`theme` is "" where the system's is taken."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"shell": None, "theme": ""}
    shell = Shell(user)
    return {"shell": shell, "theme": SimpleLazyObject(lambda: shell.theme)}


def _recent(batch: Batch, first: Generation | None) -> RecentBatch:
    renditions = first.image.renditions.all() if first and first.image else ()
    smallest = min(renditions, key=lambda each: each.width_px, default=None)
    label = batch.name or (first.prompt if first else "")
    return RecentBatch(
        url=reverse("studio:batch", args=[batch.pk]),
        label=label[:LABEL_CHARACTERS],
        thumbnail_url=smallest.url if smallest else "",
    )
