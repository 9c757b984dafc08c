from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from studio.models import SketchReference, SketchStyle, SketchStyleQuerySet
from studio.sketches.library import MAX_CAPTION_CHARACTERS, BadWords, clean_caption, clean_tags

LARGEST_ID = 2**63 - 1


class ReferenceForm(forms.Form):
    """A drawing's words and the sets that it stands in; `image` is a picture of the gallery."""

    caption = forms.CharField(required=False, max_length=MAX_CAPTION_CHARACTERS)
    tags = forms.CharField(required=False, max_length=1_000)
    image = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    keep = forms.BooleanField(required=False)

    def __init__(self, *args: Any, styles: SketchStyleQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["styles"] = forms.ModelMultipleChoiceField(styles, required=False)

    def clean_caption(self) -> str:
        with _told():
            return clean_caption(self.cleaned_data["caption"])

    def clean_tags(self) -> list[str]:
        with _told():
            return clean_tags(self.cleaned_data["tags"].split(","))

    @property
    def style_rows(self) -> list[tuple[SketchStyle, bool]]:
        """Every style, and whether the drawing stands in its set."""
        chosen = {str(pk) for pk in self["styles"].value() or ()}
        field: forms.ModelMultipleChoiceField[SketchStyle] = self.fields["styles"]  # type: ignore[assignment]
        return [(style, str(style.pk) in chosen) for style in field.queryset or ()]


@contextmanager
def _told() -> Iterator[None]:
    """What the library refuses stands beside the field."""
    try:
        yield
    except BadWords as error:
        raise forms.ValidationError(str(error)) from error


def initial_of(reference: SketchReference) -> dict[str, Any]:
    sets = reference.memberships.filter(excluded=False).values_list("style_id", flat=True)
    return {
        "caption": reference.caption,
        "tags": ", ".join(reference.tags),
        "styles": list(sets),
    }
