from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gallery import imaging, uploads
from gallery.request import Request
from gallery.uploads import Uploads


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """Several files in one post; with script one at a time, answered by a line for each."""
    if request.method != "POST":
        return _page(request)
    files = request.FILES.getlist("files")
    if not files:
        none = [uploads.UploadProblem("", "Choose at least one picture.")]
        return _page(request, Uploads(problems=none))
    taken = uploads.take_in(files, owner=request.user)
    if request.htmx:
        return render(request, "gallery/_upload_lines.html", {"taken": taken})
    if count := len(taken.added):
        messages.success(request, f"{count} pictures added." if count > 1 else "Picture added.")
    return _page(request, taken) if taken.problems or taken.known else redirect("gallery:gallery")


def _page(request: Request, taken: Uploads | None = None) -> HttpResponse:
    context = {"taken": taken, "reads_heic": imaging.READS_HEIC}
    status = 422 if taken and taken.problems else 200
    return render(request, "gallery/upload.html", context, status=status)
