"""The page of one session: its pictures, its settings, and the way to draw more for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gallery import wording as gallery_wording
from gallery.models import Image
from gallery.request import Request
from sessions_app.models import WorkSession
from studio import wording
from studio.models import EngineModel, Generation

MAX_TILES = 60
MINE = ""
YES_OR_NO = [(MINE, "Mine"), ("yes", "On"), ("no", "Off")]
_SWITCHES = ("google_search_enabled", "include_thoughts")


class SessionDefaultsForm(forms.Form):
    """What is drawn in a session starts with these; "" leaves it to the person's defaults."""

    model = forms.ChoiceField(required=False)
    aspect_ratio = forms.ChoiceField(required=False)
    resolution = forms.ChoiceField(required=False)
    google_search_enabled = forms.ChoiceField(required=False, choices=YES_OR_NO)
    include_thoughts = forms.ChoiceField(required=False, choices=YES_OR_NO)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = list(EngineModel.objects.offered())
        offered = {
            "model": [(model.model_id, model.label) for model in models],
            "aspect_ratio": _each(model.ratios for model in models),
            "resolution": _each(model.sizes for model in models),
        }
        for name, choices in offered.items():
            self.fields[name].choices = [(MINE, "Mine"), *choices]  # type: ignore[attr-defined]

    def defaults(self) -> dict[str, Any]:
        """What a valid form says, as `WorkSession.defaults` keeps it."""
        said = {name: word for name, word in self.cleaned_data.items() if word}
        return said | {name: said[name] == "yes" for name in _SWITCHES if name in said}


@dataclass(frozen=True, slots=True)
class Figures:
    images: str
    cost: str  # "" where nothing was drawn for it


@require_safe
def session(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    return render(request, "studio/session.html", _context(request, found, _form_of(found)))


@require_POST
def session_defaults(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    form = SessionDefaultsForm(request.POST)
    if not form.is_valid():
        context = _context(request, found, form)
        return render(request, "studio/session.html", context, status=422)
    found.defaults = form.defaults()
    found.save(update_fields=["defaults"])
    messages.success(request, "Settings of the session saved.")
    return redirect("studio:session", pk=pk)


def _context(request: Request, found: WorkSession, form: SessionDefaultsForm) -> dict[str, Any]:
    own = Image.objects.visible_to(request.user)
    pictures = own.filter(session_image__work_session=found)
    newest = pictures.order_by("-session_image__filed_at", "-pk").for_tiles()[: MAX_TILES + 1]
    shown = list(newest)
    count: int = getattr(found, "image_count", 0)
    cost = _cost_usd(found)
    return {
        "session": found,
        "images": shown[:MAX_TILES],
        "has_more": len(shown) > MAX_TILES,
        "figures": Figures(gallery_wording.images(count), wording.usd(cost) if cost else ""),
        "form": form,
        "here": request.get_full_path(),
    }


def _cost_usd(found: WorkSession) -> Decimal:
    """Of all that was drawn for it, kept or not."""
    rows = Generation.objects.filter(batch__work_session=found)
    return rows.aggregate(total=Sum("cost_usd"))["total"] or Decimal(0)


def _form_of(found: WorkSession) -> SessionDefaultsForm:
    words = {True: "yes", False: "no"}
    said = found.defaults
    return SessionDefaultsForm(
        initial={name: words.get(value, value) for name, value in said.items()}
    )


def _own(request: Request, pk: int) -> WorkSession:
    """Another's is 404."""
    return get_object_or_404(WorkSession.objects.visible_to(request.user).counted(), pk=pk)


def _each(lists: Iterable[Sequence[str]]) -> list[tuple[str, str]]:
    every = dict.fromkeys(value for values in lists for value in values)
    return [(value, value) for value in every]
