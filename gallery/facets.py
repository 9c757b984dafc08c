"""How many pictures each filter would leave, asked for after the page and kept for a minute.

One pass over the pictures counts every combination of the plain filters that occurs; each figure
is then a sum of these.  A filter's own choice does not count against its other values, so that one
sees what else there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import BooleanField, Case, Count, Max, Q, Value, When
from django.db.models.lookups import In
from taggit.models import TaggedItem

from gallery.criteria import YesOrNo
from gallery.filters import REGISTERED, ImageFilterSet, Person
from gallery.models import Image, ImageQuerySet, Version

KEPT_S = 60
MOST_MODELS = 12
MOST_TAGS = 20
_OF_THE_ROW = ("tier", "model", "resolution", "aspect_ratio", "source", "starred")
_NAMES = (*_OF_THE_ROW, "history", "has_edits")

Cell = tuple[Any, ...]  # a value for each of _NAMES


@dataclass(frozen=True, slots=True)
class Facets:
    """`counts` by the filter's name and value; most frequent first where they are found ones."""

    total: int
    counts: dict[str, dict[Any, int]] = field(default_factory=dict)


def kept(person: Person, filters: ImageFilterSet) -> Facets:
    """As of a minute ago at most; a picture that came or went since then is counted."""
    digest = sha256(filters.address.encode()).hexdigest()
    key = f"gallery-facets:{person.pk}:{_state_of(person)}:{digest}"
    found: Facets | None = cache.get(key)
    if found is None:
        found = count(filters)
        cache.set(key, found, KEPT_S)
    return found


def _state_of(person: Person) -> str:
    """Another one with every picture that is made, deleted or brought back."""
    shown = Image.objects.visible_to(person).aggregate(newest=Max("pk"), count=Count("pk"))
    return f"{shown['newest']}-{shown['count']}"


def count(filters: ImageFilterSet) -> Facets:
    cells = _cells(filters.without(*_NAMES))
    chosen = _chosen(filters.values)
    counts: dict[str, dict[Any, int]] = {
        name: _sums(cells, chosen, index) for index, name in enumerate(_NAMES)
    }
    counts["model"] = _most(counts["model"], MOST_MODELS)
    found = filters.images
    counts["tag"] = _tags(found)
    for name in REGISTERED:
        if isinstance(filters.filters[name], YesOrNo):
            counts[name] = {True: filters.filters[name].filter(found, True).count()}
    return Facets(sum(n for cell, n in cells.items() if _has(cell, chosen)), counts)


def _cells(images: ImageQuerySet) -> Counter[Cell]:
    edited = In(images.own_pk(), Version.objects.values("child"))
    rows = (
        images.order_by()
        .annotate(
            history=Case(When(edited, then=Value("edited")), default=Value("original")),
            has_edits=Case(
                When(Q(edit_count__gt=0), then=True), default=False, output_field=BooleanField()
            ),
        )
        .values_list(*_NAMES)
        .annotate(count=Count("pk"))
    )
    return Counter({tuple(values): count for *values, count in rows})


def _chosen(values: Mapping[str, Any]) -> dict[int, set[Any]]:
    """The values that each place of a cell may have, where something was chosen for it."""
    found = {}
    for index, name in enumerate(_NAMES):
        if name in values:
            value = values[name]
            found[index] = set(value) if isinstance(value, list) else {value}
    return found


def _sums(cells: Counter[Cell], chosen: dict[int, set[Any]], index: int) -> dict[Any, int]:
    """For each value in this place, how many there are under what was chosen in the others."""
    others = {place: values for place, values in chosen.items() if place != index}
    sums: Counter[Any] = Counter()
    for cell, number in cells.items():
        if _has(cell, others):
            sums[cell[index]] += number
    return sums


def _has(cell: Cell, chosen: dict[int, set[Any]]) -> bool:
    return all(cell[index] in values for index, values in chosen.items())


def _most(counts: Mapping[Any, int], number: int) -> dict[Any, int]:
    named = Counter({value: count for value, count in counts.items() if value})
    return dict(named.most_common(number))


def _tags(images: ImageQuerySet) -> dict[Any, int]:
    tagged = TaggedItem.objects.filter(
        content_type=ContentType.objects.get_for_model(Image), object_id__in=images.values("pk")
    )
    rows = (
        tagged.values_list("tag__name").annotate(count=Count("pk")).order_by("-count", "tag__name")
    )
    return dict(rows[:MOST_TAGS])
