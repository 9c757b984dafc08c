"""Generate, generate all, cancel: what a person does with a site's pictures as a whole."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from gallery.request import Request
from site_builder import slots
from site_builder.models import MAX_PARALLEL, Quality, Site
from site_builder.orchestrating import changing, generating, ordering, pricing
from site_builder.orchestrating.generating import Queued
from site_builder.slots import PLANNED, SlotState
from site_builder.views import answers
from studio import wording
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.requesting import RequestRefused
from studio.views import confirming

CRITICAL = "critical"


@require_POST
def generate(request: Request, pk: int) -> HttpResponse:
    """The eager pictures, or those that are named: `slot`, more than once."""
    return _generate(request, answers.site_of(request, pk), include_lazy=False)


@require_POST
def generate_all(request: Request, pk: int) -> HttpResponse:
    return _generate(request, answers.site_of(request, pk), include_lazy=True)


def _generate(request: Request, site: Site, *, include_lazy: bool) -> HttpResponse:
    keys = request.POST.getlist("slot") or None
    quality = _quality(request)

    def act() -> str:
        queued = generating.generate(
            site, by=request.user, keys=keys, include_lazy=include_lazy, quality=quality
        )
        return told(queued)

    try:
        wish = pricing.estimate(site, keys=keys, include_lazy=include_lazy, quality=quality)
        if wish and (question := confirming.question(request, wish)):
            carried = [("quality", quality), *(("slot", key) for key in keys or ())]
            return confirming.ask(
                request,
                question,
                back=answers.preview_url(site),
                focus=("site-generate",),
                carried=carried,
            )
    except RequestRefused:
        wish = None  # the attempt itself tells why
    return answers.tried(request, site, act)


@require_POST
def cancel_all(request: Request, pk: int) -> HttpResponse:
    site = answers.site_of(request, pk)

    def act() -> str:
        changing.cancel_all(site, by=request.user)
        return ""

    return answers.tried(request, site, act)


@require_POST
def opened(request: Request, pk: int) -> HttpResponse:
    """The page that is looked at comes first; where the owner wished so, its hero begins."""
    site = answers.site_of(request, pk)
    ordering.bring_forward(site, request.POST.get("page", ""))
    found = slots.of(site)
    if found is None or not site.auto_critical:
        return HttpResponse(status=204)
    keys = [state.key for state in found.included if _is_waiting(state, CRITICAL)]
    return _quietly(request, site, keys)


@require_POST
def seen(request: Request, pk: int) -> HttpResponse:
    """Lazy pictures whose place came into sight, once the site's owner pressed Generate."""
    site = answers.site_of(request, pk)
    found = slots.of(site)
    if found is None or site.batch is None:
        return HttpResponse(status=204)
    named = set(request.POST.getlist("slot"))
    keys = [
        state.key
        for state in found.included
        if state.key in named and state.requirement.stage == generating.LAZY
        if state.status == PLANNED
    ]
    return _quietly(request, site, keys)


def _is_waiting(state: SlotState, priority: str) -> bool:
    return state.status == PLANNED and state.requirement.priority == priority


def _quietly(request: Request, site: Site, keys: list[str]) -> HttpResponse:
    """Nobody pressed a button: what would have to be asked or refused is left for one."""
    try:
        wish = pricing.estimate(site, keys=keys) if keys else None
        if wish is None or confirming.question(request, wish):
            return HttpResponse(status=204)
        generating.generate(site, by=request.user, keys=keys)
    except (InsufficientBudget, MissingKey, RequestRefused):
        return HttpResponse(status=204)
    return answers.acted(request, site)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    parallel = forms.IntegerField(min_value=1, max_value=MAX_PARALLEL)

    class Meta:
        model = Site
        fields = ("parallel", "auto_critical", "ai_note")


@require_POST
def change_settings(request: Request, pk: int) -> HttpResponse:
    site = answers.site_of(request, pk)
    form = SettingsForm(request.POST, instance=site)

    def act() -> str:
        if not form.is_valid():
            return f"Choose between 1 and {MAX_PARALLEL} pictures at once."
        form.save()
        if site.batch is not None:
            generating.batch_of(site)
        return "Saved."

    return answers.tried(request, site, act)


def told(queued: Queued) -> str:
    """What became of the wish, in a sentence; the pictures themselves tell the rest."""
    if queued.left_out:
        begun, left = wording.counted(queued.queued, "image"), queued.left_out
        stay = "stays" if left == 1 else "stay"
        return f"Your budget reaches for {begun}; {left} {stay} planned."
    if not queued.queued and not queued.reused and not queued.awaiting:
        return "All that is planned is there or on its way."
    return ""


def _quality(request: Request) -> str:
    """ "pro" for HD; what is no tier of a site is the plan's own."""
    said = request.POST.get("quality", "")
    return said if said in Quality.values else ""
