"""The gallery narrowed by an address: the same names on the page, in saved filters and in the API.

What cannot be used narrows nothing and is told beside its field.  Apps that know more about
pictures add their filters from their `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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

TIERS = {"lite": "Lite", "flash": "Flash", "pro": "Pro"}
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


def _choices(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return list(values.items())


_DAY = {"input_formats": ["%Y-%m-%d"], "error_messages": {"invalid": "Write it as 2026-11-20."}}


class ImageFilterSet(FilterSet):  # type: ignore[misc]  # django-filter has no types
    tier = Choice(label="Model", choices=_choices(TIERS))
    model = AnyOf(label="Exact model")
    resolution = Choice(label="Resolution", choices=[(each, each) for each in RESOLUTIONS])
    aspect_ratio = Choice(label="Aspect ratio", choices=[(each, each) for each in RATIOS])
    period = Period(label="Date", choices=[("", "Any time"), *PERIODS.items()])
    start_date = Day(label="From", lookup_expr="gte", **_DAY)
    end_date = Day(label="To", lookup_expr="lte", **_DAY)
    history = History(label="History", choices=_choices(HISTORY))
    has_edits = HasEdits(label="With edits")
    starred = YesOrNo(label="Starred")
    source = Choice(label="Source", choices=Source.choices)
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

    def without(self, *names: str) -> ImageQuerySet:
        """All that match, these filters left out."""
        self.form.is_valid()
        found: ImageQuerySet = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name not in names:
                found = self.filters[name].filter(found, value)
        return found


def matching(person: Person, query: QueryDict) -> ImageQuerySet:
    """The person's visible pictures that have all the address asks for, in no order."""
    return ImageFilterSet(person, query).images


def sort_of(query: QueryDict) -> Sort:
    """What is no order is the newest first."""
    asked = query.get("sort_by", "")
    return next((sort for sort in SORTS if sort == asked), "newest")
