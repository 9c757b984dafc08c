"""The Generate page: the composer, and beside it what was made so far."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gallery.request import Request
from sessions_app.memories.presets import PRESETS
from studio import actions, cheaper, estimating, requesting, template_marks
from studio.cheaper import Way
from studio.forms import ComposerForm
from studio.models import Batch
from studio.pulse import open_work
from studio.requesting import GenerationRequest
from studio.spending import Confirmation
from studio.views import confirming, gathering, refusals, stage, welcome
from studio.views.composer import Composer
from studio.views.ids import as_id
from studio.views.notices import Notice
from studio.views.policies import may_frame_own_pages
from studio.views.reusing import editor_url, starting_values
from studio.views.watching import watches
from studio.views.welcome import Welcome

# Buttons of what asked first, each named as the part of the page that goes with its answer.
ASKING = ("confirmed_usd", "cheaper")


@require_http_methods(["GET", "HEAD", "POST"])
@may_frame_own_pages
def generate(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _submit(request)
    if url := editor_url(request):
        return redirect(url)
    form = ComposerForm(initial=starting_values(request))
    return render(request, "studio/generate.html", page_context(request, form))


@require_POST
def estimate(request: Request) -> HttpResponse:
    """The price of what the form says now, and other settings where it was drawn for others."""
    data = request.POST.copy()
    follow_preset(data)
    composer = Composer(ComposerForm(data), by=request.user)
    redraw = request.POST.get("drawn_for") != composer.drawn_for
    context = {"composer": composer, "form": composer.form, "redraw": redraw}
    return render(request, "studio/_estimate.html", context)


def _submit(request: Request) -> HttpResponse:
    gathered = gathering.gather(request, ComposerForm)
    go_cheaper(gathered.data)
    follow_preset(gathered.data)
    form = gathered.checked()
    session = Composer(form, by=request.user).session
    if form.cleaned_data.get("session") and session is None:
        form.add_error(None, "This session is not there any more. Send again to go on without it.")
    if not form.is_valid():
        return _refused(request, form, status=422)
    asked, asked_at = form.request(), timezone.now()
    try:
        if question := confirming.question(request, estimating.estimate([asked], by=request.user)):
            return _refused(request, form, status=409, confirmation=question)
        batch = actions.submit(
            requests=[asked],
            by=request.user,
            work_session=session,
            idempotency_key=form.cleaned_data["key"],
        )
    except refusals.KINDS as error:
        refusal = refusals.read(error, form, way=partial(_cheaper_way, asked, request.user))
        return _refused(request, form, status=refusal.status, notice=refusal.notice)
    if batch.created_at >= asked_at:  # not the batch of an earlier click
        template_marks.count_use(form.cleaned_data["template"], by=request.user)
    return _accepted(request, form, batch)


def go_cheaper(data: QueryDict) -> None:
    """Where the button of a cheaper way was pressed, the form asks for that model and size."""
    if way := data.get("cheaper"):
        data["model"], _, data["resolution"] = way.partition(" ")


def follow_preset(data: QueryDict) -> None:
    """A preset that was just chosen brings its ratio; one chosen after that stays."""
    preset = PRESETS.get(data.get("preset", ""))
    if preset and data.get("ratio_for") != preset.word:
        data["aspect_ratio"] = preset.aspect_ratio
        data["ratio_for"] = preset.word


def _cheaper_way(
    asked: GenerationRequest, by: AbstractBaseUser, available_usd: Decimal
) -> Way | None:
    return cheaper.within(requesting.resolve(asked, by=by), available_usd)


def _accepted(request: Request, form: ComposerForm, batch: Batch) -> HttpResponse:
    if not request.htmx:
        return redirect("studio:batch", pk=batch.pk)
    context = {
        "sheets": stage.sheets([batch], by=request.user),
        "composer": Composer(form, by=request.user),
        "pulse": open_work(request.user, now=timezone.now()).pulse,
        "watches": watches(request.POST),
        "answered": [name for name in ASKING if name in request.POST],
    }
    return render(request, "studio/_submitted.html", context, status=202)


def _refused(
    request: Request,
    form: ComposerForm,
    *,
    status: int,
    notice: Notice | None = None,
    confirmation: Confirmation | None = None,
) -> HttpResponse:
    """The form again with what is wrong or to be confirmed; the prompt stays."""
    said = {"notice": notice, "confirmation": confirmation}
    if not request.htmx:
        context = page_context(request, form) | said
        return render(request, "studio/generate.html", context, status=status)
    context = {"composer": Composer(form, by=request.user), "form": form, **said}
    response = render(request, "studio/_composer.html", context, status=status)
    response["HX-Retarget"] = "#composer"
    response["HX-Reswap"] = "outerHTML"
    return response


def page_context(request: Request, form: ComposerForm) -> dict[str, Any]:
    before = None
    if (cursor := as_id(request.GET.get("before", ""))) is not None:
        before = get_object_or_404(Batch.objects.visible_to(request.user), pk=cursor)
    batches, last = stage.page_of_batches(request.user, before=before)
    now = timezone.now()
    pulse = open_work(request.user, now=now).pulse
    is_idle = before is None and welcome.is_idle(batches, open_count=pulse.waiting, now=now)
    return {
        "composer": Composer(form, by=request.user),
        "form": form,
        "sheets": stage.sheets(batches, by=request.user),
        "older_url": f"?before={last.pk}" if last else "",
        "newer_url": "?" if before else "",
        "watches": before is None,
        "welcome": Welcome(request.user) if is_idle else None,
    }
