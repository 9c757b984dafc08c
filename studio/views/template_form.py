"""The form of one template: its words, and what each `{slot}` of the text says at first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from gallery.wording import shortened
from studio import templating
from studio.models import Category, EngineModel, PromptTemplate
from studio.models.prompt_template import Field
from studio.requesting import Problem
from studio.template_entries import TemplateEntry, complete_fields

_LABEL, _DEFAULT = "label:", "default:"  # before a slot's name, the names of its two inputs
_NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A slot's two inputs; `number` makes their ids."""

    number: int
    name: str
    label: str
    default: str
    label_input: str
    default_input: str


class TemplateForm(forms.Form):
    """Words as they were typed; `TemplateEntry` says what is wrong with them."""

    name = forms.CharField(required=False)
    category = forms.ChoiceField(choices=Category.choices, initial=Category.PHOTOREALISTIC)
    description = forms.CharField(required=False)
    text = forms.CharField(required=False, strip=False)
    aspect_ratio = forms.CharField(required=False)
    model = forms.CharField(required=False)
    shared = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def entry(self) -> TemplateEntry:
        """What a valid form says, its fields taken from the inputs of the slots."""
        said = {name: self.cleaned_data[name] for name in self.base_fields if name != "shared"}
        return TemplateEntry(**said, fields=said_fields(self.data, said["text"]))

    def show(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)

    @property
    def rows(self) -> list[FieldRow]:
        """The slots of the text as it is now."""
        text = str(self["text"].value() or "")
        if self.is_bound:
            return rows_of(said_fields(self.data, text))
        return rows_of(complete_fields(text, self.initial.get("fields", ())))

    @property
    def ratios(self) -> list[str]:
        """All that today's models draw, and the template's own where none does any more."""
        offered = EngineModel.objects.offered().values_list("ratios", flat=True)
        every = dict.fromkeys(ratio for ratios in offered for ratio in ratios)
        return [*every, *_missing(str(self["aspect_ratio"].value() or ""), every)]

    @property
    def models(self) -> dict[str, str]:
        """Id and label, in the order of the composer."""
        every = dict(EngineModel.objects.offered().values_list("model_id", "label"))
        said = str(self["model"].value() or "")
        return every | {name: name for name in _missing(said, every)}


def initial_of(template: PromptTemplate) -> dict[str, Any]:
    """The form's values for a template that is there."""
    return TemplateEntry.of(template).as_json() | {"shared": template.shared}


def initial_from(prompt: str, requested: Mapping[str, Any]) -> dict[str, Any]:
    """A template of a prompt that was used: its first words are the name."""
    return {
        "name": name_from(prompt),
        "text": prompt,
        "aspect_ratio": requested.get("aspect_ratio") or "",
        "model": requested.get("model") or "",
    }


def name_from(prompt: str) -> str:
    return shortened(prompt, _NAME_CHARACTERS)


def said_fields(said: Mapping[str, Any], text: str) -> list[Field]:
    """One field for each slot of the text, with what its inputs say."""
    return [
        Field(
            name=name,
            label=str(said.get(_LABEL + name) or templating.label(name)),
            default=str(said.get(_DEFAULT + name) or ""),
        )
        for name in templating.slots(text)
    ]


def rows_of(fields: list[Field]) -> list[FieldRow]:
    return [
        FieldRow(
            number=number,
            name=field["name"],
            label=field["label"],
            default=field["default"],
            label_input=_LABEL + field["name"],
            default_input=_DEFAULT + field["name"],
        )
        for number, field in enumerate(fields, start=1)
    ]


def _missing(value: str, offered: Mapping[str, Any]) -> list[str]:
    return [value] if value and value not in offered else []
