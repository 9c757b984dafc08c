"""Everything that is wrong with a spec, at once; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from site_builder.validation.advice import advice
from site_builder.validation.form import form_problems
from site_builder.validation.parts import Part
from site_builder.validation.problems import Problem, listed
from site_builder.validation.reading import Unreadable, check_size, read
from site_builder.validation.rules import is_storable, rule_problems

__all__ = ["Problem", "Report", "is_storable", "validate", "validate_text"]

VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Report:
    """`document` is None where the text is no JSON object."""

    document: dict[str, Any] | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "warning")

    @property
    def is_valid(self) -> bool:
        return not self.errors


def validate_text(text: str) -> Report:
    try:
        document = read(text)
    except Unreadable as error:
        return Report(None, (error.problem,))
    return _checked(document)


def validate(document: Any) -> Report:
    """Of what was JSON already; its size is that of its shortest text."""
    try:
        check_size(_size_bytes(document))
    except Unreadable as error:
        return Report(_object(document), (error.problem,))
    return _checked(document)


def _size_bytes(document: Any) -> int:
    text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return len(text.encode(errors="surrogatepass"))


def _checked(document: Any) -> Report:
    try:
        return _report(document)
    except RecursionError:
        return Report(None, (Problem("", "too_large", "The spec is nested too deeply."),))


def _report(document: Any) -> Report:
    if not isinstance(document, dict):
        return Report(None, (Problem("", "type", "A spec is an object: { … }."),))
    if "specVersion" in document and document["specVersion"] != VERSION:
        said = "This is not a spec of version 1.0."
        return Report(document, (Problem("/specVersion", "unsupported_version", said),))
    part = Part("", document)
    return Report(document, listed([*form_problems(document), *rule_problems(part), *advice(part)]))


def _object(document: Any) -> dict[str, Any] | None:
    return document if isinstance(document, dict) else None
