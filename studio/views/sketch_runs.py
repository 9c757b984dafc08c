"""One run's sheet, and what a person does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import storage, wording, zipping
from gallery.comparison import Comparison
from gallery.request import Request
from gallery.serving import as_download
from gallery.storage import StorageError
from studio import actions, estimating
from studio.actions import NotRetryable
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import Sketch, SketchRun
from studio.pulse import open_work
from studio.requesting import RequestRefused
from studio.sketches import (
    folders,
    metadata,
    packing,
    printing,
    refining,
    removing,
    running,
    standing,
)
from studio.views import confirming, sketch_sheet
from studio.views.ids import as_id
from studio.views.notices import Notice, refuse
from studio.views.sketches import brief_of, page_context
from studio.wording import letter


@require_safe
def sketch_sheet_page(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    brief = brief_of(run, by=request.user)
    return render(request, "studio/sketches.html", page_context(request, brief, run))


@require_safe
def download_sketches(request: Request, pk: int) -> HttpResponseBase:
    """The folder as a ZIP; what is not there yet is told in its `metadata.json`."""
    run = _run(request, pk)
    return zipping.respond(request, packing.pack(run), name=packing.file_name(run))


@require_POST
def lock_sketch(request: Request, pk: int) -> HttpResponse:
    """`locked` is what it shall be."""
    sketch = _sketch(request, pk)
    running.set_lock(sketch, locked=request.POST.get("locked") == "1")
    return _redrawn(request, sketch.run)


@require_POST
def cancel_sketches(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    return _acted(request, run, lambda: actions.cancel_batch(batch=run.batch, by=request.user))


@require_POST
def reroll_sketches(request: Request, pk: int) -> HttpResponse:
    """The position in `index`, else all that are not locked."""
    run = _run(request, pk)
    index = as_id(request.POST.get("index", ""))
    return _acted(
        request,
        run,
        lambda: running.reroll(run, by=request.user, indices=None if index is None else [index]),
        focus_index=index,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete_sketches(request: Request, pk: int) -> HttpResponse:
    """Asks what becomes of the pictures; the page that follows offers the way back."""
    run = _run(request, pk)
    if request.method != "POST":
        count = removing.pictures_of(run).count()
        said = {"run": run, "count": count, "images": wording.images(count)}
        return render(request, "studio/delete_sketches.html", said)
    removing.delete(run, with_pictures=request.POST.get("images") == "trash", by=request.user)
    return redirect(f"{reverse('studio:sketch_runs')}?deleted={pk}")


@require_POST
def restore_sketches(request: Request, pk: int) -> HttpResponse:
    run = get_object_or_404(SketchRun.objects.deleted_of(request.user), pk=pk)
    removing.restore(run)
    messages.success(request, "The sheet is back.")
    return redirect(_url(run))


@require_POST
def refine_sketches(request: Request, pk: int) -> HttpResponse:
    """A sheet of its own, of the sketches that were chosen."""
    run = _run(request, pk)
    back = _url(run)
    chosen = {
        index for said in request.POST.getlist("indices") if (index := as_id(said)) is not None
    }
    instruction = request.POST.get("instruction", "")
    key = request.POST.get("key", "")[:200]
    try:
        _, asked = refining.refined(run, chosen, instruction, by=request.user)
        if question := confirming.question(request, estimating.estimate_of(asked)):
            return confirming.ask(request, question, back=back, focus=("refine-instruction",))
        made = refining.refine(run, chosen, instruction, by=request.user, idempotency_key=key)
    except RequestRefused as refused:
        problems = {each.field: each.message for each in refused.problems}
        return _sheet_page(request, run, refining=problems, instruction=instruction, chosen=chosen)
    except InsufficientBudget as error:
        return refuse(request, Notice.of_budget(error), status=402, back=back)
    except MissingKey:
        return refuse(request, Notice.of_code("missing_key"), status=409, back=back)
    return redirect(_url(made))


@require_safe
def compare_sketches(request: Request, pk: int) -> HttpResponse:
    """Two positions of a sheet, or a refined sketch and what it was made from."""
    run = _run(request, pk)
    there = [each for each in standing.current_of(run) if each.image]
    first = _position(request, "a", there, otherwise=0)
    second = _position(request, "b", there, otherwise=1)
    if first.source and first.source.image and "b" not in request.GET:
        first, second = first.source, first
    context = {
        "run": run,
        "there": [(each.index, letter(each.index)) for each in there],
        "a": first.index,
        "b": second.index,
        "comparison": Comparison(
            before=_image(first),
            after=_image(second),
            before_label=letter(first.index),
            after_label=letter(second.index),
            is_sequel=first.run_id != run.pk,
        ),
    }
    return render(request, "studio/compare_sketches.html", context)


@require_safe
def print_sketch(request: Request, pk: int) -> HttpResponse:
    """To draw over: `?paper=A4|A3`, `?as=png|pdf`, at 300 dots an inch."""
    sketch = _sketch(request, pk)
    paper, kind = request.GET.get("paper", "A4"), request.GET.get("as", "pdf")
    if sketch.image is None or paper not in printing.PAPERS or kind not in printing.KINDS:
        raise Http404
    try:
        data = printing.printed(storage.read(sketch.image.name), paper=paper, kind=kind)
    except StorageError as error:
        messages.error(request, str(error))
        return redirect(_url(sketch.run))
    name = f"{packing.file_name(sketch.run)}-{letter(sketch.index)}-{paper}.{kind}"
    return HttpResponse(data, content_type=printing.KINDS[kind], headers=as_download(name))


@require_safe
def sketch_original(request: Request, pk: int) -> HttpResponse:
    """The model's own bytes."""
    sketch = _sketch(request, pk)
    files = folders.files_of(metadata.all_of(sketch.run))[sketch.pk]
    if not files.stored_original:
        raise Http404
    try:
        data = storage.read(files.stored_original)
    except StorageError as error:
        messages.error(request, str(error))
        return redirect(_url(sketch.run))
    name = files.original.replace("/", "-")
    return HttpResponse(data, content_type="application/octet-stream", headers=as_download(name))


def _run(request: Request, pk: int) -> SketchRun:
    return get_object_or_404(SketchRun.objects.visible_to(request.user), pk=pk)


def _sketch(request: Request, pk: int) -> Sketch:
    own = Sketch.objects.visible_to(request.user).select_related("run", "image")
    return get_object_or_404(own, pk=pk)


def _url(run: SketchRun) -> str:
    return sketch_sheet.url_of(run)


def _position(request: Request, name: str, there: list[Sketch], *, otherwise: int) -> Sketch:
    """The one that is named; a sheet with no second one is no comparison."""
    named = as_id(request.GET.get(name, ""))
    found = next((each for each in there if each.index == named), None)
    if found is None and len(there) > otherwise:
        found = there[otherwise]
    if found is None and there and there[0].source:
        found = there[0]
    if found is None:
        raise Http404
    return found


def _image(sketch: Sketch) -> Any:
    if sketch.image is None:
        raise Http404
    return sketch.image


def _acted(
    request: Request, run: SketchRun, act: Callable[[], object], *, focus_index: int | None = None
) -> HttpResponse:
    try:
        act()
    except InsufficientBudget as error:
        return refuse(request, Notice.of_budget(error), status=402, back=_url(run))
    except MissingKey:
        return refuse(request, Notice.of_code("missing_key"), status=409, back=_url(run))
    except NotRetryable:
        notice = Notice("Nothing to draw anew.", "All of them are locked, or still on the way.")
        return refuse(request, notice, status=409, back=_url(run))
    return _redrawn(request, run, focus_index=focus_index)


def _redrawn(request: Request, run: SketchRun, *, focus_index: int | None = None) -> HttpResponse:
    """The sheet as it stands now, and the page's pulse; the focus goes on in that position."""
    if not request.htmx:
        return redirect(_url(run))
    context = {
        "sheet": sketch_sheet.sheet(run, by=request.user),
        "pulse": open_work(request.user, now=timezone.now()).pulse,
        "focus_index": focus_index,
    }
    return render(request, "studio/_sketch_acted.html", context)


def _sheet_page(
    request: Request,
    run: SketchRun,
    *,
    refining: dict[str, str],
    instruction: str,
    chosen: set[int],
) -> HttpResponse:
    brief = brief_of(run, by=request.user)
    said = {"refining": refining, "instruction": instruction, "chosen": chosen}
    context = page_context(request, brief, run) | said
    return render(request, "studio/sketches.html", context, status=422)
