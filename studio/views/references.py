"""References of the composer and of a list: added, taken out and put in order before sending.

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
from studio.edit_form import EditForm
from studio.forms import ComposerForm
from studio.list_form import ListForm
from studio.views import editor, gathering
from studio.views.composer import Composer
from studio.views.gathering import FormT, Gathered
from studio.views.generate import page_context
from studio.views.lists import ListPage, list_context
from studio.views.places import Place, editor_of, place_of
from studio.views.policies import may_frame_own_pages


@require_POST
@may_frame_own_pages
def references(request: Request) -> HttpResponse:
    """The block again with what was added, moved or taken out; without script the whole page."""
    gathered, told = changed(request, ComposerForm)
    context = {"composer": Composer(gathered.form, by=request.user), "form": gathered.form} | told
    if request.htmx:
        return render(request, "studio/_references_answer.html", context)
    return render(request, "studio/generate.html", page_context(request, gathered.form) | context)


@require_POST
def list_references(request: Request) -> HttpResponse:
    """As `references`, with the prices of the rows in place of the one."""
    gathered, told = changed(request, ListForm)
    context = list_context(ListPage(gathered.form, by=request.user)) | told
    template = "studio/_list_references_answer.html" if request.htmx else "studio/new_batch.html"
    return render(request, template, context)


@require_POST
def choose_references(request: Request) -> HttpResponse:
    """The person's pictures to pick from, in a dialog or on a page of its own."""
    return choose(request, gathering.gather(request, ComposerForm))


@require_POST
def choose_list_references(request: Request) -> HttpResponse:
    return choose(request, gathering.gather(request, ListForm))


@require_POST
def edit_references(request: Request, pk: int) -> HttpResponse:
    """As `references`, on the page of an editor."""
    image = editor.source_of(request, pk)
    gathered, told = changed(request, EditForm)
    context = editor.page_context(request, image, gathered.form) | told
    template = "studio/_references_answer.html" if request.htmx else "studio/edit.html"
    return render(request, template, context)


@require_POST
def choose_edit_references(request: Request, pk: int) -> HttpResponse:
    image = editor.source_of(request, pk)
    return choose(request, gathering.gather(request, EditForm), place=editor_of(image.pk))


def changed(request: Request, kind: type[FormT]) -> tuple[Gathered[FormT], dict[str, object]]:
    """The form with what was added, moved or taken out; and what the block says about it."""
    gathered = gathering.gather(request, kind)
    word = request.POST.get(gathering.MOVE, "")
    gathering.move(gathered.data, word)
    return gathered, {"reference_problems": gathered.problems, "is_ordering": bool(word)}


def choose(
    request: Request, gathered: Gathered[FormT], *, place: Place | None = None
) -> HttpResponse:
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
        "place": place or place_of(gathered.form),
    }
    template = "studio/_chooser.html" if request.htmx else "studio/chooser.html"
    return render(request, template, context)
