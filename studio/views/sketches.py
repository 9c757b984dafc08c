"""The Sketches page: the form, what was understood and found, and beside it the newest sheet."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.request import Request
from studio.models import SketchRun
from studio.pulse import open_work
from studio.sketches import running, standing
from studio.sketches.variation import LEAST, USUAL
from studio.spending import Confirmation
from studio.views import confirming, refusals, sketch_form, sketch_sheet
from studio.views.ids import as_id
from studio.views.notices import Notice
from studio.views.sketch_form import SketchBrief, SketchForm

RUNS_A_PAGE = 24


@require_http_methods(["GET", "HEAD", "POST"])
def sketches(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _start(request)
    return render(request, "studio/sketches.html", page_context(request, _new_brief(request)))


@require_POST
def preview_sketches(request: Request) -> HttpResponse:
    """What the form comes to now; without script the whole page with it."""
    data = request.POST.copy()
    with_model = data.get("compile") == "model"
    if with_model or data.get("compile") == "rules":
        data["spec_for"] = ""  # read it anew, whatever was corrected
    brief = sketch_form.read(data, by=request.user, with_model=with_model)
    if request.htmx:
        return render(request, "studio/_sketch_brief.html", {"brief": brief, "form": brief.form})
    return render(request, "studio/sketches.html", page_context(request, brief))


@require_safe
def sketch_runs(request: Request) -> HttpResponse:
    """Every sheet, the newest first."""
    runs = SketchRun.objects.visible_to(request.user).newest_first()
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    found = standing.current_of_each(page.object_list)
    rows = [(run, found.get(run.pk, []), standing.state_of(found.get(run.pk, []))) for run in page]
    context = {
        "rows": rows,
        "deleted": _just_deleted(request),
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "studio/sketch_runs.html", context)


def _just_deleted(request: Request) -> SketchRun | None:
    pk = as_id(request.GET.get("deleted", ""))
    return SketchRun.objects.deleted_of(request.user).filter(pk=pk).first() if pk else None


def page_context(
    request: Request, brief: SketchBrief, run: SketchRun | None = None
) -> dict[str, Any]:
    """`run` is whose page it is; the newest one's sheet stands beside the form where it is None."""
    sheet_first = run is not None
    run = run or SketchRun.objects.visible_to(request.user).newest_first().first()
    return {
        "brief": brief,
        "form": brief.form,
        "sheet_first": sheet_first,
        "sheet": sketch_sheet.sheet(run, by=request.user) if run else None,
    }


def _new_brief(request: Request) -> SketchBrief:
    """Empty but for the style of the last run; or by a link: `?concept=…&style=bold-cartoon`."""
    said = {
        "concept": request.GET.get("concept", ""),
        "style": request.GET.get("style", "") or _usual_style(request),
    }
    if not said["concept"]:
        return SketchBrief(SketchForm(initial=said), by=request.user)
    return sketch_form.read(said | {"count": str(USUAL)}, by=request.user)


def _usual_style(request: Request) -> str:
    """That of the last run, so that a series is quickly asked for."""
    last = SketchRun.objects.visible_to(request.user).newest_first().first()
    return str(last.style_record["id"]) if last else ""


def brief_of(run: SketchRun, *, by: AbstractBaseUser) -> SketchBrief:
    """The form as this run was asked for, so that it can be asked for once more."""
    return sketch_form.read(_said_for(run), by=by)


def _said_for(run: SketchRun) -> QueryDict:
    spec, style = run.prompt_spec, run.style_record["id"]
    data = QueryDict(mutable=True)
    data.update(
        {
            "concept": run.concept,
            "style": style,
            "count": max(run.config.get("num_images", LEAST), LEAST),
            "model": run.config.get("model_name", ""),
            "resolution": run.config.get("resolution", ""),
            "aspect_ratio": run.config.get("aspect_ratio", ""),
            "refined_intent": spec.get("refined_intent", ""),
            "must_have": "\n".join(spec.get("must_have", ())),
            "negative_constraints": "\n".join(spec.get("negative_constraints", ())),
            "text_requested": spec.get("text_requested") or "",
            "compiler": spec.get("compiler", ""),
            "spec_for": sketch_form.spec_digest(run.concept),
        }
    )
    for name in ("auto_retry", "posterise"):
        if run.config.get(name):
            data[name] = "on"
    if run.retrieval:
        data["found_for"] = sketch_form.found_digest(run.concept, style)
        data.setlist("references", run.used_references)
    return data


def _start(request: Request) -> HttpResponse:
    brief = sketch_form.read(request.POST, by=request.user)
    form, prepared = brief.form, brief.prepared
    if not form.is_valid() or prepared is None:
        if not form.errors:
            form.add_error("concept", "Say what is to be sketched.")
        return _refused(request, brief, status=422)
    try:
        if question := confirming.question(request, prepared.estimate()):
            return _refused(request, brief, status=409, confirmation=question)
        key = form.cleaned_data["key"]
        run = running.start_prepared(prepared, by=request.user, idempotency_key=key)
    except refusals.KINDS as error:
        refusal = refusals.read(error, form)
        return _refused(request, brief, status=refusal.status, notice=refusal.notice)
    return _started(request, brief, run)


def _started(request: Request, brief: SketchBrief, run: SketchRun) -> HttpResponse:
    if not request.htmx:
        return redirect("studio:sketch_sheet", pk=run.pk)
    context = {
        "sheet": sketch_sheet.sheet(run, by=request.user),
        "brief": brief,
        "pulse": open_work(request.user, now=timezone.now()).pulse,
        "answered": ["confirmed_usd"] if "confirmed_usd" in request.POST else [],
    }
    response = render(request, "studio/_sketches_started.html", context, status=202)
    response["HX-Push-Url"] = reverse("studio:sketch_sheet", args=[run.pk])
    return response


def _refused(
    request: Request,
    brief: SketchBrief,
    *,
    status: int,
    notice: Notice | None = None,
    confirmation: Confirmation | None = None,
) -> HttpResponse:
    """The form again with what is wrong or to be confirmed; nothing typed is lost."""
    said = {"notice": notice, "confirmation": confirmation}
    if not request.htmx:
        context = page_context(request, brief) | said
        return render(request, "studio/sketches.html", context, status=status)
    context = {"brief": brief, "form": brief.form, **said}
    response = render(request, "studio/_sketch_form.html", context, status=status)
    response["HX-Retarget"], response["HX-Reswap"] = "#composer", "outerHTML"
    return response
