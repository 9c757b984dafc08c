"""The editor: one picture, a way to change it, and what came of it beside its source."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from gallery.models import Image
from gallery.request import Request
from studio.edit_form import EditForm
from studio.views import edit_page
from studio.views.edit_page import Editor


@require_http_methods(["GET", "HEAD"])
def edit(request: Request, pk: int) -> HttpResponse:
    image = source_of(request, pk)
    start = edit_page.starting_values(image, by=request.user, said=request.GET.dict())
    form = EditForm(initial=start)
    return render(request, "studio/edit.html", page_context(request, image, form))


def source_of(request: Request, pk: int) -> Image:
    visible = Image.objects.visible_to(request.user).select_related("version")
    return get_object_or_404(visible.for_cards(), pk=pk)


def page_context(request: Request, image: Image, form: EditForm) -> dict[str, Any]:
    editor = Editor(form, image, by=request.user)
    return {
        "editor": editor,
        "composer": editor,
        "form": form,
        "image": image,
        "versions": edit_page.versions_of(image),
    }
