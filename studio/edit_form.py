"""The editor's form: words as they were typed.  What is wrong with them `editing` says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, replace
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from studio.editing.plans import Plan
from studio.editing.requesting import MAX_REGIONS, EditRequest, Grade, Mode, Region
from studio.forms import SettingsForm
from studio.requesting import Problem

MAX_COUNT = 4
STARTING_COUNT = 1  # an edit is looked at beside its source, not on a sheet
FULL_PERCENT = 100
SLIDERS = ("warmth", "contrast", "saturation", "brightness")
X, Y, WIDTH, HEIGHT, WORDS = (f"region_{part}" for part in ("x", "y", "width", "height", "prompt"))
# Which of the fields a mode reads; the others keep what they say until their mode is chosen again.
WITH_REFERENCES = frozenset({Mode.FREE, Mode.ADD, Mode.STYLE})


class RegionRow(NamedTuple):
    """One row of the list as it was typed: sides in percent of the picture."""

    x: str = "35"
    y: str = "35"
    width: str = "30"
    height: str = "30"
    prompt: str = ""


class RegionInputs(forms.Widget):
    """Five inputs of the same place; what is missing at the end is empty."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if not isinstance(data, QueryDict):
            return data.get(name)
        columns = (data.getlist(each) for each in (X, Y, WIDTH, HEIGHT, WORDS))
        return [RegionRow(*row) for row in zip_longest(*columns, fillvalue="")]


class RegionsField(forms.Field):
    """Cleans to regions; a side that is no number is told beside the list."""

    widget = RegionInputs

    def to_python(self, value: Any) -> tuple[Region, ...]:
        try:
            return tuple(_region(RegionRow(*row)) for row in value or ())
        except ValueError as error:
            message = "Give each side of a region as a number from 0 to 100."
            raise forms.ValidationError(message) from error


class SliderField(forms.IntegerField):
    """-100 to 100, and 0 for as it is."""

    def __init__(self) -> None:
        words = "Choose between -100 and 100."
        super().__init__(
            required=False,
            initial=0,
            min_value=-FULL_PERCENT,
            max_value=FULL_PERCENT,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
        )

    def clean(self, value: Any) -> int:
        return super().clean(value) or 0


class EditForm(SettingsForm):
    """Field names are those of `EditRequest`; a grade's parts stand by themselves."""

    response_modality = None  # type: ignore[assignment]  # an edit answers with a picture
    person_generation = None  # type: ignore[assignment]
    google_search_enabled = None  # type: ignore[assignment]
    include_thoughts = None  # type: ignore[assignment]

    mode = forms.ChoiceField(
        choices=Mode.choices,
        initial=Mode.FREE,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what to change."),
    )
    prompt = forms.CharField(required=False, strip=False)
    preserve_composition = forms.BooleanField(required=False, initial=True)
    regions = RegionsField(required=False)
    keep_pixels = forms.BooleanField(required=False, initial=True)
    style = forms.CharField(required=False)
    look = forms.CharField(required=False)
    warmth = SliderField()
    contrast = SliderField()
    saturation = SliderField()
    brightness = SliderField()
    count = forms.IntegerField(
        initial=STARTING_COUNT,
        min_value=1,
        max_value=MAX_COUNT,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Choose between 1 and {MAX_COUNT} pictures.",
        ),
    )

    def show(self, problems: Iterable[Problem]) -> None:
        """As the others do; what the page asks for in another place is told there."""
        places = {"reference_image_ids": "references", "grade": "look"}
        super().show(replace(each, field=places.get(each.field, each.field)) for each in problems)

    def clean_prompt(self) -> str:
        return str(self.cleaned_data["prompt"]).replace("\r\n", "\n")

    def request(self, image_id: int) -> EditRequest:
        """What a valid form asks for; fields of other modes are left out."""
        said = self.cleaned_data
        mode = Mode(said["mode"])
        references = said["references"] if mode in WITH_REFERENCES else ()
        return EditRequest(
            image_id=image_id,
            prompt=said["prompt"],
            mode=mode,
            preserve_composition=said["preserve_composition"],
            regions=said["regions"] if mode == Mode.REGION else (),
            style=said["style"] if mode == Mode.STYLE else "",
            grade=self._grade() if mode == Mode.GRADE else None,
            reference_image_ids=tuple(each.image_id for each in references),
            model=said["model"],
            aspect_ratio=said["aspect_ratio"] if mode == Mode.EXTEND else "",
            resolution=said["resolution"],
            count=said["count"],
            keep_pixels=said["keep_pixels"],
        )

    def _grade(self) -> Grade:
        said = self.cleaned_data
        return Grade(look=said["look"], **{name: said[name] for name in SLIDERS})


def values_of(plan: Plan) -> dict[str, Any]:
    """The form that asks for the same again, but for model, size and count."""
    grade = plan.grade or Grade()
    rows = [
        RegionRow(*(_percent(side) for side in astuple(each)[:4]))._replace(prompt=each.prompt)
        for each in plan.regions
    ]
    return {
        "mode": plan.mode,
        "prompt": plan.words,
        "preserve_composition": plan.preserve_composition,
        "regions": rows,
        "keep_pixels": plan.keep_pixels,
        "style": plan.style,
        "aspect_ratio": plan.aspect_ratio,
        **grade.as_json(),
    }


def change_regions(data: QueryDict) -> None:
    """What the buttons of the list do without script: `region_add`, `region_remove=2`."""
    rows = RegionInputs().value_from_datadict(data, {}, "regions")
    if "region_add" in data and len(rows) < MAX_REGIONS:
        rows.append(RegionRow())
    gone = data.get("region_remove", "")
    rows = [row for number, row in enumerate(rows, start=1) if str(number) != gone]
    for place, name in enumerate((X, Y, WIDTH, HEIGHT, WORDS)):
        data.setlist(name, [row[place] for row in rows])


def _region(row: RegionRow) -> Region:
    x, y, width, height = (_share(side) for side in row[:4])
    return Region(x=x, y=y, width=width, height=height, prompt=row.prompt.strip())


def _percent(share: float) -> str:
    return f"{share * FULL_PERCENT:.1f}".removesuffix(".0")


def _share(percent: str) -> float:
    """ "25.5" becomes 0.255; raises ValueError where it is no number."""
    share = float(percent.replace(",", ".")) / FULL_PERCENT
    if not math.isfinite(share):
        raise ValueError(percent)
    return round(share, 5)
