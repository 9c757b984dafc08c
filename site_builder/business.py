"""The part of a spec that has a form: who the business is, and what its pictures should feel like.

A field says what the document says; only what the owner changed is written back, so words that the
form does not know stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from site_builder import catalogue, pointers, vocabulary
from site_builder.validation import Problem

# Where each field stands in the document.
POINTERS: Mapping[str, str] = {
    "business_name": "/businessName",
    "tagline": "/tagline",
    "description": "/description",
    "language": "/language",
    "site_type": "/siteType",
    "industry": "/industry",
    "city": "/location/city",
    "country": "/location/country",
    "email": "/contact/email",
    "phone": "/contact/phone",
    "form_action": "/contact/formAction",
    "emotional_goals": "/emotionalGoals",
    "voice": "/voiceProfile",
    "anti_references": "/antiReferences",
    "preset": "/theme/preset",
    "people": "/imagePolicy/people",
    "style": "/imagePolicy/style",
}
LISTS = ("emotional_goals", "anti_references")  # words with commas between them
REQUIRED = ("business_name", "site_type")


class OpenChoice(forms.ChoiceField):
    """A list that offers words; another one that the document has stays possible."""

    def valid_value(self, value: Any) -> bool:
        return True


class BusinessForm(forms.Form):
    """Its fields take any text: what is wrong with it the format says, for all of the spec."""

    business_name = forms.CharField(required=False)
    tagline = forms.CharField(required=False)
    description = forms.CharField(required=False)
    language = forms.CharField(required=False)
    site_type = OpenChoice(required=False)
    industry = OpenChoice(required=False)
    city = forms.CharField(required=False)
    country = forms.CharField(required=False)
    email = forms.CharField(required=False)
    phone = forms.CharField(required=False)
    form_action = forms.CharField(required=False)
    emotional_goals = forms.CharField(required=False)
    voice = OpenChoice(required=False)
    anti_references = forms.CharField(required=False)
    preset = OpenChoice(required=False)
    people = OpenChoice(required=False)
    style = OpenChoice(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in _choices().items():
            field = self.fields[name]
            if isinstance(field, OpenChoice):
                field.choices = _with(choices, str(self[name].value() or ""))

    def written_into(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with what the owner changed here; an emptied field is left out of it."""
        self.is_valid()
        for name in self.changed_data:
            if name in self.cleaned_data:
                document = _written(document, name, self.cleaned_data[name])
        return document

    def show(self, problems: Iterable[Problem]) -> None:
        """What is wrong with a field, beside it."""
        self.is_valid()
        for problem in problems:
            if problem.severity == "error" and (name := field_of(problem.pointer)):
                self.add_error(name, problem.message)


def _choices() -> dict[str, list[tuple[str, str]]]:
    book = vocabulary.book()
    trades = [(key, _title(each["label"])) for key, each in book["industries"].items()]
    return {
        "site_type": _named(catalogue.site_types()),
        "industry": [("", "By the kind of site"), *trades],
        "voice": [("", "Neutral"), *_named(book["voice_profiles"])],
        "preset": [("", "The usual one"), *_named(book["theme_presets"])],
        "people": [("", "By the trade"), *_named(("none", "incidental", "allowed"))],
        "style": [("", "Photographs"), ("illustration", "Illustrations")],
    }


def initial_of(document: Mapping[str, Any]) -> dict[str, str]:
    return {name: _said(document, pointer) for name, pointer in POINTERS.items()}


def field_of(pointer: str) -> str | None:
    """The field that shows what stands there, or what it belongs to."""
    return next(
        (
            name
            for name, start in POINTERS.items()
            if pointer == start or pointer.startswith(f"{start}/")
        ),
        None,
    )


def known_goals() -> list[str]:
    return list(vocabulary.book()["emotional_goals"])


def known_anti_references() -> list[str]:
    return list(vocabulary.book()["anti_references"])


def _said(document: Mapping[str, Any], pointer: str) -> str:
    value = pointers.value_at(document, pointer)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return "" if value is None or isinstance(value, dict) else str(value)


def _written(document: dict[str, Any], name: str, said: str) -> dict[str, Any]:
    pointer = POINTERS[name]
    value: Any = said
    if name in LISTS:
        value = [word for each in said.split(",") if (word := each.strip())]
    if not value and name not in REQUIRED:
        return _without(document, pointer)
    try:
        return pointers.with_value(document, pointer, value)
    except LookupError:
        return document  # what is in the way is told as an error of the document


def _without(document: dict[str, Any], pointer: str) -> dict[str, Any]:
    above, _, name = pointer.rpartition("/")
    holder = pointers.value_at(document, above)
    if not isinstance(holder, dict) or name not in holder:
        return document
    kept = {key: value for key, value in holder.items() if key != name}
    return pointers.with_value(document, above, kept) if above else kept


def _named(words: Iterable[str]) -> list[tuple[str, str]]:
    return [(word, _title(word)) for word in words]


def _title(word: str) -> str:
    plain = word.replace("-", " ")
    return plain[:1].upper() + plain[1:]


def _with(choices: list[tuple[str, str]], said: str) -> list[tuple[str, str]]:
    return choices if said in dict(choices) else [*choices, (said, said)]
