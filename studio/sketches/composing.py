"""The prompt that a sketch is drawn from: spec, style and variation in a fixed order; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.sketches.layouts import LAYOUTS
from studio.sketches.records import StyleRecord
from studio.sketches.spec import PromptSpec
from studio.sketches.variation import Variation

MAX_CHARACTERS = 2_400
MAX_INSTRUCTION_CHARACTERS = 1_000
PAPER = "Pure white empty background, one subject, nothing else."
GREY_ONLY = "Black, white and neutral grey only."
REFERENCES = (
    "Match the line quality and simplification of the attached drawings, not their subject."
)
NO_LETTERING = "No lettering, no words, no numbers."
_FIRST = {  # what is said first when a sketch failed that check
    "blank": "Draw the subject clearly and large; the sheet must not stay empty.",
    "colour": "No colour at all: black, white and neutral grey only.",
    "background": "The paper must be pure white and empty up to its edges.",
    "shading": "No shading, no gradients, no grey areas: lines and solid black alone.",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence and its weight: where space is short the lightest one goes, the last of equals."""

    text: str
    weight: int = 9


def compose(
    spec: PromptSpec,
    style: StyleRecord,
    variation: Variation,
    *,
    has_references: bool,
    failed: str = "",
) -> str:
    """At most 2,400 characters; `failed` names the check that a retry is to meet."""
    pieces = [
        _Piece(_FIRST.get(failed, "")),
        _Piece(style.style_sentence),
        _Piece(_sentence(spec.refined_intent)),
        *(_Piece(_sentence(each), 6) for each in _not_said(spec)),
        _Piece(_sentence(f"Layout: {LAYOUTS.get(variation.layout, variation.layout)}")),
        _Piece(_sentence(f"Exaggeration: {variation.words}")),
        _Piece(_sentence(_levers(style)), 5),
        _Piece(style.technique_sentence),
        *(_Piece(_sentence(rule), 4) for rule in style.do),
        _Piece(_sentence(style.feedback_summary), 3),
        _Piece(PAPER),
        _Piece(GREY_ONLY),
        _Piece(REFERENCES if has_references else ""),
        *(_Piece(item, 5 if own else 2) for item, own in _avoided(spec, style)),
        _Piece(_lettering(spec)),
    ]
    return _joined(_fitting([piece for piece in pieces if piece.text]))


def refine(instruction: str, style: StyleRecord) -> str:
    """For one sketch that goes along as a picture."""
    pieces = [
        _Piece("Redraw the attached sketch and change only this:"),
        _Piece(_sentence(instruction[:MAX_INSTRUCTION_CHARACTERS])),
        _Piece("Keep subject, pose, composition and line exactly as they are."),
        _Piece(style.technique_sentence),
        _Piece(PAPER),
        _Piece(GREY_ONLY),
    ]
    return _joined(_fitting(pieces))


_AVOID = "\ue000"  # marks what stands behind the word Avoid


def _avoided(spec: PromptSpec, style: StyleRecord) -> list[tuple[str, bool]]:
    """What is not wanted, and whether the person said so."""
    said = [(item, True) for item in spec.negative_constraints]
    every = [(item, False) for item in (*style.negative, *style.dont)] + said
    allowed = [
        (item, own)
        for item, own in every
        if own or not (spec.text_requested and _is_of_letters(item))
    ]
    return [(_AVOID + _bare(item), own) for item, own in dict.fromkeys(allowed)]


def _is_of_letters(item: str) -> bool:
    return any(word in item.lower() for word in ("letter", "text", "word"))


def _bare(item: str) -> str:
    """ "No hatching" behind "Avoid:" would be said twice over."""
    words = item.strip().rstrip(".")
    return words[3:] if words.lower().startswith("no ") else words


def _not_said(spec: PromptSpec) -> Sequence[str]:
    said = spec.refined_intent.lower()
    return [item for item in spec.must_have if item.lower() not in said]


def _levers(style: StyleRecord) -> str:
    return f"Exaggerate {', '.join(style.levers)}" if style.levers else ""


def _lettering(spec: PromptSpec) -> str:
    if spec.text_requested:
        return f"The only lettering is “{spec.text_requested}”."
    return NO_LETTERING


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return text if text[-1] in ".!?…" else f"{text}."


def _fitting(pieces: list[_Piece]) -> list[_Piece]:
    """All of it, or without the lightest; the person's own words are the last to be cut."""
    while len(_joined(pieces)) > MAX_CHARACTERS:
        lightest = min(piece.weight for piece in pieces)
        if lightest == _Piece("").weight:
            break
        last = max(at for at, piece in enumerate(pieces) if piece.weight == lightest)
        pieces = pieces[:last] + pieces[last + 1 :]
    return pieces


def _joined(pieces: Sequence[_Piece]) -> str:
    """Sentences, and all that is to be avoided in one of them."""
    avoided = [piece.text.removeprefix(_AVOID) for piece in pieces if piece.text[:1] == _AVOID]
    said = [piece.text for piece in pieces if piece.text[:1] != _AVOID]
    if avoided:
        said.insert(-1, f"Avoid: {', '.join(avoided)}.")
    return " ".join(said)
