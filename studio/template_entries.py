"""A template as it is written down: on its form, over the API, in a file.  What is wrong with one
is said here, for every door."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from gallery.texts import is_storable
from studio import templating
from studio.models import Category, PromptTemplate
from studio.models.prompt_template import Field
from studio.requesting import MAX_PROMPT_CHARACTERS, Problem

MAX_DEFAULT_CHARACTERS = 500
_RATIO = re.compile(r"\d{1,2}:\d{1,2}", re.ASCII)
_LONGEST = {"name": 80, "description": 200, "model": 80}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry:
    """Field names are those of `PromptTemplate`."""

    name: str
    text: str
    category: str = Category.PHOTOREALISTIC
    description: str = ""
    fields: Sequence[Field] = ()
    aspect_ratio: str = ""
    model: str = ""

    @classmethod
    def of(cls, template: PromptTemplate) -> Self:
        return cls(**{name: getattr(template, name) for name in cls.__slots__})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"fields": list(self.fields)}

    def problems(self) -> list[Problem]:
        """All that keeps it from being stored; empty where nothing does."""
        found = [*self._problems_of_words(), *self._problems_of_choices()]
        return [*found, *self._problems_of_fields()]

    def write(self, template: PromptTemplate) -> PromptTemplate:
        """Put all of it into the row, without saving; every slot of the text has a field then."""
        for name, value in self.as_json().items():
            setattr(template, name, value)
        template.fields = complete_fields(self.text, self.fields)
        return template

    def _problems_of_words(self) -> Iterator[Problem]:
        if not self.name.strip():
            yield Problem("name", "Give the template a name.")
        if not self.text.strip():
            yield Problem("text", "Write the prompt.")
        if len(self.text) > MAX_PROMPT_CHARACTERS:
            yield Problem("text", f"At most {MAX_PROMPT_CHARACTERS:,} characters fit.")
        for name, longest in _LONGEST.items():
            if len(getattr(self, name)) > longest:
                yield Problem(name, f"At most {longest} characters fit.")
        for name in ("name", "text", "description", "model"):
            if not is_storable(getattr(self, name)):
                yield Problem(name, "This holds a character that cannot be stored. Remove it.")

    def _problems_of_choices(self) -> Iterator[Problem]:
        if self.category not in Category.values:
            yield Problem("category", f"Choose one of {', '.join(Category.values)}.")
        if self.aspect_ratio and not _RATIO.fullmatch(self.aspect_ratio):
            yield Problem("aspect_ratio", "Write the ratio as 16:9, or leave it out.")

    def _problems_of_fields(self) -> Iterator[Problem]:
        slots = templating.slots(self.text)
        names = [field["name"] for field in self.fields]
        if len(slots) > templating.MAX_SLOTS:
            yield Problem("text", f"At most {templating.MAX_SLOTS} fields fit into one template.")
        for name in names:
            if name not in slots:
                yield Problem("fields", f"The text has no {{{name}}}.")
        if len(set(names)) != len(names):
            yield Problem("fields", "Each field can be described once.")
        if not is_storable("".join(f"{field['label']}{field['default']}" for field in self.fields)):
            yield Problem("fields", "This holds a character that cannot be stored. Remove it.")
        if any(len(field["default"]) > MAX_DEFAULT_CHARACTERS for field in self.fields):
            yield Problem("fields", f"A default has at most {MAX_DEFAULT_CHARACTERS} characters.")


def complete_fields(text: str, fields: Sequence[Field]) -> list[Field]:
    """One field for each slot, in the order of the text; those without a slot are left out."""
    known = {field["name"]: field for field in fields}
    return [
        known.get(name) or Field(name=name, label=templating.label(name), default="")
        for name in templating.slots(text)
    ]
