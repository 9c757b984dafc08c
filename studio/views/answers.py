"""Answers in full, fetched on demand: what was thought, what it cost and took, the raw words."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gallery import intake, serving, storage
from gallery.models import Image
from gallery.request import Request
from gallery.serving import StoredFile
from gallery.storage import StorageError
from studio.models import Batch
from studio.views.details import answered, details, drafts_of
from studio.views.policies import may_frame_own_pages

_MIME_TYPES = {extension: mime_type for mime_type, extension in intake.EXTENSIONS.items()}
ANSWERS_A_PAGE = 60


@require_safe
@may_frame_own_pages
def batch_answers(request: Request, pk: int) -> HttpResponse:
    """What came back for each picture of a batch; htmx gets the part alone."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    rows = answered(request.user).filter(batch=batch).settled()[:ANSWERS_A_PAGE]
    context = {"batch": batch, "answers": [details(row) for row in rows]}
    template = "studio/_answers.html" if request.htmx else "studio/answers.html"
    return render(request, template, context)


@require_safe
def image_answer(request: Request, pk: int) -> HttpResponse:
    """What is known about a picture's answer, for its page; nothing once its generation is gone."""
    get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    row = answered(request.user).filter(image_id=pk).first()
    if row is None:
        return HttpResponse(status=204)
    context = {"answer": details(row), "brief": True}
    return render(request, "studio/_details.html", context)


@require_safe
def draft(request: Request, pk: int, number: int) -> HttpResponseBase:
    """A picture that came on the way to the finished one, for its owner only."""
    row = get_object_or_404(answered(request.user), pk=pk)
    names = drafts_of(row)
    if number >= len(names):
        raise Http404("There is no such picture.")
    mime_type = _MIME_TYPES.get(PurePosixPath(names[number]).suffix.removeprefix("."))
    if mime_type is None:
        raise Http404("This is not a picture that can be shown.")
    try:
        size_bytes = storage.size_bytes(names[number])
    except StorageError as error:
        return serving.not_found(str(error))
    file = StoredFile(name=names[number], mime_type=mime_type, size_bytes=size_bytes)
    return serving.respond(request, file)
