"""A sketch against its style: each rule measured before and after what can be put right.

Pure: a picture and a record in, a report and the enforced picture out.  A failing sketch is told
with its verdict; nothing is hidden (reference, A5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from PIL import Image

from studio.sketches import enforcement, near_duplicates
from studio.sketches.measuring import Measures, measure
from studio.sketches.reading import Range
from studio.sketches.records import StyleRecord

CLEAN, ENFORCED, FAILING = "clean", "clean after enforcement", "does not meet"
LETTERS = 5  # pieces in one row that may be a word
LEAST_SIDE_PX = {"512": 500, "0.5K": 500, "1K": 1000, "2K": 2000, "4K": 4000}
INK_SHARE: Range = (0.02, 0.35)  # of any style
LINE_DENSITY: Range = (0.004, 0.05)
BLANK_BELOW = 0.005
WORTH_RETRYING = ("blank", "colour", "background", "shading")
_MOST_COLOUR, _LEAST_WHITE, _LEAST_PAPER, _MOST_DARK = 0.002, 0.95, 245, 80
_MOST_TEXTURE = 2.0


@dataclass(frozen=True, slots=True)
class Limit:
    """From `least` to `most`; None where that side is open."""

    least: float | None = None
    most: float | None = None

    def allows(self, value: float) -> bool:
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        if self.least is None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.most is None else f"{self.least:g} to {self.most:g}"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: its measure before and after enforcement, and whether it held."""

    name: str
    limit: str
    value: float  # of the picture as it came
    after: float
    passed_before: bool
    passed: bool
    enforced: bool  # something was done about it


@dataclass(frozen=True, slots=True)
class Report:
    checks: tuple[Check, ...]
    notices: tuple[str, ...]  # what to look at, without a judgement
    dhash256: str

    @property
    def failing(self) -> list[str]:
        """The checks that do not hold after enforcement."""
        return [check.name for check in self.checks if not check.passed]

    @property
    def failing_before(self) -> list[str]:
        return [check.name for check in self.checks if not check.passed_before]

    @property
    def is_blank(self) -> bool:
        """A sheet with nothing on it counts as a failure."""
        return "blank" in self.failing

    @property
    def verdict(self) -> str:
        if self.failing:
            return f"{FAILING}: {', '.join(self.failing)}"
        return ENFORCED if self.failing_before else CLEAN

    @property
    def retried_for(self) -> str:
        """The first failing rule that another try may meet; "" where none is worth one.

        White paper that was made good needs no second picture.  Colour does: turned into grey,
        it leaves tones that nobody drew as lines.
        """
        failing = set(self.failing) | ({"colour"} & set(self.failing_before))
        return next((name for name in WORTH_RETRYING if name in failing), "")

    def as_json(self) -> list[dict[str, Any]]:
        """For `metadata.json` and the row."""
        return [asdict(check) for check in self.checks]


@dataclass(frozen=True, slots=True)
class Verified:
    picture: Image.Image  # enforced, 8-bit grey
    report: Report


def verify(
    picture: Image.Image, style: StyleRecord, *, resolution: str = "", posterise: bool = False
) -> Verified:
    """`resolution` is what was asked for, "" where the size does not matter."""
    rules = [*_rules(style)]
    size = Limit(least=LEAST_SIDE_PX[resolution]) if resolution in LEAST_SIDE_PX else None
    before = measure(picture)
    failing = {name for name, limit, value in rules if not limit.allows(value(before))}
    tones = max(style.max_flat_tones, 1) if posterise else 0
    made = enforcement.enforce(picture, failing, posterise_to=tones)
    after = measure(made) if failing else replace(before, colour=0.0)
    checks = [
        _check(name, limit, value(before), value(after), tones) for name, limit, value in rules
    ]
    if size is not None:
        longest = float(max(picture.size))
        checks.append(_check("size", size, longest, longest, tones))
    notices = ("possible lettering",) if after.letters >= LETTERS else ()
    report = Report(tuple(checks), notices, near_duplicates.dhash256(made))
    return Verified(made, report)


Rule = tuple[str, Limit, Callable[[Measures], float]]


def _rules(style: StyleRecord) -> Iterator[Rule]:
    """What every sketch has to be, then what this style wants."""
    ink, density = _within(style.ink_share, INK_SHARE), _within(style.line_density, LINE_DENSITY)
    yield "blank", Limit(least=BLANK_BELOW), lambda found: found.ink_share
    yield "colour", Limit(most=_MOST_COLOUR), lambda found: found.colour
    yield "background", Limit(least=_LEAST_WHITE), lambda found: found.background
    yield "paper", Limit(least=_LEAST_PAPER), lambda found: found.paper
    yield "contrast", Limit(most=_MOST_DARK), lambda found: found.contrast
    yield "shading", Limit(most=style.tone_area_max), lambda found: found.tone_area
    yield "flat tones", Limit(most=style.max_flat_tones), _unallowed_tones(style)
    yield "texture", Limit(most=_MOST_TEXTURE), lambda found: found.texture
    yield "ink share", ink, lambda found: found.ink_share
    yield "line density", density, lambda found: found.line_density
    yield "line weight", Limit(least=style.stroke_rel_min), lambda found: found.stroke_rel


def _unallowed_tones(style: StyleRecord) -> Callable[[Measures], float]:
    """A style without tones is held to its shading alone: a speck of grey is no tone."""
    if style.max_flat_tones == 0:
        return lambda found: 0
    return lambda found: found.flat_tones


def _within(own: Range, every: Range) -> Limit:
    return Limit(least=max(own[0], every[0]), most=min(own[1], every[1]))


def _check(name: str, limit: Limit, before: float, after: float, tones: int) -> Check:
    passed_before = limit.allows(before)
    return Check(
        name=name,
        limit=str(limit),
        value=round(before, 4),
        after=round(after, 4),
        passed_before=passed_before,
        passed=limit.allows(after),
        enforced=not passed_before and enforcement.repairs(name, posterise_to=tones),
    )
