"""The filter pane: each filter with its values, what is chosen of them and, later, how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.forms import BoundField

from gallery.criteria import YesOrNo
from gallery.facets import Facets
from gallery.filters import HISTORY, REGISTERED, RESOLUTIONS, SORTS, TIERS, ImageFilterSet, sort_of
from gallery.models import Source
from gallery.wording import RATIOS


@dataclass(frozen=True, slots=True)
class Row:
    """One box of the pane; `count` is "" until it is known."""

    name: str
    value: str
    label: str
    is_chosen: bool = False
    count: str = ""
    problems: tuple[str, ...] = ()  # of a filter that is this box alone

    @property
    def key(self) -> str:
        """What ids on the page are made of; values are anything."""
        return f"{self.name}-{sha256(self.value.encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class Pane:
    filters: ImageFilterSet
    facets: Facets | None = None

    @property
    def tiers(self) -> list[Row]:
        return self._rows("tier", TIERS)

    @property
    def models(self) -> list[Row]:
        return self._found("model")

    @property
    def has_models(self) -> bool:
        return bool(self._chosen("model")) or "model" in self.problems

    @property
    def resolutions(self) -> list[Row]:
        return self._rows("resolution", {each: each for each in RESOLUTIONS})

    @property
    def ratios(self) -> list[Row]:
        return self._rows("aspect_ratio", {each: each for each in RATIOS})

    @property
    def history(self) -> list[Row]:
        return self._rows("history", HISTORY)

    @property
    def origins(self) -> list[Row]:
        """Each a filter of its own, under the history."""
        more = [row for name in REGISTERED if (row := self._registered(name))]
        return [self._yes("has_edits", "With edits"), *more]

    @property
    def sources(self) -> list[Row]:
        return self._rows("source", dict(Source.choices))

    @property
    def tags(self) -> list[Row]:
        return self._found("tag")

    @property
    def starred(self) -> Row:
        return self._yes("starred", "Starred")

    @property
    def all_rows(self) -> list[Row]:
        """Those whose values are always there."""
        boxes = [*self.origins, self.starred]
        plain = (self.tiers, self.resolutions, self.history, self.sources, boxes)
        return [row for rows in plain for row in rows]

    @property
    def choosers(self) -> list[BoundField]:
        """The fields of other apps that are no boxes."""
        return [
            self.filters.form[name]
            for name in REGISTERED
            if not isinstance(self.filters.filters[name], YesOrNo)
        ]

    @property
    def problems(self) -> dict[str, list[str]]:
        return {name: list(words) for name, words in self.filters.form.errors.items()}

    @property
    def told(self) -> list[tuple[str, list[str]]]:
        """Every filter with what is wrong with it, which may be nothing."""
        return [(name, self.problems.get(name, [])) for name in self.filters.filters]

    @property
    def values(self) -> dict[str, str]:
        """As they were written, also where they cannot be used."""
        return {name: self.filters.data.get(name, "") for name in ("q", "start_date", "end_date")}

    @property
    def period(self) -> str:
        return str(self.filters.values.get("period", ""))

    @property
    def sorts(self) -> list[Row]:
        now = sort_of(self.filters.data)
        return [Row("sort_by", sort, label, sort == now) for sort, label in SORTS.items()]

    def _registered(self, name: str) -> Row | None:
        found = self.filters.filters[name]
        return self._yes(name, found.label) if isinstance(found, YesOrNo) else None

    def _yes(self, name: str, label: str) -> Row:
        chosen = self.filters.values.get(name) is True
        problems = tuple(self.problems.get(name, ()))
        return Row(name, "true", label, chosen, self._figure(name, True), problems)

    def _rows(self, name: str, labels: Mapping[str, str]) -> list[Row]:
        chosen = self._chosen(name)
        return [
            Row(name, value, label, value in chosen, self._figure(name, value))
            for value, label in labels.items()
        ]

    def _found(self, name: str) -> list[Row]:
        """What is chosen, and what the facets have found beside it."""
        counted: Iterable[str] = self.facets.counts[name] if self.facets else ()
        values = dict.fromkeys([*counted, *self._chosen(name)])
        return self._rows(name, {value: value for value in values})

    def _chosen(self, name: str) -> list[str]:
        chosen: list[str] = self.filters.values.get(name, [])
        return chosen

    def _figure(self, name: str, value: Any) -> str:
        if self.facets is None:
            return ""
        return f"{self.facets.counts[name].get(value, 0):,}"
