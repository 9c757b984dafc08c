"""The editor of a site's spec: what it shows, and what saving it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from site_builder import business, revisions, starting, validation
from site_builder.business import BusinessForm
from site_builder.models import Origin, Site, SiteSpec
from site_builder.positions import Position, Positions
from site_builder.validation import Problem

REVISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Marked:
    """A problem and where it stands in the text."""

    problem: Problem
    place: Position


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: a revision, or pictures that were put in one after the other."""

    spec: SiteSpec  # the newest of them
    count: int

    @property
    def label(self) -> str:
        if self.count == 1 or self.spec.origin != Origin.ENRICHED:
            return str(self.spec.get_origin_display())
        return f"{self.count} pictures put in"


@dataclass(slots=True)
class Editor:
    """`base` is the revision that the text goes back to; `over` one that it may follow."""

    form: BusinessForm
    text: str
    base: int
    over: int
    marked: list[Marked] = field(default_factory=list)
    is_json: bool = True

    @property
    def errors(self) -> list[Marked]:
        return [each for each in self.marked if each.problem.severity == "error"]

    @property
    def warnings(self) -> list[Marked]:
        return [each for each in self.marked if each.problem.severity == "warning"]


def opened(site: Site, spec: SiteSpec) -> Editor:
    """As the revision stands."""
    text = starting.written(spec.document) if spec.document is not None else spec.text
    problems = [Problem(**each) for each in spec.problems]
    form = _form_of(_initial(site, spec.revision))
    return _editor(form, text, problems, base=spec.revision, over=0)


def typed(site: Site, said: Any, *, base: int, over: int) -> tuple[Editor, validation.Report]:
    """What was typed, the form's changes written into the text where that can be read."""
    form = BusinessForm(said, initial=_initial(site, base))
    text = said.get("text", "").replace("\r\n", "\n").replace("\x00", "")
    report = validation.validate_text(text)
    if report.document is None:
        return _editor(form, text, report.problems, base=base, over=over), report
    if form.has_changed():
        report = validation.validate(form.written_into(report.document))
        text = starting.written(report.document)
    # From here on the form says what the document says, lest it undoes what was typed there.
    form = _form_of(business.initial_of(report.document or {}))
    return _editor(form, text, report.problems, base=base, over=over), report


def history(site: Site) -> list[Entry]:
    """The newest first; pictures that came in a row are one line."""
    rows = site.specs.newest_first().defer("document", "text", "problems")
    return list(_grouped(rows[: REVISIONS_SHOWN * 4]))[:REVISIONS_SHOWN]


def _grouped(rows: Iterable[SiteSpec]) -> Iterator[Entry]:
    for origin, group in groupby(rows, key=lambda row: row.origin):
        together = list(group)
        if origin == Origin.ENRICHED:
            yield Entry(together[0], len(together))
        else:
            yield from (Entry(spec, 1) for spec in together)


def _initial(site: Site, revision: int) -> dict[str, str]:
    readable = revisions.readable(site, revision)
    return business.initial_of(readable.document or {}) if readable else {}


def _editor(
    form: BusinessForm, text: str, problems: Iterable[Problem], *, base: int, over: int
) -> Editor:
    listed = list(problems)
    is_json = not any(problem.line for problem in listed)
    editor = Editor(form, text, base, over, _marked(text, listed, is_json=is_json), is_json)
    form.show(listed)
    return editor


def _form_of(said: dict[str, str]) -> BusinessForm:
    """Bound, so that what is wrong stands beside its field, and with nothing changed in it."""
    return BusinessForm(said, initial=said)


def _marked(text: str, problems: list[Problem], *, is_json: bool) -> list[Marked]:
    if not problems:
        return []
    if not is_json or _is_too_large(problems):
        first = Position(1, 1)
        return [
            Marked(each, Position(each.line, each.column or 1) if each.line else first)
            for each in problems
        ]
    positions = Positions(text)
    return [Marked(each, positions.of(each.pointer)) for each in problems]


def _is_too_large(problems: list[Problem]) -> bool:
    return any(each.code == "too_large" and not each.pointer for each in problems)
