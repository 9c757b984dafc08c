"""The form of a style: every fact of its record as an input of its own.

It only takes apart and puts together; what is wrong with a style its record says, for every door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from studio.models import SketchReference
from studio.sketches import layouts
from studio.sketches.reading import RULES
from studio.sketches.records import Fault, StyleRecord

LAYOUT_PLACES = 6  # as many as a run has sketches
INCLUDE, EXCLUDE = "include", "exclude"
_USE = "use:"  # before a reference's word
_TEXTS = (
    "name", "description", "secondary", "silhouette", "background", "style_sentence",
    "technique_sentence", "feedback_summary",
)  # fmt: skip
_BY_COMMA = ("best_for", "levers", "negative")
_BY_LINE = ("do", "dont")
_SPANS = (
    "outline_px", "interior_px", "exaggeration_range", "fill", "ink_share", "line_density",
)  # fmt: skip
_NUMBERS = ("exaggeration", "stroke_rel_min", "tone_area_max", "max_flat_tones", "top_k")
_CHOICES = (
    "line_weight", "looseness", "complexity", "contour", "variation", "primary", "palette",
    "solid_black",
)  # fmt: skip
_NOT_A_NUMBER = {"invalid": "Give a number.", "required": "Give a number."}


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """A drawing of the library, and what the style does with it: include, exclude or nothing."""

    reference: SketchReference
    use: str
    input: str


class StyleForm(forms.Form):
    """Words as they were typed; `flat()` is what `StyleRecord.from_flat` takes."""

    seen_version: int | None = None  # the newest, where the person was told of it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*_TEXTS, *_BY_COMMA, *_BY_LINE, "additional_rules"):
            self.fields[name] = forms.CharField(required=False)
        for name in _CHOICES:
            choices = [(each, each.capitalize()) for each in RULES[name].choices]
            self.fields[name] = forms.ChoiceField(choices=choices)
        for name in (*_NUMBERS, *(f"{each}_{end}" for each in _SPANS for end in ("from", "to"))):
            self.fields[name] = forms.FloatField(error_messages=_NOT_A_NUMBER)
        placed = [("", "None"), *((key, layouts.label(key)) for key in layouts.LAYOUTS)]
        for name in layout_names():
            self.fields[name] = forms.ChoiceField(choices=placed, required=False)
        self.fields["exemplar"] = forms.CharField(required=False)
        self.fields["version"] = forms.IntegerField(required=False)

    def flat(self) -> dict[str, Any]:
        """Of a valid form."""
        said = self.cleaned_data
        found: dict[str, Any] = {name: said[name] for name in (*_TEXTS, *_CHOICES, *_NUMBERS)}
        found |= {name: _parts(said[name], ",") for name in _BY_COMMA}
        found |= {name: _parts(said[name], "\n") for name in _BY_LINE}
        found |= {name: [said[f"{name}_from"], said[f"{name}_to"]] for name in _SPANS}
        found["additional_rules"] = _rules(said["additional_rules"])
        found["layouts"] = [said[name] for name in layout_names() if said[name]]
        found["exemplar"] = said["exemplar"]
        return found | {use: self._drawings_to(use) for use in (INCLUDE, EXCLUDE)}

    def _drawings_to(self, use: str) -> list[str]:
        return [
            name.removeprefix(_USE)
            for name, value in self.data.items()
            if name.startswith(_USE) and value == use
        ]

    def show(self, faults: Iterable[Fault]) -> None:
        """Each sentence beside its input."""
        for fault in faults:
            name = f"{fault.field}_from" if fault.field in _SPANS else fault.field
            name = layout_names()[0] if name == "layouts" else name
            self.add_error(name if name in self.fields else None, fault.message)

    def rows(self, references: Iterable[SketchReference]) -> list[ReferenceRow]:
        """The library with what is chosen for each, those of the style first."""
        made = [
            ReferenceRow(each, self._use_of(each.word), _USE + each.word) for each in references
        ]
        return sorted(made, key=lambda row: [INCLUDE, EXCLUDE, ""].index(row.use))

    @property
    def version_shown(self) -> int | str:
        """Of the style that the person has before them."""
        return self.seen_version or self["version"].value() or ""

    @property
    def layout_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in layout_names()]

    def _use_of(self, word: str) -> str:
        said = self.data if self.is_bound else self.initial
        use = str(said.get(_USE + word, ""))
        return use if use in {INCLUDE, EXCLUDE} else ""


def layout_names() -> list[str]:
    return [f"layout_{place}" for place in range(1, LAYOUT_PLACES + 1)]


def initial_of(record: StyleRecord) -> dict[str, Any]:
    flat = record.as_flat()
    said = {name: flat[name] for name in (*_TEXTS, *_CHOICES, *_NUMBERS, "exemplar", "version")}
    said |= {name: ", ".join(flat[name]) for name in _BY_COMMA}
    said |= {name: "\n".join(flat[name]) for name in _BY_LINE}
    for name in _SPANS:
        said[f"{name}_from"], said[f"{name}_to"] = flat[name]
    rules: Mapping[str, str] = record.additional_rules
    said["additional_rules"] = "\n".join(f"{name}: {rule}" for name, rule in rules.items())
    said |= dict(zip(layout_names(), record.layouts, strict=False))
    said |= {_USE + word: INCLUDE for word in record.include}
    return said | {_USE + word: EXCLUDE for word in record.exclude}


def _parts(text: str, mark: str) -> list[str]:
    return [part.strip() for part in text.split(mark) if part.strip()]


def _rules(text: str) -> dict[str, str]:
    """ "eyes: large" on each line; a line without a name is a rule of its number."""
    found = {}
    for number, line in enumerate(_parts(text, "\n"), start=1):
        name, colon, rule = line.partition(":")
        found[name.strip() if colon else f"rule {number}"] = (rule if colon else line).strip()
    return found
