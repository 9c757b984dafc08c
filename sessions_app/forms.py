"""The parts of the settings page that are the person's own; each form changes its fields only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from sessions_app.models import ApiToken, ExportFormat, Preferences, Scope, WorkSession
from sessions_app.models.api_token import today

LONGEST_DAYS = 32_767  # what the column holds


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    def keep(self) -> None:
        """Store what a valid form says; other settings stay, even if they change meanwhile."""
        Preferences.change(self.instance.owner_id, **self.cleaned_data)


class AmountField(forms.DecimalField):
    """US dollars and cents."""

    default_error_messages = {
        "required": "Give an amount; 0 is one.",
        "invalid": "Give an amount like 1.50.",
        "max_decimal_places": "A cent is the smallest step.",
        "max_digits": "This is too much.",
        "max_whole_digits": "This is too much.",
    }

    def __init__(self, *, required: bool = True) -> None:
        # A number input would take whole dollars only, its step being 1.
        text = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(required=required, max_digits=8, decimal_places=2, widget=text)

    def validate(self, value: Decimal) -> None:
        super().validate(value)
        if value and value < 0:
            raise ValidationError("An amount is not below 0.")


class DayInput(forms.DateInput):
    input_type = "date"


class DayField(forms.DateField):
    """As a browser's date field writes it, whatever the language of the page."""

    widget = DayInput
    default_error_messages = {"invalid": "Write it as 2026-11-20."}

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(required=required, input_formats=["%Y-%m-%d"])

    def prepare_value(self, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value


class SpendingForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["confirm_above_usd", "resend_unknown_up_to_usd"]

    confirm_above_usd = AmountField(required=False)
    resend_unknown_up_to_usd = AmountField()


class StorageForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["delete_after_days"]

    delete_after_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Give whole days, 1 or more."
        ),
    )


class ExportForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["export_format", "export_quality"]

    export_format = forms.ChoiceField(choices=ExportFormat.choices, widget=forms.RadioSelect)
    export_quality = forms.IntegerField(min_value=1, max_value=100)


class ShortcutsForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["single_key_shortcuts"]


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a token may do and spend; a new one starts with reading, generating and tools."""

    class Meta:
        model = ApiToken
        fields = ["label", "scopes", "monthly_limit_usd", "approval_above_usd", "expires_on"]

    label = forms.CharField(max_length=100, label="What is it for?")
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        initial=[Scope.READ, Scope.GENERATE, Scope.TOOLS],
        label="What may it do?",
        error_messages={"required": "Choose at least one."},
    )
    monthly_limit_usd = AmountField(required=False)
    approval_above_usd = AmountField(required=False)
    expires_on = DayField(required=False)

    def clean_expires_on(self) -> date | None:
        """A day that is over stays where nobody touched it."""
        day: date | None = self.cleaned_data["expires_on"]
        if day and day < today() and "expires_on" in self.changed_data:
            raise ValidationError("This day is over already.")
        return day


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = WorkSession
        fields = ["name"]
        error_messages = {"name": {"required": "Give the session a name."}}
