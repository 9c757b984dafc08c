"""The page of a site's spec: a form for the business, JSON for all of it, the revisions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gallery.request import Request
from site_builder import business, editing, fetching, revisions, validation
from site_builder.editing import Editor
from site_builder.models import Origin, Site, SiteSpec
from site_builder.views import answers
from studio.views.ids import as_id
from studio.wording import counted


@require_http_methods(["GET", "HEAD", "POST"])
def spec(request: Request, pk: int) -> HttpResponse:
    site = answers.site_of(request, pk)
    if request.method == "POST":
        return _save(request, site)
    shown = revisions.shown(site)
    if shown is None:
        raise Http404
    return _page(request, site, editing.opened(site, shown))


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    """An older revision once more, as the newest; those between are kept."""
    site = answers.site_of(request, pk)
    number = as_id(request.POST.get("restore", "")) or 0
    older = get_object_or_404(site.specs.filter(document__isnull=False), revision=number)
    report = validation.validate(older.document)
    revisions.save(site, report, origin=Origin.RESTORED)
    messages.success(request, f"Revision {older.revision} is back as the newest.")
    return redirect("site_builder:spec", pk=site.pk)


@require_POST
def fetch_again(request: Request, pk: int) -> HttpResponse:
    """The pictures of other addresses that could not be had, once more."""
    site = answers.site_of(request, pk)
    if count := fetching.try_again(site):
        messages.info(request, f"{counted(count, 'picture')} will be fetched again.")
    return redirect("site_builder:spec", pk=site.pk)


def _save(request: Request, site: Site) -> HttpResponse:
    base, over = (as_id(request.POST.get(name, "")) or 0 for name in ("revision", "over"))
    editor, report = editing.typed(site, request.POST, base=base, over=over)
    try:
        saved = revisions.save(
            site, report, origin=Origin.EDITED, base=base, over=over, text=editor.text
        )
    except revisions.Conflict as conflict:
        editor.over = conflict.newest.revision
        return _page(request, site, editor, newer=conflict.newest, status=409)
    if report.is_valid:
        messages.success(request, f"Saved as revision {saved.revision}.")
        wants_plan = request.POST.get("next") == "plan"
        return redirect("site_builder:plan" if wants_plan else "site_builder:spec", pk=site.pk)
    editor.base, editor.over = saved.revision, 0
    return _page(request, site, editor, status=422)


def _page(
    request: Request,
    site: Site,
    editor: Editor,
    *,
    newer: SiteSpec | None = None,
    status: int = 200,
) -> HttpResponse:
    said = {
        "site": site,
        "editor": editor,
        "form": editor.form,
        "newer": newer,
        "summary": _summary(editor),
        "outside": fetching.told(site),
        "history": editing.history(site),
        "goals": ", ".join(business.known_goals()),
        "anti_references": ", ".join(business.known_anti_references()),
    }
    return render(request, "site_builder/spec.html", said, status=status)


def _summary(editor: Editor) -> str:
    """ "2 errors, 1 warning"; "" where there is nothing to mend."""
    counts = ((editor.errors, "error"), (editor.warnings, "warning"))
    return ", ".join(counted(len(found), word) for found, word in counts if found)
