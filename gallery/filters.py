"""The gallery narrowed by an address: the same names on the page, in saved filters and in the API.

What cannot be used narrows nothing and is told beside its field.  Apps that know more about
pictures add their filters from their `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django_filters import Filter, FilterSet

from gallery.criteria import AnyOf, Choice, Day, HasEdits, History, Period, Tags, Words, YesOrNo
from gallery.models import Image, ImageQuerySet, Source
from gallery.paging import Sort
from gallery.wording import RATIOS

Person = AbstractBaseUser | AnonymousUser

TIERS = {"flash": "Flash", "pro": "Pro", "lite": "Lite"}
RESOLUTIONS = ("512", "1K", "2K", "4K")
HISTORY = {"original": "Originals", "edited": "Edited"}
PERIODS = {"1": "Today", "7": "Last 7 days", "30": "Last 30 days", "365": "Last 12 months"}
SORTS: dict[Sort, str] = {"newest": "Newest", "oldest": "Oldest", "most_edited": "Most edited"}


@dataclass(frozen=True, slots=True)
class Registered:
    """A filter of another app: made for the person who looks, and how its value is said."""

    make: Callable[[Person], Filter]
    chip: Callable[[Any], str]


REGISTERED: dict[str, Registered] = {}


class FilterForm(forms.Form):
    def clean(self) -> dict[str, Any] | None:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start_date"), values.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", "This day is before the first one.")
        return values


def _choices(values: Mapping[str, str] | Iterable[str]) -> list[tuple[str, str]]:
    named = values if isinstance(values, Mapping) else {each: each for each in values}
    return list(named.items())


_KNOWN = {"error_messages": {"invalid_choice": "Nothing here is called “%(value)s”."}}
_DAY = {"input_formats": ["%Y-%m-%d"], "error_messages": {"invalid": "Write it as 2026-11-20."}}


class ImageFilterSet(FilterSet):  # type: ignore[misc]  # django-filter has no types
    tier = Choice(label="Model", choices=_choices(TIERS), **_KNOWN)
    model = AnyOf(label="Exact model")
    resolution = Choice(label="Resolution", choices=_choices(RESOLUTIONS), **_KNOWN)
    aspect_ratio = Choice(label="Aspect ratio", choices=_choices(RATIOS), **_KNOWN)
    period = Period(label="Date", choices=_choices({"": "Any time"} | PERIODS), **_KNOWN)
    start_date = Day(label="From", lookup_expr="gte", **_DAY)
    end_date = Day(label="To", lookup_expr="lte", **_DAY)
    history = History(label="History", choices=_choices(HISTORY), **_KNOWN)
    has_edits = HasEdits(label="With edits")
    source = Choice(label="Source", choices=Source.choices, **_KNOWN)
    starred = YesOrNo(label="Starred")
    tag = Tags(label="Tags")
    q = Words(label="Search", max_length=500)

    class Meta:
        model = Image
        fields: list[str] = []
        form = FilterForm

    def __init__(self, person: Person, query: QueryDict) -> None:
        super().__init__(query, Image.objects.visible_to(person))
        for name, registered in REGISTERED.items():
            made = registered.make(person)
            made.field_name = made.field_name or name
            made.parent, made.model = self, Image
            self.filters[name] = made

    @property
    def images(self) -> ImageQuerySet:
        """All that match what could be understood."""
        return self.without()

    @property
    def values(self) -> dict[str, Any]:
        """What was asked for and could be understood, by name."""
        self.form.is_valid()
        found = self.form.cleaned_data.items()
        return {name: value for name, value in found if value or value is False}

    def without(self, *names: str) -> ImageQuerySet:
        """All that match, these filters left out."""
        found: ImageQuerySet = self.queryset.all()
        for name, value in self.values.items():
            if name not in names:
                found = self.filters[name].filter(found, value)
        return found

    @property
    def address(self) -> str:
        """The filters and the order, without blanks and what is none of them."""
        sort = sort_of(self.data)
        named = [(name, word) for name in self.filters for word in self.data.getlist(name) if word]
        return urlencode([*named, *([] if sort == "newest" else [("sort_by", sort)])])


def matching(person: Person, query: QueryDict) -> ImageQuerySet:
    """The person's visible pictures that have all the address asks for, in no order."""
    return ImageFilterSet(person, query).images


def sort_of(query: QueryDict) -> Sort:
    """What is no order is the newest first."""
    asked = query.get("sort_by", "")
    return next((sort for sort in SORTS if sort == asked), "newest")
