"""A batch's own page, and what a person does with a whole batch."""

from __future__ import annotations

from typing import Protocol

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from gallery import zipping
from gallery.request import Request
from studio import actions, packing, wording
from studio.forms import NameForm
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import Batch, Generation, SketchRun, Status
from studio.pulse import open_work
from studio.views import confirming, stage
from studio.views.ids import as_id
from studio.views.notices import Notice, refuse
from studio.views.policies import may_frame_own_pages
from studio.views.stage import Sheet
from studio.views.watching import watches


class Action(Protocol):
    def __call__(self, *, batch: Batch, by: AbstractBaseUser) -> object: ...


@require_safe
@may_frame_own_pages
def batch(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    if run := SketchRun.objects.visible_to(request.user).filter(batch=found).first():
        return redirect("studio:sketch_sheet", pk=run.pk)  # which tells what was found out as well
    after = as_id(request.GET.get("after", ""))
    sheet = _sheet(request, found, after=-1 if after is None else after)
    prompts = _prompts(found) if found.is_list else []
    return render(request, "studio/batch.html", {"sheet": sheet, "prompts": prompts})


@require_safe
def download_batch(request: Request, pk: int) -> HttpResponseBase:
    """What is ready by now as a ZIP; the rest may still run."""
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    return zipping.respond(request, packing.pack(found), name=packing.file_name(found))


@require_POST
def rename_batch(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    form = NameForm(request.POST)
    if form.is_valid():
        Batch.objects.filter(pk=found.pk).update(name=form.cleaned_data["name"])
    else:
        messages.error(request, str(form.errors["name"].as_data()[0].message))
    return redirect(stage.batch_url(found))


@require_POST
def cancel_batch(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, actions.cancel_batch)


@require_POST
def retry_failed(request: Request, pk: int) -> HttpResponse:
    failed = Generation.objects.visible_to(request.user).filter(batch=pk, status=Status.FAILED)
    if question := confirming.retry_question(request, failed):
        back = reverse("studio:batch", args=[pk])
        focus = (f"batch-{pk}-retry", f"batch-{pk}-cancel")
        return confirming.ask(request, question, back=back, focus=focus)
    return _act(request, pk, actions.retry_failed)


@require_POST
def pause_batch(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, actions.pause)


@require_POST
def resume_batch(request: Request, pk: int) -> HttpResponse:
    return _act(request, pk, actions.resume)


def _act(request: Request, pk: int, action: Action) -> HttpResponse:
    """Do it, then draw the batch again as the page shows it: `limit` cards after `after`."""
    found = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    try:
        action(batch=found, by=request.user)
    except InsufficientBudget as error:
        notice = Notice.of_budget(error)
        return refuse(request, notice, status=402, back=stage.batch_url(found))
    except MissingKey:
        notice = Notice.of_code("missing_key")
        return refuse(request, notice, status=409, back=stage.batch_url(found))
    if not request.htmx:
        return redirect(stage.batch_url(found))
    found.refresh_from_db()
    limit = as_id(request.POST.get("limit", "")) or stage.CARDS_A_BATCH
    sheet = _sheet(request, found, after=_after(request), limit=limit)
    pulse = open_work(request.user, now=timezone.now()).pulse
    context = {
        "sheet": sheet,
        "pulse": pulse,
        "watches": watches(request.POST),
        "has_progress": "progress" in request.POST,
    }
    return render(request, "studio/_batch_acted.html", context)


def _prompts(batch: Batch) -> list[str]:
    """What was asked, each prompt once, in the list's order; long ones are cut."""
    prompts = batch.generations.order_by("position").values_list("prompt", flat=True)
    return [wording.shortened(prompt) for prompt in dict.fromkeys(prompts)]


def _after(request: Request) -> int:
    after = as_id(request.POST.get("after", ""))
    return -1 if after is None else after


def _sheet(request: Request, batch: Batch, *, after: int, limit: int = stage.CARDS_A_PAGE) -> Sheet:
    sheet = stage.sheet(batch, by=request.user, after=after, limit=limit)
    if sheet is None:
        raise Http404
    return sheet
