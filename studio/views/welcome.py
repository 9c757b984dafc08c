"""What the Generate page offers while nothing is being made: templates, and where one left off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.contrib.auth.models import User

from studio.models import Batch, PastPrompt, PromptTemplate, PromptTemplateQuerySet
from studio.views.prompt_rows import PromptRow, history_rows, picture_of

RESTS_AFTER = timedelta(hours=12)  # the next morning one begins anew
CARDS = 6
RECENT = 3


@dataclass(frozen=True, slots=True)
class Starter:
    template: PromptTemplate
    picture: str


class Welcome:
    """Drawn by `studio/_welcome.html`; nothing is asked of the database until it is."""

    def __init__(self, user: User) -> None:
        self._user = user

    @cached_property
    def starters(self) -> list[Starter]:
        found = self._templates.favourites_first(self._user)[:CARDS]
        return [Starter(each, picture_of(each)) for each in found]

    @cached_property
    def template_count(self) -> int:
        return self._templates.count()

    @cached_property
    def recent(self) -> list[PromptRow]:
        found = PastPrompt.objects.visible_to(self._user).newest_first().for_rows()[:RECENT]
        return history_rows(found, self._user)

    @property
    def _templates(self) -> PromptTemplateQuerySet:
        return PromptTemplate.objects.visible_to(self._user)


def is_idle(batches: Sequence[Batch], *, open_count: int, now: datetime) -> bool:
    """Whether nothing was asked for lately and nothing is on its way; `batches` newest first."""
    return not batches or (not open_count and batches[0].created_at < now - RESTS_AFTER)
