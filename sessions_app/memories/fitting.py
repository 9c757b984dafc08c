"""Memories cut to a budget, always in the same way; pure.

The first is the most important: contexts go first, then ends of contents, then whole memories,
each from the last upward.  Pinned ones may become shorter and are never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from sessions_app.memories import tokens
from sessions_app.memories.framing import Entry

LEAST_CONTENT = 80  # tokens that stay of a content that is shortened
_ENDS = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|[。！？]|\n")  # noqa: RUF001  of sentences
_WORD_ENDS = re.compile(r"(?<=\S)(?=\s)")
_SIGNS = re.compile(r"(?s).")
_MARK_TOKENS = tokens.count("[shortened: 10,000 of 20,000 tokens]") + 1


class Outcome(StrEnum):
    FULL = "full"
    WITHOUT_CONTEXT = "without_context"
    SHORTENED = "shortened"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Fitted:
    """`entry` is what is sent of it; None where it is left out."""

    original: Entry
    entry: Entry | None
    size_tokens: int
    outcome: Outcome


class TooLarge(ValueError):
    """The pinned memories alone are more than fits."""

    def __init__(self, pinned: Sequence[Entry], needed: int, budget: int) -> None:
        super().__init__(f"{needed} of {budget} tokens")
        self.pinned = pinned
        self.needed = needed
        self.budget = budget


def fit(entries: Sequence[Entry], budget: int) -> list[Fitted]:
    """All of them in their order, each with what becomes of it; raises TooLarge."""
    kept: list[Entry | None] = list(entries)
    sizes = [entry.size_tokens for entry in entries]
    for step, place in product(_STEPS, reversed(range(len(kept)))):
        excess, entry = sum(sizes) - budget, kept[place]
        if excess > 0 and entry is not None:
            kept[place] = changed = step(entry, excess)
            sizes[place] = changed.size_tokens if changed else 0
    if sum(sizes) > budget:
        raise TooLarge([each for each in entries if each.pinned], sum(sizes), budget)
    return [
        Fitted(original, entry, size, _outcome(original, entry))
        for original, entry, size in zip(entries, kept, sizes, strict=True)
    ]


def _without_context(entry: Entry, excess: int) -> Entry:
    return replace(entry, context="")


def _left_out(entry: Entry, excess: int) -> Entry | None:
    return entry if entry.pinned else None


def _shortened(entry: Entry, excess: int) -> Entry:
    """Its content cut at the end of a sentence, as far as needed; itself where that wins none."""
    whole = tokens.count(entry.content)
    end = _cut(entry.content, max(LEAST_CONTENT, whole - excess - _MARK_TOKENS))
    content = entry.content[:end].rstrip()
    mark = f"[shortened: {tokens.count(content):,} of {whole:,} tokens]"
    shorter = replace(entry, content=content, mark=mark)
    return shorter if shorter.size_tokens < entry.size_tokens else entry


_STEPS = (_without_context, _shortened, _left_out)  # each is tried on all before the next


def _cut(text: str, wanted: int) -> int:
    """Where the text ends at about `wanted` tokens and never below the least.

    The last sentence that fits; else the first one that is not much longer; else a word.
    """
    last = 0
    for end, size in _ends(_ENDS, text):
        if size > wanted:
            if last:
                return last
            return end if size <= 2 * wanted else _word_end(text, wanted)
        if size >= LEAST_CONTENT:
            last = end
    return last or _word_end(text, wanted)


def _word_end(text: str, wanted: int) -> int:
    """The first end of a word at or beyond `wanted` tokens; of a text without words, the sign."""
    for end, size in _ends(_WORD_ENDS, text):
        if size > 2 * wanted:
            break
        if size >= wanted:
            return end
    return next((end for end, size in _ends(_SIGNS, text) if size >= wanted), len(text))


def _ends(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where each match ends, and how many tokens the text has up to there."""
    start = spent = 0
    for found in pattern.finditer(text):
        spent += tokens.units(text[start : found.end()])
        start = found.end()
        yield start, tokens.rounded_up(spent)


def _outcome(original: Entry, entry: Entry | None) -> Outcome:
    if entry is None:
        return Outcome.OMITTED
    if entry.mark:
        return Outcome.SHORTENED
    return Outcome.FULL if entry.context == original.context else Outcome.WITHOUT_CONTEXT
