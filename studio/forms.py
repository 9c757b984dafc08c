"""The composer's form: words as they were typed.  What they mean, and what is wrong with them,
`requesting` says in one place for every door."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms

from studio import templating
from studio.memory_field import IdsField
from studio.models import PersonGeneration, ResponseModality
from studio.reference_field import LARGEST_ID, ReferencesField
from studio.requesting import MAX_COUNT, GenerationRequest, Problem

MAX_BATCH_NAME = 200
STARTING_COUNT = 4  # a contact sheet; one click away from 1


def new_key() -> str:
    """A one-use name for the next submit, so that a double click is one batch."""
    return secrets.token_urlsafe(16)


class SlotInputs(forms.Widget):
    """One input for each slot, named `slot-<name>`; read as a whole."""

    prefix = "slot-"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        found = {
            key.removeprefix(self.prefix): data[key] for key in data if key.startswith(self.prefix)
        }
        return data.get(name) if isinstance(data.get(name), dict) else found


class SlotsField(forms.Field):
    """The words for a template's slots, by their names."""

    widget = SlotInputs

    def to_python(self, value: Any) -> dict[str, str]:
        return {name: str(word).strip() for name, word in (value or {}).items()}


class NameForm(forms.Form):
    """A batch's own name."""

    name = forms.CharField(
        required=False,
        max_length=MAX_BATCH_NAME,
        error_messages={"max_length": f"A name has up to {MAX_BATCH_NAME} characters."},
    )


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
    include_thoughts = forms.BooleanField(required=False)
    references = ReferencesField(required=False)
    key = forms.CharField(required=False, max_length=200)

    def show(self, problems: Iterable[Problem]) -> None:
        """Each sentence beside its field."""
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class ComposerForm(SettingsForm):
    """`slots` holds the words for the `{slots}` of the template that the prompt came from."""

    # What says something to the page and nothing to a model.
    OWN: ClassVar[frozenset[str]] = frozenset({"key", "template", "slots", "prompt", "session"})

    prompt = forms.CharField(required=False, strip=False)
    template = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    slots = SlotsField(required=False)
    memory_ids = IdsField(required=False)
    preset = forms.CharField(required=False, max_length=20)
    context_hash = forms.CharField(required=False, max_length=64)
    session = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def clean_prompt(self) -> str:
        """Line ends as they are counted on the page: a browser sends two characters for one."""
        return str(self.cleaned_data["prompt"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        """Each slot that has an input and still stands in the prompt wants its word."""
        said = self.cleaned_data
        empty = [
            name
            for name in templating.slots(said.get("prompt") or "")
            if said.get("slots", {}).get(name) == ""
        ]
        if empty:
            named = " and ".join(f"{{{name}}}" for name in empty)
            self.add_error("slots", f"Fill in {named}, or take it out of the prompt.")
        return said

    def request(self) -> GenerationRequest:
        """What a valid form asks for, the slots filled."""
        asked = {name: value for name, value in self.cleaned_data.items() if name not in self.OWN}
        if not asked["memory_ids"] and not asked["preset"]:
            asked["context_hash"] = None  # there was nothing to look at
        prompt = templating.fill(self.cleaned_data["prompt"], self.cleaned_data["slots"])
        return GenerationRequest(prompt=prompt, **asked)
