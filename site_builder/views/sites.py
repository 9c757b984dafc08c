"""The list of sites, and how a new one is begun."""

from __future__ import annotations

import zipfile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.ids import as_page
from gallery.request import Request
from site_builder import examples, overview, removing, starting
from site_builder.exporting import packing
from site_builder.models import Origin, Site
from site_builder.views import answers
from studio.views.ids import as_id
from studio.wording import counted

SITES_A_PAGE = 24


@require_safe
def sites(request: Request) -> HttpResponse:
    """Last changed first."""
    own = Site.objects.visible_to(request.user)
    page = as_page(request.GET.get("page", ""))
    start = (page - 1) * SITES_A_PAGE
    rows = list(overview.with_drafts(own).last_changed_first()[start : start + SITES_A_PAGE + 1])
    said = {
        "cards": overview.cards(rows[:SITES_A_PAGE]),
        "deleted": _just_deleted(request),
        "newer_url": f"?page={page - 1}" if page > 1 else "",
        "older_url": f"?page={page + 1}" if len(rows) > SITES_A_PAGE else "",
        "examples": examples.every() if not rows else (),
    }
    return render(request, "site_builder/sites.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def new_site(request: Request) -> HttpResponse:
    """From an example, from text or a file; an older document is shown with its changes first."""
    if request.method != "POST":
        return _page(request)
    if key := request.POST.get("example", ""):
        return _from_example(request, key)
    try:
        if site := _from_zip(request):
            return _begun(request, site)
        text, origin = _said(request)
    except starting.Unreadable as error:
        return _page(request, problem=str(error), status=422)
    if not text.strip():
        return _page(request, problem="Paste a spec, or choose its file.", status=422)
    found = starting.read(text)
    if found.older and request.POST.get("import") != "1":
        return _page(request, text=text, older=found.older)
    if found.older:
        site = starting.from_older(text, by=request.user)
    else:
        site = starting.from_text(text, by=request.user, origin=origin)
    return _begun(request, site)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_site(request: Request, pk: int) -> HttpResponse:
    """Asks what becomes of the pictures; the page that follows offers the way back."""
    site = answers.site_of(request, pk)
    if request.method != "POST":
        count = removing.made_for(site).filter(trashed_at__isnull=True).count()
        said = {"site": site, "count": count, "images": counted(count, "image")}
        return render(request, "site_builder/delete_site.html", said)
    removing.delete(site, with_pictures=request.POST.get("images") == "trash", by=request.user)
    return redirect(f"{reverse('site_builder:sites')}?deleted={pk}")


@require_POST
def restore_site(request: Request, pk: int) -> HttpResponse:
    site = get_object_or_404(Site.objects.deleted_of(request.user), pk=pk)
    removing.restore(site)
    messages.success(request, f"“{site.name}” is back.")
    return redirect("site_builder:sites")


def _from_example(request: Request, key: str) -> HttpResponse:
    try:
        site = starting.from_example(key, by=request.user)
    except KeyError as error:
        raise Http404 from error
    return _begun(request, site)


def _from_zip(request: Request) -> Site | None:
    """An exported site with its pictures; None for any other file.  Raises Unreadable."""
    file = request.FILES.get("file")
    if file is None or not zipfile.is_zipfile(file):
        return None
    if (file.size or 0) > packing.MAX_BYTES:
        raise starting.Unreadable("The ZIP is larger than 100 MB, more than an export may be.")
    file.seek(0)
    return starting.from_zip(file.read(), by=request.user)


def _said(request: Request) -> tuple[str, Origin]:
    """A file wins over the field; raises Unreadable."""
    file = request.FILES.get("file")
    if file is not None:
        file.seek(0)
        data: bytes = file.read(starting.MAX_FILE_BYTES + 1)
        return starting.text_of(data), Origin.UPLOADED
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return starting.text_of(text.encode(errors="replace")), Origin.PASTED


def _begun(request: Request, site: Site) -> HttpResponse:
    """To what comes next: the plan, or the editor where there is something to mend."""
    is_valid = site.specs.valid().exists()
    return redirect("site_builder:plan" if is_valid else "site_builder:spec", pk=site.pk)


def _page(request: Request, *, status: int = 200, **said: Any) -> HttpResponse:
    context = {"examples": examples.every(), **said}
    return render(request, "site_builder/new_site.html", context, status=status)


def _just_deleted(request: Request) -> Site | None:
    pk = as_id(request.GET.get("deleted", ""))
    return Site.objects.deleted_of(request.user).filter(pk=pk).first() if pk else None
