from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gallery import tagging
from gallery.request import Request
from gallery.tagging import BadTag
from gallery.views.image import image_context, shown_images


@require_POST
def change_tags(request: Request, pk: int) -> HttpResponse:
    """`tags` are added, several between commas; `taken_away` is one that goes."""
    image = get_object_or_404(shown_images(request), pk=pk)
    said: dict[str, Any] = {"is_tagging": True}
    status = 200
    try:
        tagging.add(image, tagging.names_in(request.POST.get("tags", "")))
    except BadTag as error:
        said |= {"tag_problem": str(error), "typed": request.POST["tags"]}
        status = 422
    if gone := request.POST.get("taken_away"):
        image.tags.remove(gone)
    if request.htmx:
        context = {"image": image, **tagging.context(image), **said}
        return render(request, "gallery/_tags.html", context, status=status)
    if status == 200:
        return redirect("gallery:image", pk=pk)
    context = image_context(request, image) | said
    return render(request, "gallery/image.html", context, status=status)
