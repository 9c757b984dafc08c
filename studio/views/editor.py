"""The editor: one picture, a way to change it, and what came of it beside its source."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gallery.models import Image, Version
from gallery.request import Request
from gallery.storage import StorageError
from studio import cheaper
from studio.cheaper import Way
from studio.edit_form import EditForm, change_regions
from studio.editing import actions, estimating
from studio.editing.actions import AnswerGone
from studio.editing.requesting import EditRequest, resolve
from studio.models import Batch
from studio.pulse import open_work
from studio.spending import Confirmation
from studio.views import confirming, edit_outcome, edit_page, gathering, refusals
from studio.views.edit_outcome import Outcome, Shown
from studio.views.edit_page import Editor
from studio.views.generate import go_cheaper
from studio.views.ids import as_id
from studio.views.notices import Notice

REGION_BUTTONS = {"region_add", "region_remove"}


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """`?batch=` shows what came of an edit, `&result=` beside `&before=`."""
    image = source_of(request, pk)
    if request.method == "POST":
        return _submit(request, image)
    outcome = _asked_outcome(request, image)
    if outcome and request.htmx and not request.htmx.history_restore_request:
        context = {"outcome": outcome, "versions": outcome.versions}
        return render(request, "studio/_edit_answer.html", context)
    form = EditForm(initial=_start(request, image, outcome))
    return render(request, "studio/edit.html", page_context(request, image, form, outcome))


@require_POST
def edit_estimate(request: Request, pk: int) -> HttpResponse:
    """The price of what the form says now, and other settings where it was drawn for others."""
    editor = Editor(EditForm(request.POST), source_of(request, pk), by=request.user)
    redraw = request.POST.get("drawn_for") != editor.drawn_for
    context = {"editor": editor, "composer": editor, "form": editor.form, "redraw": redraw}
    return render(request, "studio/_edit_estimate.html", context)


@require_POST
def discard_edit(request: Request, pk: int) -> HttpResponse:
    """The result to the trash; the page of its source offers the way back."""
    source = source_of(request, pk)
    made = Image.objects.visible_to(request.user).filter(version__parent=source)
    image = get_object_or_404(made, pk=as_id(request.POST.get("image", "")))
    image.trash()
    return redirect(f"{edit_page.edit_url(source)}?discarded={image.pk}")


@require_POST
def finish_edit(request: Request, pk: int) -> HttpResponse:
    """The other finish of a region edit: the regions alone, or all that the model drew."""
    source = source_of(request, pk)
    versions = Version.objects.filter(
        parent=source, child__in=Image.objects.visible_to(request.user)
    )
    version = get_object_or_404(versions, child_id=as_id(request.POST.get("image", "")))
    batch_pk = as_id(request.POST.get("batch", "")) or 0
    take = actions.take_whole if version.details.get("keep_pixels") else actions.take_locked
    try:
        image = take(version, by=request.user)
    except (AnswerGone, StorageError):
        messages.error(request, "What the model drew is not there any more. Try the edit again.")
        image = version.child
    return redirect(edit_outcome.shown_url(source, batch_pk, image.pk))


def source_of(request: Request, pk: int) -> Image:
    visible = Image.objects.visible_to(request.user).select_related("version", "owner")
    return get_object_or_404(visible.for_cards(), pk=pk)


def page_context(
    request: Request, image: Image, form: EditForm, outcome: Outcome | None = None
) -> dict[str, Any]:
    editor = Editor(form, image, by=request.user)
    discarded = as_id(request.GET.get("discarded", "")) or 0
    return {
        "editor": editor,
        "composer": editor,
        "form": form,
        "image": image,
        "outcome": outcome,
        "versions": outcome.versions if outcome else edit_page.versions_of(image),
        "discarded": Image.objects.trashed_of(request.user).filter(pk=discarded).first(),
    }


def _asked_outcome(request: Request, image: Image) -> Outcome | None:
    """None where none was asked for; 404 where it is another person's, or of another picture."""
    words = (request.GET.get(name, "") for name in ("batch", "result", "before"))
    shown = Shown(*(as_id(word) or 0 for word in words))
    if not shown.batch_pk:
        return None
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=shown.batch_pk)
    outcome = edit_outcome.outcome(batch, by=request.user, shown=shown)
    if outcome is None or outcome.source != image:
        raise Http404
    return outcome


def _start(request: Request, image: Image, outcome: Outcome | None) -> dict[str, Any]:
    if outcome:
        first = outcome.attempts[0].generation
        return edit_page.values_again(first, count=len(outcome.attempts))
    return edit_page.starting_values(image, by=request.user, said=request.GET.dict())


def _submit(request: Request, image: Image) -> HttpResponse:
    gathered = gathering.gather(request, EditForm)
    if REGION_BUTTONS & request.POST.keys():
        change_regions(gathered.data)
        return _drawn(request, image, gathered.form, status=200)
    go_cheaper(gathered.data)
    form = gathered.checked()
    if not form.is_valid():
        return _drawn(request, image, form, status=422)
    asked = form.request(image.pk)
    try:
        if question := confirming.question(request, estimating.estimate(asked, by=request.user)):
            return _drawn(request, image, form, status=409, confirmation=question)
        key = form.cleaned_data["key"]
        batch = actions.edit(asked, by=request.user, idempotency_key=key)
    except refusals.KINDS as error:
        refusal = refusals.read(error, form, way=partial(_cheaper_way, asked, request.user))
        return _drawn(request, image, form, status=refusal.status, notice=refusal.notice)
    return _accepted(request, image, form, batch)


def _cheaper_way(asked: EditRequest, by: AbstractBaseUser, available_usd: Decimal) -> Way | None:
    return cheaper.within(resolve(asked, by=by), available_usd)


def _accepted(request: Request, image: Image, form: EditForm, batch: Batch) -> HttpResponse:
    """The page with the edit on its way over the picture."""
    url = edit_outcome.running_url(image, batch)
    if not request.htmx:
        return redirect(url)
    outcome = edit_outcome.outcome(batch, by=request.user, shown=Shown())
    context = page_context(request, image, form, outcome) | {
        "pulse": open_work(request.user, now=timezone.now()).pulse,
        "accepted": True,
    }
    response = render(request, "studio/_edit_drawn.html", context, status=202)
    response["HX-Replace-Url"] = url
    return response


def _drawn(
    request: Request,
    image: Image,
    form: EditForm,
    *,
    status: int,
    notice: Notice | None = None,
    confirmation: Confirmation | None = None,
) -> HttpResponse:
    """The form again with what is wrong or to be confirmed, beside what the page showed."""
    context = page_context(request, image, form, _outcome_on_page(request))
    context |= {"notice": notice, "confirmation": confirmation}
    template = "studio/_edit_drawn.html" if request.htmx else "studio/edit.html"
    response = render(request, template, context, status=status)
    response["HX-Reswap"] = "outerHTML"
    return response


def _outcome_on_page(request: Request) -> Outcome | None:
    shown = edit_outcome.named(request.POST.get("editing", ""))
    batch = Batch.objects.visible_to(request.user).filter(pk=shown.batch_pk).first()
    return edit_outcome.outcome(batch, by=request.user, shown=shown) if batch else None
