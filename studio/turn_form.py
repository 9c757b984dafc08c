"""The form of a conversation's next turn: the composer's, with where and how it is said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sessions_app.models import Mode
from studio.forms import ComposerForm
from studio.reference_field import LARGEST_ID

FIRST = 0  # "answers nothing": another beginning
MAX_VARIATIONS = 4


class TurnForm(ComposerForm):
    """`parent` is the message that is answered; without one the session's current is."""

    OWN = ComposerForm.OWN | {"mode", "parent"}

    mode = forms.ChoiceField(choices=Mode.choices, initial=Mode.GENERATE)
    parent = forms.IntegerField(required=False, min_value=FIRST, max_value=LARGEST_ID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["count"].initial = 1

    @property
    def is_chat(self) -> bool:
        return str(self["mode"].value() or "") == Mode.CHAT

    def clean_count(self) -> int:
        count = int(self.cleaned_data["count"])
        if not 1 <= count <= MAX_VARIATIONS:
            raise ValidationError(f"Choose between 1 and {MAX_VARIATIONS} variations.")
        return count
