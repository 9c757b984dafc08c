"""The memories and the preset of the composer, and what of them would be sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from sessions_app.memories import context, tokens
from sessions_app.memories.context import Context
from sessions_app.memories.fitting import Outcome
from sessions_app.memories.presets import PRESETS
from sessions_app.models import Memory
from studio import remembering
from studio.forms import ComposerForm
from studio.models import EngineModel

MAX_OFFERED = 200
_TOLD = {
    Outcome.FULL: "",
    Outcome.WITHOUT_CONTEXT: "without its context",
    Outcome.SHORTENED: "shortened",
    Outcome.OMITTED: "left out: no space",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A memory to choose; `told` is what becomes of a chosen one, where it is not sent in full."""

    memory: Memory
    is_chosen: bool
    told: str = ""
    is_flagged: bool = False

    @property
    def tokens(self) -> str:
        return f"{self.memory.token_estimate:,}"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the meter, in percent of the model's limit."""

    kind: str
    label: str
    size_tokens: int
    start: float
    width: float

    @property
    def amount(self) -> str:
        if self.size_tokens < 1_000:
            return str(self.size_tokens)
        return f"{self.size_tokens / 1_000:.1f}k"


class MemoryChoice:
    """Drawn by `studio/_memories.html` and `_memory_preview.html`."""

    def __init__(
        self,
        form: ComposerForm,
        *,
        by: AbstractBaseUser,
        model: EngineModel,
        prompt: str,
        pictures: int,
    ) -> None:
        self.form = form
        self.by = by
        self.model = model
        self._prompt = prompt
        self._pictures = pictures

    @cached_property
    def rows(self) -> list[Row]:
        """The most important ones, and every one that is chosen, first."""
        offered = Memory.objects.visible_to(self.by).offered().defer("content", "context")
        every = context.by_importance(offered, timezone.now())
        chosen = [each for each in every if each.pk in self.chosen_ids]
        others = [each for each in every if each.pk not in self.chosen_ids]
        sent = {each.memory.pk: each for each in self.context.sent} if self.context else {}
        marked = [
            Row(each, True, _TOLD[sent[each.pk].outcome], sent[each.pk].is_flagged)
            if each.pk in sent
            else Row(each, True)
            for each in chosen
        ]
        return marked + [Row(each, False) for each in others[: MAX_OFFERED - len(marked)]]

    @cached_property
    def chosen_ids(self) -> tuple[int, ...]:
        """Those that are there and the person's own, in the order of the choice."""
        try:
            found: tuple[int, ...] = self.form.fields["memory_ids"].clean(
                self.form["memory_ids"].value()
            )
        except ValidationError:
            return ()
        offered = Memory.objects.visible_to(self.by).offered().filter(pk__in=found)
        known = set(offered.values_list("pk", flat=True)) if found else set()
        return tuple(pk for pk in found if pk in known)

    @property
    def preset(self) -> str:
        said = str(self.form["preset"].value() or "")
        return said if said in PRESETS else ""

    @property
    def presets(self) -> list[tuple[str, str]]:
        words = [(each.word, f"{each.label}, {each.aspect_ratio}") for each in PRESETS.values()]
        return [("", "No preset"), *words]

    @property
    def is_used(self) -> bool:
        return bool(self.chosen_ids or self.preset)

    # --- What would be sent

    @cached_property
    def _composed(self) -> tuple[Context | None, str]:
        if not self.is_used:
            return None, ""
        try:
            found = remembering.compose(
                self.chosen_ids,
                self.preset,
                model=self.model,
                prompt=self._prompt,
                pictures=self._pictures,
                by=self.by,
            )
        except remembering.Unsuitable as error:
            return None, str(error)
        return found, ""

    @property
    def context(self) -> Context | None:
        """What would be sent; None where nothing was chosen, or it cannot go along."""
        return self._composed[0]

    @property
    def problem(self) -> str:
        return self._composed[1]

    @property
    def hash(self) -> str:
        return self.context.hash if self.context else ""

    @property
    def summary(self) -> str:
        """ "2 memories, 1,660 tokens": beside the heading of the fold."""
        count = len(self.chosen_ids)
        words = [f"{count} memor{'y' if count == 1 else 'ies'}"] if count else []
        if self.preset:
            words.append(PRESETS[self.preset].label)
        return ", ".join(words)

    @property
    def outcomes(self) -> list[Row]:
        """Those chosen ones about which something is to be told."""
        return [row for row in self.rows if row.told or row.is_flagged]

    @property
    def budget_words(self) -> str:
        if self.context is None:
            return ""
        return f"{self.context.size_tokens:,} of {self.context.budget:,} tokens for memories"

    @property
    def meter_words(self) -> str:
        used = sum(each.size_tokens for each in self.shares)
        return f"{used:,} of {remembering.limit_of(self.model):,} tokens"

    @cached_property
    def shares(self) -> list[Share]:
        """Memories, prompt and pictures in the model's limit, one after the other."""
        sent = self.context
        pictures = self._pictures + (len(sent.image_ids) if sent else 0)
        sizes = {
            ("a", "Memories"): sent.size_tokens if sent else 0,
            ("b", "Prompt"): tokens.count(self._prompt),
            ("c", "Images"): pictures * tokens.PER_PICTURE,
        }
        return shares(sizes, limit=remembering.limit_of(self.model))


def shares(sizes: Mapping[tuple[str, str], int], *, limit: int) -> list[Share]:
    """The parts one after the other; each is named by its kind and label."""
    start, found = 0.0, []
    for (kind, label), size in sizes.items():
        width = round(min(100 * size / limit, 100 - start), 2)
        found.append(Share(kind, label, size, round(start, 2), width))
        start += width
    return found
