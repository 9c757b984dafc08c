"""Memories in a form: several inputs of one name, an id each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

LARGEST_ID = 2**63 - 1


class IdInputs(forms.Widget):
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.getlist(name) if isinstance(data, QueryDict) else data.get(name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data


class IdsField(forms.Field):
    """Cleans to ids, each once."""

    widget = IdInputs

    def to_python(self, value: Any) -> tuple[int, ...]:
        try:
            found = tuple(dict.fromkeys(int(each) for each in value or ()))
        except (TypeError, ValueError) as error:
            raise ValidationError("This is not an id.") from error
        if not all(0 < pk <= LARGEST_ID for pk in found):
            raise ValidationError("This is not an id.")
        return found
