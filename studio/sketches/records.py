"""A style's record: as it lies in a file, crosses the API and is kept with each version; pure.

The normative form is nested (`{"line": {"contour": …}}`); here it is flat, one name a fact, so
that the form, the API and the files are checked by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from studio.sketches.reading import RULES, Range

_PRETENCES = ("schema",)  # of the files; carries nothing


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a record: `field` is a name of `StyleRecord`."""

    field: str
    message: str

    @property
    def pointer(self) -> str:
        """Into the nested form: /line/contour."""
        path = _PATHS.get(self.field, (self.field,) if self.field else ())
        return "".join(f"/{step}" for step in path)


class BadRecord(ValueError):
    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRecord:
    """Widths are pixels of a drawing 1024 wide; shares and exaggeration run from 0 to 1."""

    key: str
    version: int = 1
    name: str
    description: str = ""
    best_for: tuple[str, ...] = ()
    line_weight: str = "medium"
    looseness: str = "medium"
    complexity: str = "simple"
    additional_rules: Mapping[str, str] = field(default_factory=dict)
    outline_px: Range = (14, 26)
    interior_px: Range = (8, 16)
    contour: str = "closed"
    variation: str = "uniform"
    primary: str = "round"
    secondary: str = ""
    silhouette: str = ""
    exaggeration: float = 0.5
    exaggeration_range: Range = (0.3, 0.7)
    levers: tuple[str, ...] = ()
    palette: str = "black-white"
    solid_black: str = "accents"
    max_flat_tones: int = 0
    background: str = "empty white"
    fill: Range = (0.65, 0.9)
    layouts: tuple[str, ...] = ("centred-front", "three-quarter", "profile")
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    style_sentence: str
    technique_sentence: str
    negative: tuple[str, ...] = ()
    include: tuple[str, ...] = ()  # references, by key or id
    exclude: tuple[str, ...] = ()
    top_k: int = 3
    exemplar: str = ""
    ink_share: Range = (0.02, 0.35)
    line_density: Range = (0.004, 0.05)
    stroke_rel_min: float = 0.007
    tone_area_max: float = 0.02
    feedback_summary: str = ""

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Of the nested form; raises BadRecord with all that is wrong."""
        return cls.from_flat(_flat(data))

    @classmethod
    def from_flat(cls, said: Mapping[str, Any]) -> Self:
        """What is left out gets its plain value; raises BadRecord."""
        values: dict[str, Any] = {}
        faults = []
        for name, rule in RULES.items():
            if name not in said and name not in _NEEDED:
                continue
            try:
                values[name] = rule(said.get(name, ""))
            except ValueError as error:
                faults.append(Fault(name, str(error)))
        if faults:
            raise BadRecord(*faults)
        record = cls(**values)
        if faults := [*_faults_between(record)]:
            raise BadRecord(*faults)
        return record

    def as_flat(self) -> dict[str, Any]:
        return asdict(self)

    def as_json(self) -> dict[str, Any]:
        """The normative, nested form."""
        made: dict[str, Any] = {}
        for name, path in _PATHS.items():
            place = made
            for step in path[:-1]:
                place = place.setdefault(step, {})
            place[path[-1]] = _plain(getattr(self, name))
        made["verify"]["max_flat_tones"] = self.max_flat_tones
        return made


def key_from(name: str) -> str:
    """A key of the name's words: "Bold Cartoon" is bold-cartoon."""
    words = re.findall(r"[a-z0-9]+", name.lower(), re.ASCII)
    return "-".join(words)[:50].strip("-") or "style"


def _flat(data: object) -> dict[str, Any]:
    """Each leaf under its own name; raises BadRecord for what no place is known for."""
    if not isinstance(data, Mapping):
        raise BadRecord(Fault("", "A style is an object."))
    known = {path: name for name, path in _PATHS.items()}
    found: dict[str, Any] = {}
    faults = []
    for path, value in _leaves(data):
        if path in known:
            found[known[path]] = value
        elif path != ("verify", "max_flat_tones") and path[0] not in _PRETENCES:
            faults.append(Fault("/".join(path), "There is no such field."))
    if faults:
        raise BadRecord(*faults)
    return found


def _leaves(data: Mapping[str, Any]) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, value in data.items():
        if name in _GROUPS and isinstance(value, Mapping):
            found += [((name, inner), each) for inner, each in value.items()]
        else:
            found.append(((name,), value))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _faults_between(record: StyleRecord) -> list[Fault]:
    low, high = record.exaggeration_range
    if not low <= record.exaggeration <= high:
        return [Fault("exaggeration", f"The usual value lies outside of {low:g} to {high:g}.")]
    return []


_NEEDED = {"key", "name", "style_sentence", "technique_sentence"}
_GROUPS = {
    "visual_rules": ["line_weight", "looseness", "complexity", "additional_rules"],
    "line": ["contour", "variation"],
    "shape_language": ["primary", "secondary", "silhouette"],
    "exaggeration": ["levers"],
    "palette": ["solid_black", "max_flat_tones"],
    "composition": ["background", "fill", "layouts"],
    "prompt": ["style_sentence", "technique_sentence", "negative"],
    "references": ["include", "exclude", "exemplar"],
    "verify": ["ink_share", "line_density", "stroke_rel_min", "tone_area_max"],
}
_RENAMED = {
    "key": ("id",),
    "outline_px": ("line", "outline_px_at_1024"),
    "interior_px": ("line", "interior_px_at_1024"),
    "exaggeration": ("exaggeration", "default"),
    "exaggeration_range": ("exaggeration", "range"),
    "palette": ("palette", "mode"),
    "top_k": ("references", "default_top_k"),
}
_GROUP_OF = {name: group for group, names in _GROUPS.items() for name in names}


def _path_of(name: str) -> tuple[str, ...]:
    if name in _RENAMED:
        return _RENAMED[name]
    return (_GROUP_OF[name], name) if name in _GROUP_OF else (name,)


_PATHS = {each.name: _path_of(each.name) for each in fields(StyleRecord)}
