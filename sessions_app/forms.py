"""The parts of the settings page that are the person's own; each form changes its fields only."""

from __future__ import annotations

from django import forms

from sessions_app.models import ExportFormat, Preferences


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    def keep(self) -> None:
        """Store what a valid form says; other settings stay, even if they change meanwhile."""
        Preferences.change(self.instance.owner_id, **self.cleaned_data)


class SpendingForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["confirm_above_usd", "resend_unknown_up_to_usd"]

    confirm_above_usd = forms.DecimalField(
        required=False, min_value=0, max_digits=8, decimal_places=2
    )
    resend_unknown_up_to_usd = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2)


class StorageForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["delete_after_days"]

    delete_after_days = forms.IntegerField(required=False, min_value=1, max_value=32_767)


class ExportForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["export_format", "export_quality"]

    export_format = forms.ChoiceField(choices=ExportFormat.choices)
    export_quality = forms.IntegerField(min_value=1, max_value=100)


class ShortcutsForm(PreferencesForm):
    class Meta:
        model = Preferences
        fields = ["single_key_shortcuts"]


class TokenForm(forms.Form):
    label = forms.CharField(max_length=100, label="What is it for?")
