"""Views of the gallery that a person keeps by name."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gallery.filters import ImageFilterSet
from gallery.forms import SavedFilterForm
from gallery.models import SavedFilter
from gallery.models.saved_filter import SavedFilterQuerySet
from gallery.request import Request
from gallery.views.grid import gallery_url


@require_POST
def save_filter(request: Request) -> HttpResponse:
    """Keep the filters and the order of an address; what is none of them is left out."""
    asked = QueryDict(request.POST.get("query", ""))
    kept = SavedFilter(owner=request.user, query=ImageFilterSet(request.user, asked).address)
    form = SavedFilterForm(request.POST, instance=kept)
    if not form.is_valid():
        part, page = "gallery/_saved_filters.html", "gallery/saved_filter.html"
        context = {"form": form, "saved_filters": _own(request), "query_kept": kept.query}
        return render(request, part if request.htmx else page, context, status=422)
    saved = form.save()
    if not request.htmx:
        return redirect(gallery_url(saved.query))
    return render(request, "gallery/_saved_filters.html", {"saved_filters": _own(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def saved_filter(request: Request, pk: int) -> HttpResponse:
    """Give it another name, or find the way to delete it."""
    found = get_object_or_404(_own(request), pk=pk)
    form = SavedFilterForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect(gallery_url(found.query))
    status = 422 if form.errors else 200
    context = {"form": form, "saved_filter": found, "url": gallery_url(found.query)}
    return render(request, "gallery/saved_filter.html", context, status=status)


@require_POST
def forget_filter(request: Request, pk: int) -> HttpResponse:
    get_object_or_404(_own(request), pk=pk).delete()
    return redirect("gallery:gallery")


def _own(request: Request) -> SavedFilterQuerySet:
    return SavedFilter.objects.visible_to(request.user)
