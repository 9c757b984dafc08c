"""Text into a document."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from site_builder.validation.problems import Problem

MAX_BYTES = 512 * 1024


class Unreadable(Exception):
    """What was given is no JSON, or too much of it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read(text: str) -> Any:
    """Raises Unreadable."""
    check_size(len(text.encode(errors="surrogatepass")))
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except json.JSONDecodeError as error:
        said = f"This is not JSON: {_in_words(error.msg)} (line {error.lineno})."
        problem = Problem("", "invalid_json", said, line=error.lineno, column=error.colno)
        raise Unreadable(problem) from error
    except (ValueError, RecursionError) as error:
        said = "This is not JSON: it is nested too deeply, or a number in it is none."
        raise Unreadable(Problem("", "invalid_json", said, line=1, column=1)) from error


def check_size(size_bytes: int) -> None:
    """Raises Unreadable."""
    if size_bytes > MAX_BYTES:
        said = f"The spec has {size_bytes // 1024:,} KiB; 512 KiB fit."
        raise Unreadable(Problem("", "too_large", said))


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


def _in_words(message: str) -> str:
    return f"{message[:1].lower()}{message[1:]}"
