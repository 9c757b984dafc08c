"""What an operation raises instead of an answer; `config.api` turns it into problem+json."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was sent; `pointer` is a JSON pointer, "" for the whole.

    `code` and `severity` are told where each fault of a list has one of its own.
    """

    pointer: str
    message: str
    code: str = ""
    severity: str = ""

    def as_json(self) -> dict[str, str]:
        said = {"pointer": self.pointer, "message": self.message}
        own = {"code": self.code, "severity": self.severity}
        return said | {name: word for name, word in own.items() if word}


class Refusal(Exception):
    """An answer with an error status: a stable code, a sentence, what is wrong where.

    `members` stand beside the others in the problem document (`needed_usd`).
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        faults: tuple[Fault, ...] = (),
        members: dict[str, Any] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = faults
        self.members = members or {}
        self.retry_after_s = retry_after_s


def invalid(*faults: Fault, code: str = "invalid_request") -> Refusal:
    """422, its sentence that of the first fault."""
    return Refusal(422, code, faults[0].message, faults=faults)


def too_large(detail: str) -> Refusal:
    return Refusal(413, "too_large", detail)
