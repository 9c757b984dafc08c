"""The gallery narrowed to a session, or to what is filed in any."""

from __future__ import annotations

from django import forms
from django_filters import Filter

from gallery.criteria import Criterion, YesOrNo
from gallery.filters import REGISTERED, Person, Registered
from gallery.models import ImageQuerySet
from sessions_app.models import SessionImage, WorkSession


class InSession(Criterion):
    field_class = forms.ModelChoiceField

    def filter(self, images: ImageQuerySet, value: WorkSession | None) -> ImageQuerySet:
        if value is None:
            return images
        return images.among(value.session_images.values("image"))


class InAnySession(YesOrNo):
    def filter(self, images: ImageQuerySet, value: bool | None) -> ImageQuerySet:
        if value is None:
            return images
        filed = SessionImage.objects.filter(work_session__deleted_at__isnull=True).values("image")
        return images.among(filed) if value else images.not_among(filed)


def register() -> None:
    REGISTERED["in_session"] = Registered(_any_session, lambda yes: _IN_ANY if yes else _IN_NONE)
    REGISTERED["session_id"] = Registered(_session, str)


_IN_ANY, _IN_NONE = "From a session", "From no session"


def _any_session(person: Person) -> Filter:
    return InAnySession(label=_IN_ANY)


def _session(person: Person) -> Filter:
    return InSession(
        label="Session",
        queryset=WorkSession.objects.visible_to(person).last_changed_first(),
        empty_label="Any session",
        error_messages={"invalid_choice": "There is no such session."},
        widget=forms.Select({"class": "input"}),
    )
