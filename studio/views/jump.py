"""The box that leads anywhere, and the same as a page where there is no script."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gallery.request import Request
from studio import jumping


@require_safe
def jump(request: Request) -> HttpResponse:
    words = request.GET.get("q", "")
    context = {"words": words, "shelves": jumping.find(request.user, words)}
    return render(
        request, "studio/_jump_found.html" if request.htmx else "studio/jump.html", context
    )
