"""Reference images in a form: an id, a role and a note each, in three inputs of the same place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from studio.prompting import Reference

LARGEST_ID = 2**63 - 1
ID, ROLE, NOTE = "reference_image_ids", "reference_roles", "reference_notes"


class ReferenceInputs(forms.Widget):
    """Several inputs of three names; a role or note that is missing at the end is empty."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if not isinstance(data, QueryDict):
            return data.get(name)
        columns = (data.getlist(each) for each in (ID, ROLE, NOTE))
        return [
            {"image_id": pk, "role": role, "note": note}
            for pk, role, note in zip_longest(*columns, fillvalue="")
        ]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return ID not in data


class ReferencesField(forms.Field):
    """Cleans to references, each picture once; what they may be `requesting` says."""

    widget = ReferenceInputs

    def to_python(self, value: Any) -> tuple[Reference, ...]:
        found: dict[int, Reference] = {}
        for reference in map(_reference, value or ()):
            found.setdefault(reference.image_id, reference)
        return tuple(found.values())


def write(data: QueryDict, references: Iterable[Reference]) -> None:
    """The same inputs, for these references."""
    told = list(references)
    data.setlist(ID, [str(each.image_id) for each in told])
    data.setlist(ROLE, [each.role for each in told])
    data.setlist(NOTE, [each.note for each in told])


def _reference(said: Mapping[str, Any] | Reference) -> Reference:
    if isinstance(said, Reference):
        return said
    try:
        image_id = int(said["image_id"])
    except (TypeError, ValueError, KeyError) as error:
        raise ValidationError("This is not an id.") from error
    if not 0 < image_id <= LARGEST_ID:
        raise ValidationError("This is not an id.")
    note = str(said.get("note") or "").strip()
    return Reference(image_id=image_id, role=str(said.get("role") or ""), note=note)
