from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]
MAX_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to change; `line` and `column` are told where the text is no JSON, from 1."""

    pointer: str
    code: str
    message: str
    severity: Severity = "error"
    line: int | None = None
    column: int | None = None

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "pointer": self.pointer,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
        }
        return said | ({"line": self.line, "column": self.column} if self.line else {})


def warning(pointer: str, code: str, message: str) -> Problem:
    return Problem(pointer, code, message, severity="warning")


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once, errors first, each kind by its pointer, and not more than anybody will read."""
    order = sorted(
        dict.fromkeys(problems),
        key=lambda each: (each.severity != "error", each.pointer, each.code, each.message),
    )
    return tuple(order[:MAX_PROBLEMS])
