"""What the editor shows besides an outcome: its form, ready to draw, and the picture's versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from gallery.models import Image, Version
from studio import spending
from studio.defaults import Defaults
from studio.edit_form import MAX_COUNT, SLIDERS, EditForm, RegionRow, values_of
from studio.editing import estimating
from studio.editing.plans import plan_in
from studio.editing.requesting import LOOKS, MAX_REGIONS, STYLES, EditRequest, Mode, Region
from studio.models import EngineModel, Generation
from studio.requesting import RequestRefused
from studio.views.choices import Choice
from studio.views.composer import Composer, Cost
from studio.views.places import Place, editor_of
from studio.wording import TIMES, usd, usd_each

_ANY_REGION = Region(0.35, 0.35, 0.3, 0.3)  # as large as the first one that a button adds
_ANY_WORD = "picture"  # stands for an instruction that is not written yet
WIDE, SQUARE = "16:9", "1:1"
STRIP = 40  # versions shown under the picture, the newest
_MODES = {
    Mode.FREE: ("Describe a change", "edit"),
    Mode.ADD: ("Add or remove", "addremove"),
    Mode.REGION: ("Repaint a region", "region"),
    Mode.STYLE: ("Transfer a style", "brush"),
    Mode.GRADE: ("Grade the colour", "palette"),
    Mode.EXTEND: ("Extend or reframe", "expand"),
}
_ENDS = {
    "warmth": ("Warmth", "cooler", "warmer"),
    "contrast": ("Contrast", "softer", "harder"),
    "saturation": ("Saturation", "muted", "vivid"),
    "brightness": ("Brightness", "darker", "brighter"),
}


@dataclass(frozen=True, slots=True)
class ModeTab:
    value: str
    label: str
    icon: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Slider:
    name: str
    label: str
    less: str
    more: str
    value: object


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A region as the list shows it; `whole` is its place in whole percent."""

    number: int
    sides: RegionRow

    @property
    def whole(self) -> RegionRow:
        return RegionRow(*(_whole(side) for side in self.sides[:4]))

    @property
    def share(self) -> RegionRow:
        """As numbers for the drawing; 0 where a side is none."""
        return RegionRow(*(str(_number(side)) for side in self.sides[:4]))


class Editor(Composer):
    """Drawn by `studio/_edit_form.html`; `image` is the picture that is changed."""

    max_count = MAX_COUNT
    max_regions = MAX_REGIONS

    def __init__(self, form: EditForm, image: Image, *, by: AbstractBaseUser) -> None:
        super().__init__(form, by=by)
        self.image = image

    @property
    def place(self) -> Place:
        return editor_of(self.image.pk)

    @property
    def url(self) -> str:
        return edit_url(self.image)

    @property
    def mode(self) -> str:
        said = self._word("mode")
        return said if said in _MODES else Mode.FREE.value

    @property
    def modes(self) -> list[ModeTab]:
        return [
            ModeTab(mode.value, label, icon, mode == self.mode)
            for mode, (label, icon) in _MODES.items()
        ]

    @property
    def regions(self) -> list[NumberedRow]:
        said = self.form["regions"].value() or ()
        return [NumberedRow(number, RegionRow(*row)) for number, row in enumerate(said, start=1)]

    @property
    def blank_region(self) -> NumberedRow:
        return NumberedRow(0, RegionRow())

    @property
    def styles(self) -> list[Choice]:
        said = self._word("style")
        return [
            Choice(key, style.label, key == said, hint=style.words) for key, style in STYLES.items()
        ]

    @property
    def looks(self) -> list[Choice]:
        said = self._word("look")
        return [
            Choice(key, look.label, key == said, hint=look.words) for key, look in LOOKS.items()
        ]

    @property
    def sliders(self) -> list[Slider]:
        return [Slider(name, *_ENDS[name], value=self._said(name) or 0) for name in SLIDERS]

    @cached_property
    def resolution(self) -> str:
        """ "" for the size that comes nearest to what is sent."""
        asked = self._word("resolution")
        return asked if asked in self.model.sizes else ""

    @property
    def resolutions(self) -> list[Choice]:
        return [Choice("", "Auto", not self.resolution), *super().resolutions]

    @property
    def ratio(self) -> str:
        asked = self._word("aspect_ratio")
        return asked if asked in self.model.ratios else target_ratio(self.image, self.model)

    @property
    def version_label(self) -> str:
        return label_of(self.image)

    # --- What it costs

    @cached_property
    def cost(self) -> Cost:
        form = EditForm({name: self._said(name) for name in self.form.fields})
        if not form.is_valid():
            return Cost("", str(next(iter(form.errors.values()))[0]))
        try:
            found = estimating.estimate(self._priced(form), by=self.by)
        except RequestRefused as refused:
            return Cost("", refused.problems[0].message)
        size = found.resolved[0].resolution
        each = usd_each(found.each_usd or found.cost_usd)
        how = f"{found.images} {TIMES} {each}, {self.model.short_label} {size}".strip()
        over = spending.of_budget(found, by=self.by)
        return Cost(usd(found.cost_usd), how, over, is_over=bool(over))

    def _priced(self, form: EditForm) -> EditRequest:
        """With something in the place of what is not said, marked or chosen yet."""
        asked = form.request(self.image.pk)
        return replace(
            asked,
            prompt=asked.prompt.strip() or _ANY_WORD,
            regions=asked.regions or (_ANY_REGION,) * (asked.mode == Mode.REGION),
            aspect_ratio=self.ratio if asked.mode == Mode.EXTEND else "",
        )


@dataclass(frozen=True, slots=True)
class VersionLink:
    """One picture of the tree, in the strip and in the choice of what is compared."""

    image: Image
    number: int
    words: str
    is_source: bool

    @property
    def label(self) -> str:
        return f"v{self.number}"

    @property
    def url(self) -> str:
        return edit_url(self.image)


def versions_of(image: Image) -> list[VersionLink]:
    """The picture's tree, oldest first: its root, and the newest versions that are still there."""
    visible = Image.objects.visible_to(image.owner).for_cards()
    rows = Version.objects.of_family(image).filter(child__in=visible).reverse()[:STRIP]
    found = {row.child_id: row for row in rows}
    pictures = visible.in_bulk(list(found))
    links = [(pictures[pk], row.number, row.words) for pk, row in reversed(found.items())]
    if root := visible.filter(uuid=image.family).first():
        links.insert(0, (root, 1, "Original"))
    return [
        VersionLink(each, number, words, is_source=each.pk == image.pk)
        for each, number, words in links
    ]


def label_of(image: Image) -> str:
    """ "v1" for the root of a tree."""
    version = getattr(image, "version", None)
    return f"v{version.number}" if version is not None else "v1"


def edit_url(image: Image) -> str:
    return reverse("studio:edit", args=[image.pk])


def starting_values(
    image: Image, *, by: AbstractBaseUser, said: Mapping[str, str]
) -> dict[str, Any]:
    """What a new edit starts with: the person's model, and words that came by a link."""
    named = {name: said[name] for name in ("mode", "prompt", "model") if name in said}
    return {"model": Defaults(by).starting_values()["model"]} | named


def values_again(generation: Generation, *, count: int) -> dict[str, Any]:
    """The form that asked for it."""
    plan = plan_in(generation.requested)
    asked = generation.requested
    own = values_of(plan) if plan else {}
    references = [
        each for each in asked["references"] if not plan or each["image_id"] != plan.image_id
    ]
    return own | {"model": asked["model"], "count": count, "references": references}


def target_ratio(image: Image, model: EngineModel) -> str:
    """A shape that is worth extending to: wide, or square where the picture is wide already."""
    wished = SQUARE if image.ratio in {WIDE, "21:9", "4:1", "8:1"} else WIDE
    return wished if wished in model.ratios else model.default_ratio


def _whole(side: str) -> str:
    return str(round(_number(side)))


def _number(side: str) -> float:
    try:
        return min(max(float(side), 0.0), 100.0)
    except ValueError:
        return 0.0
