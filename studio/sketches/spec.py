"""What a concept was understood to say, shown and editable before money is spent; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, Self

from gallery.texts import is_storable

MAX_CONCEPT_CHARACTERS = 1_000
MAX_ITEMS, MAX_ITEM_CHARACTERS = 12, 160
Compiler = Literal["rules", "model"]
_LISTS = ("must_have", "negative_constraints")
_LONGEST = {"intent": MAX_CONCEPT_CHARACTERS, "refined_intent": MAX_CONCEPT_CHARACTERS}

# What a text model is asked to answer with, and what it is held to.
_WHOLE = {"type": "string", "maxLength": MAX_CONCEPT_CHARACTERS}
_TEXT = {"type": "string", "maxLength": MAX_ITEM_CHARACTERS}
_TEXTS = {"type": "array", "items": _TEXT, "maxItems": MAX_ITEMS}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "refined_intent": _WHOLE,
        "subject": _TEXT,
        "action": _TEXT,
        "mood": _TEXT,
        "viewpoint": _TEXT,
        "must_have": _TEXTS,
        "negative_constraints": _TEXTS,
        "text_requested": {"type": ["string", "null"], "maxLength": MAX_ITEM_CHARACTERS},
        "language": _TEXT,
    },
    "required": ["refined_intent", "subject", "must_have", "negative_constraints", "language"],
}


class BadSpec(ValueError):
    """`problems` tells by field what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {said}" for name, said in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptSpec:
    """`intent` is verbatim; `text_requested` the words to be lettered, None for no lettering."""

    intent: str
    refined_intent: str
    subject: str = ""
    action: str = ""
    mood: str = ""
    viewpoint: str = ""
    must_have: tuple[str, ...] = ()
    negative_constraints: tuple[str, ...] = ()
    text_requested: str | None = None
    language: str = "en"
    compiler: Compiler = "rules"

    @classmethod
    def from_json(cls, said: object, *, intent: str = "", compiler: Compiler = "rules") -> Self:
        """Of a row, of a person's correction or of a model's answer; raises BadSpec."""
        if not isinstance(said, Mapping):
            raise BadSpec({"": "A spec is an object."})
        names = [each.name for each in fields(cls)]
        values, problems = _cleaned({name: said[name] for name in names if name in said})
        values = {"intent": intent, "compiler": compiler} | values
        if unknown := sorted(set(map(str, said)) - set(names)):
            problems[unknown[0]] = "There is no such field."
        if not values.get("refined_intent") and "refined_intent" not in problems:
            problems["refined_intent"] = "Say what is to be drawn."
        if problems:
            raise BadSpec(problems)
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {name: list(getattr(self, name)) for name in _LISTS}


def _cleaned(said: Mapping[str, object]) -> tuple[dict[str, Any], dict[str, str]]:
    """What can be used, and by field what is wrong with the rest."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, value in said.items():
        try:
            values[name] = _clean(name, value)
        except ValueError as error:
            problems[name] = str(error)
    return values, problems


def _clean(name: str, value: object) -> Any:
    """Raises ValueError with a sentence."""
    if name in _LISTS:
        return _items(value)
    if name == "intent" and isinstance(value, str):
        return value  # verbatim
    if name == "text_requested" and value is None:
        return None
    text = _text(value, longest=_LONGEST.get(name, MAX_ITEM_CHARACTERS))
    if name == "compiler" and text not in {"rules", "model"}:
        raise ValueError("This is rules or model.")
    if name == "text_requested":
        return text or None
    return text


def _items(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError("This must be a list of texts.")
    items = tuple(item for item in (_text(each, longest=MAX_ITEM_CHARACTERS) for each in value))
    if len(items) > MAX_ITEMS:
        raise ValueError(f"At most {MAX_ITEMS} fit.")
    return tuple(dict.fromkeys(item for item in items if item))


def _text(value: object, *, longest: int) -> str:
    if not isinstance(value, str):
        raise ValueError("This must be text.")
    text = " ".join(value.split())
    if not is_storable(text):
        raise ValueError("This holds a character that cannot be stored. Remove it.")
    if len(text) > longest:
        raise ValueError(f"At most {longest:,} characters fit.")
    return text
