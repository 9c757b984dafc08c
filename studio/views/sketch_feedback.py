"""Comments on a sheet, and the summary that they become."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gallery.request import Request
from studio import texts
from studio.models import Sketch, SketchFeedback, SketchRun, SketchStyle
from studio.sketches import feedback
from studio.sketches.feedback import BadComment
from studio.sketches.reading import MAX_SUMMARY_WORDS
from studio.sketches.records import BadRecord
from studio.views import sketch_sheet
from studio.views.ids import as_id


@require_POST
def comment_on_sketches(request: Request, pk: int) -> HttpResponse:
    """`sketch` is one of the sheet's, "" the whole sheet."""
    run = get_object_or_404(SketchRun.objects.visible_to(request.user), pk=pk)
    named = as_id(request.POST.get("sketch", ""))
    sketch = get_object_or_404(Sketch, pk=named, run=run) if named else None
    try:
        feedback.say(run, request.POST.get("text", ""), by=request.user, sketch=sketch)
    except BadComment as error:
        if not request.htmx:
            messages.error(request, str(error))
            return redirect(sketch_sheet.url_of(run))
        return _section(request, run, problem=str(error), status=422)
    if not request.htmx:
        return redirect(sketch_sheet.url_of(run))
    return _section(request, run)


@require_POST
def delete_sketch_comment(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(SketchFeedback, pk=pk, owner_id=request.user.pk)
    run = found.run
    found.delete()
    if not request.htmx:
        return redirect(sketch_sheet.url_of(run))
    return _section(request, run, has_deleted=True)


@require_http_methods(["GET", "HEAD", "POST"])
def sketch_summary(request: Request, pk: int) -> HttpResponse:
    """A proposal to read and change; only what is sent from here is kept."""
    style = get_object_or_404(SketchStyle.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _summary_page(request, style, feedback.propose(style, by=request.user))
    if "propose" in request.POST:
        said = feedback.propose(style, by=request.user, with_model=True)
        return _summary_page(request, style, said)
    summary = " ".join(request.POST.get("summary", "").split())
    seen = as_id(request.POST.get("seen", "")) or 0
    try:
        made = feedback.confirm(style, summary, by=request.user, seen=seen)
    except BadRecord as error:
        said = error.faults[0].message
        return _summary_page(request, style, summary, problem=said, status=422)
    kept = "saved with a copy of the style" if made.pk != style.pk else "saved"
    messages.success(request, f"Summary {kept}: {made.name}, version {made.version}.")
    return redirect("studio:sketch_style", pk=made.pk)


def _summary_page(
    request: Request, style: SketchStyle, summary: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    comments = list(feedback.waiting(style, by=request.user))
    context = {
        "style": style,
        "comments": comments,
        "seen": comments[0].pk if comments else 0,
        "summary": summary,
        "problem": problem,
        "max_words": MAX_SUMMARY_WORDS,
        "has_text_model": texts.available(request.user),
    }
    return render(request, "studio/sketch_summary.html", context, status=status)


def _section(
    request: Request,
    run: SketchRun,
    *,
    problem: str = "",
    has_deleted: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "has_deleted": has_deleted,
        "sheet": sketch_sheet.sheet(run, by=request.user),
        "problem": problem,
        "text": request.POST.get("text", "") if problem else "",
    }
    return render(request, "studio/_sketch_feedback.html", context, status=status)
