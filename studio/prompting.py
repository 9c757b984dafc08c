"""The parts of a request into the prompt that is sent; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAX_NOTE_CHARACTERS = 200
# What a reference image may be there for, and how the model is told so.
ROLES = {
    "style": "the style reference",
    "person": "the person",
    "product": "the product",
    "object": "the object",
    "composition": "the reference for the composition",
}
# The developer endpoint has no knob for people, so the setting goes as a sentence
# (reference, section 1.5).
_PEOPLE = {
    "dont_allow": "No people.",
    "allow_adult": "If people appear: adults only, no children.",
    "allow_all": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A picture that goes along: what it is there for ("": nothing in particular), and a remark."""

    image_id: int
    role: str = ""  # of ROLES
    note: str = ""

    def as_json(self) -> dict[str, object]:
        return {"image_id": self.image_id, "role": self.role, "note": self.note}


def references_in(requested: Mapping[str, Any]) -> tuple[Reference, ...]:
    """Those of a request as `Generation.requested` keeps it, in their order."""
    if told := requested.get("references"):
        return tuple(Reference(**each) for each in told)
    return tuple(Reference(image_id=pk) for pk in requested.get("reference_image_ids") or ())


def with_context(prompt: str, context: str) -> str:
    """What is known stands before what is asked."""
    return f"{context}\n\n{prompt}" if context else prompt


def told(prompt: str, requested: Mapping[str, Any]) -> str:
    """The prompt after its memories and preset, as `Generation.requested` keeps them."""
    return with_context(prompt, (requested.get("context") or {}).get("text", ""))


def assemble(
    prompt: str,
    *,
    person_generation: str,
    references: Sequence[Reference] = (),
    first_number: int = 1,
) -> str:
    """The person's words first and unchanged, then what their settings and pictures add.

    `first_number` is that of the first reference among all pictures that go along.
    """
    added = [" ".join(_introductions(references, first_number)), _PEOPLE[person_generation]]
    return "\n\n".join([prompt, *filter(None, added)])


def _introductions(references: Iterable[Reference], first_number: int) -> Iterator[str]:
    """ "Image 2 is the product: the blue bottle."; nothing about one of which nothing was said."""
    for number, reference in enumerate(references, start=first_number):
        note = " ".join(reference.note.split())
        said = f"Image {number} is {ROLES[reference.role]}" if reference.role else f"Image {number}"
        if note:
            yield f"{said}: {note}" if note.endswith((".", "!", "?")) else f"{said}: {note}."
        elif reference.role:
            yield f"{said}."
