"""The settings page: each section is a form of its own and saves by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from gallery.request import Request
from sessions_app.forms import (
    ExportForm,
    PreferencesForm,
    ShortcutsForm,
    SpendingForm,
    StorageForm,
)
from sessions_app.models import Preferences
from studio import keys
from studio.availability import availability
from studio.settings_form import DefaultsForm

_OWN_FORMS: dict[str, type[PreferencesForm]] = {
    "spending": SpendingForm,
    "storage": StorageForm,
    "export": ExportForm,
    "shortcuts": ShortcutsForm,
}
SectionForm = DefaultsForm | PreferencesForm
SECTIONS = ("defaults", *_OWN_FORMS)


@require_safe
def settings(request: Request) -> HttpResponse:
    return render(request, "studio/settings.html", _page_context(request))


@require_POST
def save_settings(request: Request, section: str) -> HttpResponse:
    """One section; without script the whole page comes back."""
    if section not in SECTIONS:
        raise Http404
    form = _form(request, section, request.POST)
    if form.is_valid():
        form.keep()
    if request.htmx:
        return _section(request, section, form)
    if not form.is_valid():
        context = _page_context(request) | {f"{section}_form": form}
        return render(request, "studio/settings.html", context, status=422)
    messages.success(request, "Saved.")
    return redirect(f"{reverse('studio:settings')}#{section}")


def _section(request: Request, section: str, form: SectionForm) -> HttpResponse:
    is_valid = form.is_valid()
    fresh = _form(request, section) if is_valid else form
    context = {"section": section, "form": fresh, "saved": is_valid}
    status = 200 if is_valid else 422
    return render(request, "studio/_setting_saved.html", context, status=status)


def _form(request: Request, section: str, data: QueryDict | None = None) -> SectionForm:
    if section == "defaults":
        return DefaultsForm(data, by=request.user)
    return _OWN_FORMS[section](data, instance=Preferences.of(request.user))


def _page_context(request: Request) -> dict[str, Any]:
    own_forms = {f"{section}_form": _form(request, section) for section in SECTIONS}
    return own_forms | {
        "own_key": keys.own_key_of(request.user),
        "availability": availability(request.user),
        "tokens": request.user.api_tokens.order_by("-pk"),
    }
