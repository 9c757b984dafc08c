"""The house styles of sketches: cards, the form of one, its versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.request import Request
from studio.models import SketchReference, SketchStyle, StyleReference, StyleVersion
from studio.sketches import styles
from studio.sketches.records import BadRecord, StyleRecord
from studio.sketches.style_form import StyleForm, initial_of
from studio.views.ids import as_id

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_BLANK = StyleRecord(key="style", name="", style_sentence="", technique_sentence="")
_CHANGED = "This style was changed meanwhile. What you typed is here; saving replaces version {}."


@dataclass(frozen=True, slots=True)
class StyleCard:
    """`drawings` is how many its set has, `line` what its line is like."""

    style: SketchStyle
    drawings: int
    line: str

    @classmethod
    def of(cls, style: SketchStyle, drawings: int) -> StyleCard:
        rules = style.record.get("visual_rules", {})
        words = [f"{rules.get('line_weight', '')} line", rules.get("looseness", "")]
        return cls(style, drawings, ", ".join(word for word in words if word.strip()))


@require_safe
def sketch_styles(request: Request) -> HttpResponse:
    """The person's own first, then the built-in ones."""
    seen = SketchReference.objects.visible_to(request.user)
    own_set = StyleReference.objects.filter(excluded=False, reference__in=seen)
    counts = Counter(own_set.values_list("style_id", flat=True))
    found = SketchStyle.objects.visible_to(request.user).for_cards().own_first()
    cards = [StyleCard.of(style, counts[style.pk]) for style in found]
    said = {"cards": cards, "deleted": _just_deleted(request)}
    return render(request, "studio/sketch_styles.html", said)


@_GET_OR_POST
def new_sketch_style(request: Request) -> HttpResponse:
    if request.method != "POST":
        return _form(request, StyleForm(initial=initial_of(_BLANK)), None)
    return _save(request, SketchStyle(owner=request.user))


@_GET_OR_POST
def sketch_style(request: Request, pk: int) -> HttpResponse:
    """One's own to be changed; a built-in one to be read."""
    if request.method == "POST":
        return _save(request, _own(request, pk))
    found = get_object_or_404(SketchStyle.objects.visible_to(request.user), pk=pk)
    record = styles.record_of(found, by=request.user)
    return _form(request, StyleForm(initial=initial_of(record)), found)


@require_safe
def sketch_style_version(request: Request, pk: int, number: int) -> HttpResponse:
    """A style as it was, to be read and taken back."""
    found = _own(request, pk)
    kept = get_object_or_404(StyleVersion, style=found, number=number)
    form = StyleForm(initial=initial_of(StyleRecord.from_json(kept.record)))
    return _form(request, form, found, version=kept)


@require_POST
def take_back_sketch_style(request: Request, pk: int, number: int) -> HttpResponse:
    found = _own(request, pk)
    get_object_or_404(StyleVersion, style=found, number=number)
    saved = styles.restore(found, number, by=request.user)
    messages.success(request, f"As in version {number} again; this is version {saved.version}.")
    return redirect("studio:sketch_style", pk=pk)


@require_POST
def copy_sketch_style(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(SketchStyle.objects.visible_to(request.user), pk=pk)
    made = styles.copy(found, by=request.user)
    messages.success(request, "This copy is yours to change.")
    return redirect("studio:sketch_style", pk=made.pk)


@require_POST
def delete_sketch_style(request: Request, pk: int) -> HttpResponse:
    """Out of the list at once; the page that follows offers the way back."""
    found = _own(request, pk)
    SketchStyle.objects.filter(pk=found.pk).update(archived=True)
    return redirect(f"{reverse('studio:sketch_styles')}?deleted={pk}")


@require_POST
def restore_sketch_style(request: Request, pk: int) -> HttpResponse:
    kept = SketchStyle.objects.kept_by(request.user).filter(archived=True)
    found = get_object_or_404(kept, pk=pk)
    SketchStyle.objects.filter(pk=found.pk).update(archived=False)
    messages.success(request, f"“{found.name}” is back.")
    return redirect("studio:sketch_styles")


def _save(request: Request, found: SketchStyle) -> HttpResponse:
    form = StyleForm(request.POST)
    if form.is_valid():
        _check_version(form, found)
        try:
            record = StyleRecord.from_flat(form.flat() | {"key": _key(request, form, found)})
            if form.is_valid():
                saved = styles.save(record, found, by=request.user)
        except BadRecord as error:
            form.show(error.faults)
    if not form.is_valid():
        return _form(request, form, found if found.pk else None, status=422)
    messages.success(request, f"Style saved as version {saved.version}.")
    return redirect("studio:sketch_styles")


def _check_version(form: StyleForm, found: SketchStyle) -> None:
    """Two windows on one style: the second is told, and may save once more."""
    seen = form.cleaned_data["version"]
    if found.pk and seen and seen != found.version:
        form.seen_version = found.version
        form.add_error(None, _CHANGED.format(found.version))


def _key(request: Request, form: StyleForm, found: SketchStyle) -> str:
    return found.key or styles.free_key(form.cleaned_data["name"], by=request.user)


def _form(
    request: Request,
    form: StyleForm,
    found: SketchStyle | None,
    *,
    version: StyleVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    library = list(SketchReference.objects.visible_to(request.user).for_cards().order_by("-pk"))
    said: dict[str, Any] = {
        "form": form,
        "style": found,
        "version": version,
        "is_locked": version is not None or (found is not None and found.is_built_in),
        "rows": form.rows(library),
        "versions": found.versions.defer("record") if found and not found.is_built_in else (),
    }
    return render(request, "studio/sketch_style.html", said, status=status)


def _own(request: Request, pk: int) -> SketchStyle:
    """One that the person may change; another's and a built-in one are 404."""
    kept = SketchStyle.objects.kept_by(request.user).filter(archived=False)
    return get_object_or_404(kept, pk=pk)


def _just_deleted(request: Request) -> SketchStyle | None:
    pk = as_id(request.GET.get("deleted", ""))
    kept = SketchStyle.objects.kept_by(request.user).filter(archived=True)
    return kept.filter(pk=pk).first() if pk else None
