from __future__ import annotations

from typing import Final, Literal

from django import forms

from gallery.imaging import ExportFormat
from gallery.models import Image, SavedFilter

FORMATS: dict[ExportFormat, str] = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}
ORIGINAL: Final = "original"
DEFAULT_QUALITY = 86
SIDES_PX = (2048, 1280, 640)

DownloadFormat = ExportFormat | Literal["original"]


class DownloadForm(forms.Form):
    """`original` is the file as it came; the others are made new.

    A switch that is off sends nothing, so the form says "false" in front of it (`_download_form`).
    """

    format = forms.ChoiceField(
        choices=[(ORIGINAL, "Original"), *FORMATS.items(), ("avif", "AVIF")],
        initial=ORIGINAL,
        widget=forms.RadioSelect,
    )
    quality = forms.IntegerField(
        min_value=1,
        max_value=100,
        required=False,
        initial=DEFAULT_QUALITY,
        widget=forms.NumberInput({"type": "range", "class": "range", "aria-label": "Quality"}),
    )

    size = forms.TypedChoiceField(
        choices=[("", "Full size"), *((side, f"{side:,} px at most") for side in SIDES_PX)],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select({"class": "input"}),
    )
    metadata = forms.BooleanField(required=False, initial=True)

    def clean_quality(self) -> int:
        return self.cleaned_data["quality"] or DEFAULT_QUALITY


class AltForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Image
        fields = ["alt"]
        widgets = {"alt": forms.Textarea({"class": "input", "rows": 2})}


class SavedFilterForm(forms.ModelForm):  # type: ignore[type-arg]
    """The instance brings its owner and the address that gets the name."""

    class Meta:
        model = SavedFilter
        fields = ["name"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SavedFilter.objects.visible_to(self.instance.owner).exclude(pk=self.instance.pk)
        if not self.instance.query:
            raise forms.ValidationError("Choose at least one filter first.")
        if others.filter(name=name).exists():
            raise forms.ValidationError("You have a view of this name. Choose another one.")
        return name
