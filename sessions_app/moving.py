"""Chosen pictures of the gallery into a session, one that is there or a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import User

from gallery import wording
from gallery.bulk_forms import BulkForm
from gallery.models import ImageQuerySet
from sessions_app import filing
from sessions_app.models import WorkSession
from sessions_app.models.work_session import MAX_SESSION_NAME

OFFERED = 200


class MoveForm(BulkForm):
    label, icon, submit = "Move", "sessions", "Move"
    fields_template = "sessions_app/_move_fields.html"

    session = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    name = forms.CharField(max_length=MAX_SESSION_NAME, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, *, person: User, images: ImageQuerySet
    ) -> None:
        super().__init__(data, person=person, images=images)
        own = WorkSession.objects.visible_to(person).filter(archived=False).last_changed_first()
        self.offered = {session.pk: session for session in own[:OFFERED]}
        choices = [(str(pk), session.name) for pk, session in self.offered.items()]
        self.fields["session"].choices = [("", "A new session"), *choices]  # type: ignore[attr-defined]
        self.into: WorkSession | None = None

    def title(self, count: int) -> str:
        return f"Move {wording.images(count)} to a session"

    def clean(self) -> dict[str, Any]:
        has_place = self.cleaned_data.get("session") or self.cleaned_data.get("name")
        if not self.errors and not has_place:
            self.add_error("name", "Name the new session, or choose one that is there.")
        return self.cleaned_data

    def begin(self) -> None:
        chosen = self.offered.get(self.cleaned_data["session"])
        name = self.cleaned_data["name"]
        self.into = chosen or WorkSession.objects.create(owner=self.person, name=name)

    def apply(self, pks: list[int]) -> None:
        if self.into is not None:
            filing.file(pks, self.into)

    def said(self, count: int) -> str:
        return f"{wording.images(count)} moved to “{self.into}”."
