"""The form of a batch from a list: many prompts, and the settings of those that name none."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from studio import listing
from studio.forms import NameForm, SettingsForm
from studio.listing import Listing
from studio.models import Priority
from studio.requesting import GenerationRequest

MAX_FILE_BYTES = 500_000
_SETTINGS = tuple(name for name in SettingsForm.base_fields if name != "key")


class ListForm(NameForm, SettingsForm):
    """A file takes the place of what was typed, so that its text can be edited."""

    prompts = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].initial = 1

    @property
    def file_name(self) -> str:
        """ "" where none was sent."""
        file = self.files.get("file")
        return (file.name or "list") if isinstance(file, UploadedFile) else ""

    @property
    def text(self) -> str:
        """What stands in the field; of a valid form the file's, where there is one."""
        if self.is_bound and self.is_valid() and self.file_name:
            return str(self.cleaned_data["file"])
        return str(self["prompts"].value() or "")

    def clean_file(self) -> str:
        """The file as text."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if not file:
            return ""
        if (file.size or 0) > MAX_FILE_BYTES:
            raise ValidationError(f"The file is larger than {MAX_FILE_BYTES // 1000} KB.")
        try:
            return listing.decode(file.read())
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def listing(self) -> Listing:
        """What a valid form holds, read as a list."""
        return listing.parse(self.text, file_name=self.file_name)

    def defaults(self) -> GenerationRequest:
        """What a row takes where it says nothing itself; of an unsent form what it starts with."""
        values = self.cleaned_data if self.is_bound else self.initial
        said = {name: values[name] for name in _SETTINGS if name in values}
        return GenerationRequest(prompt="", priority=Priority.NICE_TO_HAVE, **said)
