"""The page of a site's export: what has to be confirmed, the ZIP as it is built, and the ZIP."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from gallery import serving
from gallery.request import Request
from gallery.serving import StoredFile
from site_builder import exporting, slots
from site_builder.exporting import Question, orders
from site_builder.models import Site, SiteExport
from site_builder.slots import SiteSlots


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, pk: int) -> HttpResponse:
    """POST asks for a ZIP; every question has to be answered by its box."""
    site = _site(request, pk)
    plan = slots.of(site)
    asked = _questions(site, plan)
    if request.method != "POST" or plan is None:
        return render(request, "site_builder/export.html", _context(site, plan, asked))
    confirmed = set(request.POST.getlist("confirm"))
    unanswered = [question.code for question in asked if question.code not in confirmed]
    if unanswered:
        context = _context(site, plan, asked)
        context |= {"unanswered": unanswered, "confirmed": confirmed}
        return render(request, "site_builder/export.html", context, status=422)
    orders.order(site)
    return redirect("site_builder:export", pk=site.pk)


@require_safe
def export_state(request: Request, pk: int) -> HttpResponse:
    """How far it is; the last answer asks no more."""
    site = _site(request, pk)
    context = {"site": site, "export": orders.newest(site)}
    return render(request, "site_builder/_export_state.html", context)


@require_safe
def export_zip(request: Request, pk: int) -> HttpResponseBase:
    """The newest ZIP while its day lasts."""
    made = orders.newest(_site(request, pk))
    if made is None or not made.is_ready:
        raise Http404
    return zip_response(request, made)


def zip_response(request: HttpRequest, made: SiteExport) -> HttpResponseBase:
    """As a file to save, called after the business."""
    file = StoredFile(name=made.name, mime_type="application/zip", size_bytes=made.size_bytes)
    response = serving.respond(request, file)
    name = f"{exporting.folder_of(made.site.name)}.zip"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "private, no-store"  # the address stays, the file does not
    return response


def _site(request: Request, pk: int) -> Site:
    return get_object_or_404(Site.objects.visible_to(request.user), pk=pk)


def _questions(site: Site, plan: SiteSlots | None) -> list[Question]:
    return exporting.questions_of(plan, exporting.sources_of(site, plan)) if plan else []


def _context(site: Site, plan: SiteSlots | None, asked: list[Question]) -> dict[str, Any]:
    made = orders.newest(site)
    newest = plan.plan.spec.revision if plan else 0
    return {
        "site": site,
        "plan": plan,
        "questions": asked,
        "has_missing": any(question.code == "fallbacks" for question in asked),
        "export": made,
        "is_outdated": made is not None and made.is_ready and made.revision != newest,
    }
