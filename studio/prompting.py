"""The parts of a request into the prompt that is sent; pure."""

from __future__ import annotations

# The developer endpoint has no knob for people, so the setting goes as a sentence
# (reference, section 1.5).
_PEOPLE = {
    "dont_allow": "No people.",
    "allow_adult": "If people appear: adults only, no children.",
    "allow_all": "",
}


def assemble(prompt: str, *, person_generation: str) -> str:
    """The person's words first and unchanged, then what their settings add."""
    people = _PEOPLE[person_generation]
    return f"{prompt}\n\n{people}" if people else prompt
