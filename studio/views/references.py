"""The references of the composer: added, taken out and put in order before anything is sent.

Nothing is kept here: the form carries its references along and gets itself back, changed.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gallery import paging
from gallery.models import Image
from gallery.paging import Cursor
from gallery.request import Request
from studio.views import gathering
from studio.views.composer import Composer
from studio.views.generate import page_context
from studio.views.policies import may_frame_own_pages


@require_POST
@may_frame_own_pages
def references(request: Request) -> HttpResponse:
    """The block again with what was added, moved or taken out; without script the whole page."""
    gathered = gathering.gather(request)
    gathering.move(gathered.data, request.POST.get(gathering.MOVE, ""))
    form = gathered.form
    context = {
        "composer": Composer(form, by=request.user),
        "form": form,
        "reference_problems": gathered.problems,
        "is_ordering": bool(request.POST.get(gathering.MOVE)),
    }
    if request.htmx:
        return render(request, "studio/_references_answer.html", context)
    return render(request, "studio/generate.html", page_context(request, form) | context)


@require_POST
def choose_references(request: Request) -> HttpResponse:
    """The person's pictures to pick from, in a dialog or on a page of its own."""
    gathered = gathering.gather(request)
    words = request.POST.get("q", "").strip()
    images = Image.objects.visible_to(request.user)
    found = images.filter(prompt__icontains=words) if words else images
    page = paging.page(found, before=Cursor.read(request.POST.get("before", "")))
    shown = {image.pk for image in page.images}
    picked = set(gathering.picked(request.POST))
    context = {
        "images": page.images,
        "older": str(page.older) if page.older else "",
        "words": words,
        "picked": picked,
        "picked_elsewhere": sorted(picked - shown),
        "carried": gathering.carried(gathered.data),
    }
    template = "studio/_chooser.html" if request.htmx else "studio/chooser.html"
    return render(request, template, context)
