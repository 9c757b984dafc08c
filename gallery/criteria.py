"""What pictures can be asked for: each reads its words of the address and narrows by them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django_filters import Filter
from taggit.models import TaggedItem

from gallery import search
from gallery.models import Image, ImageQuerySet, Version

MAX_VALUES = 20
MAX_CHARACTERS = 100
_YES_OR_NO = {"": None, "true": True, "1": True, "false": False, "0": False}
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2900, 1, 1)  # of any time zone, on any database


class ManyField(forms.Field):
    """Several values of one name, as they are stored; none of them is known beforehand."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return [word.strip() for word in value or [] if word.strip()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > MAX_VALUES:
            raise ValidationError(f"Choose up to {MAX_VALUES}.")
        for word in value:
            if len(word) > MAX_CHARACTERS:
                raise ValidationError(f"Write up to {MAX_CHARACTERS} characters.")
            ProhibitNullCharactersValidator()(word)


class YesOrNoField(forms.Field):
    widget = forms.TextInput  # an address says true or false; a box says only true

    def to_python(self, value: Any) -> bool | None:
        try:
            return _YES_OR_NO[str(value or "").lower()]
        except KeyError:
            raise ValidationError("This is true or false.") from None


class Criterion(Filter):  # type: ignore[misc]  # django-filter has no types
    """One name of the address."""


class AnyOf(Criterion):
    """One of the values."""

    field_class: type[forms.Field] = ManyField

    def filter(self, images: ImageQuerySet, value: list[str]) -> ImageQuerySet:
        if not value:
            return images
        if len(value) == 1:  # an index in the order of the page serves one value, not several
            return images.filter(**{str(self.field_name): value[0]})
        return images.filter(**{f"{self.field_name}__in": value})


class Choice(AnyOf):
    """One of the values, all of which are known."""

    field_class: type[forms.Field] = forms.MultipleChoiceField


class Tags(Criterion):
    """All of the tags."""

    field_class = ManyField

    def filter(self, images: ImageQuerySet, value: list[str]) -> ImageQuerySet:
        kind = ContentType.objects.get_for_model(Image)
        for tag in value:
            tagged = TaggedItem.objects.filter(content_type=kind, tag__name=tag)
            images = images.among(tagged.values("object_id"))
        return images


class YesOrNo(Criterion):
    field_class = YesOrNoField

    def filter(self, images: ImageQuerySet, value: bool | None) -> ImageQuerySet:
        return images if value is None else images.filter(**{str(self.field_name): value})


class HasEdits(YesOrNo):
    """Whether pictures were made from it."""

    def filter(self, images: ImageQuerySet, value: bool | None) -> ImageQuerySet:
        if value is None:
            return images
        return images.filter(edit_count__gt=0) if value else images.filter(edit_count=0)


class History(Choice):
    """Made from another picture, or not; both together are all."""

    def filter(self, images: ImageQuerySet, value: list[str]) -> ImageQuerySet:
        if len(set(value)) != 1:
            return images
        versions = Version.objects.values("child")
        return images.among(versions) if value[0] == "edited" else images.not_among(versions)


class Day(Criterion):
    """From or up to a day, in the time zone of the person."""

    field_class = forms.DateField

    def filter(self, images: ImageQuerySet, value: date | None) -> ImageQuerySet:
        if value is None:
            return images
        clock = time.min if self.lookup_expr == "gte" else time.max
        day = min(max(value, _FIRST_DAY), _LAST_DAY)
        moment = timezone.make_aware(datetime.combine(day, clock))
        return images.filter(**{f"created_at__{self.lookup_expr}": moment})


class Period(Criterion):
    """The last so many days, today among them."""

    field_class = forms.ChoiceField

    def filter(self, images: ImageQuerySet, value: str) -> ImageQuerySet:
        if not value:
            return images
        first = timezone.localdate() - timedelta(days=int(value) - 1)
        return images.filter(created_at__gte=timezone.make_aware(datetime.combine(first, time.min)))


class WordsField(forms.CharField):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not search.words_of(value):
            raise ValidationError("Write a word or a number.")


class Words(Criterion):
    """All of the words, in prompt, description or tags."""

    field_class = WordsField

    def filter(self, images: ImageQuerySet, value: str) -> ImageQuerySet:
        return search.having(images, value) if value else images
