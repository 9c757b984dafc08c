"""The composer's form: words as they were typed.  What they mean, and what is wrong with them,
`requesting` says in one place for every door."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from studio.models import PersonGeneration, ResponseModality
from studio.requesting import MAX_COUNT, GenerationRequest, Problem

LARGEST_ID = 2**63 - 1
STARTING_COUNT = 4  # a contact sheet; one click away from 1


def new_key() -> str:
    """A one-use name for the next submit, so that a double click is one batch."""
    return secrets.token_urlsafe(16)


class IdsField(forms.Field):
    """Several hidden inputs of one name, each a row's id."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[int, ...]:
        try:
            ids = tuple(int(each) for each in value or ())
        except (TypeError, ValueError) as error:
            raise ValidationError("This is not an id.") from error
        if any(not 0 < each <= LARGEST_ID for each in ids):
            raise ValidationError("This is not an id.")
        return ids


class SettingsForm(forms.Form):
    """Field names are those of `GenerationRequest`; `key` names the submit."""

    model = forms.CharField(required=False)
    aspect_ratio = forms.CharField(required=False)
    resolution = forms.CharField(required=False)
    count = forms.IntegerField(
        initial=STARTING_COUNT,
        error_messages=dict.fromkeys(
            ("required", "invalid"), f"Choose between 1 and {MAX_COUNT} pictures."
        ),
    )
    response_modality = forms.CharField(required=False, initial=ResponseModality.IMAGE)
    person_generation = forms.CharField(required=False, initial=PersonGeneration.ALLOW_ADULT)
    google_search_enabled = forms.BooleanField(required=False)
    reference_image_ids = IdsField(required=False)
    key = forms.CharField(required=False, max_length=200)

    def show(self, problems: Iterable[Problem]) -> None:
        """Each sentence beside its field."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class ComposerForm(SettingsForm):
    prompt = forms.CharField(required=False, strip=False)

    def clean_prompt(self) -> str:
        """Line ends as they are counted on the page: a browser sends two characters for one."""
        return str(self.cleaned_data["prompt"]).replace("\r\n", "\n")

    def request(self) -> GenerationRequest:
        """What a valid form asks for."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return GenerationRequest(**asked)
