"""What a share link opens: one branch of a conversation, to read, for nobody in particular."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import intake, serving
from gallery.imaging import BadImage
from gallery.request import Request
from gallery.storage import StorageError
from sessions_app import transcripts
from sessions_app.models import ShareLink
from sessions_app.sharing import links, throttle

# Only renditions leave the house: they hold pixels and nothing of where or how these came to be.
WIDTHS_PX = {640, intake.SCREEN_WIDTH_PX}
KEPT_S = 300  # by the reader's browser: soon after the link is revoked it has to ask again
View = Callable[..., HttpResponseBase]


def _discreet(view: View) -> View:
    """Found by no search engine, told to no other site."""

    @wraps(view)
    def answer(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@login_not_required
@require_safe
@_discreet
def shared(request: Request, token: str) -> HttpResponse:
    """Wrong, expired and revoked links are told alike, so that nobody learns which there were."""
    if throttle.is_over(request, "page", throttle.PAGES) or throttle.has_guessed(request):
        return _closed(request, status=429)
    link = _link(request, token)
    if link is None:
        return _closed(request, status=404)
    exchanges = transcripts.of_branch(link.work_session, link.message_id)
    context = {
        "link": link,
        "token": token,
        "session": link.work_session,
        "exchanges": exchanges,
        "count": sum(len(said.pictures) for each in exchanges for said in each.answers),
        "theme": "",
    }
    return render(request, "sessions_app/shared.html", context)


@login_not_required
@require_safe
@_discreet
def shared_image(request: Request, token: str, pk: int, width_px: int) -> HttpResponseBase:
    """A picture of the branch, small enough for a screen."""
    if width_px not in WIDTHS_PX:
        raise Http404
    if throttle.is_over(request, "picture", throttle.PICTURES) or throttle.has_guessed(request):
        return HttpResponse(status=429, headers={"Retry-After": str(throttle.WINDOW_S)})
    link = _link(request, token)
    image = transcripts.picture(link.work_session, link.message_id, pk) if link else None
    if image is None:
        return serving.not_found("There is no such picture.")
    try:
        rendition = intake.rendition_of(image, min(width_px, image.width_px))
    except (StorageError, BadImage):
        return serving.not_found("The file of this picture is missing.")
    file = serving.StoredFile(
        name=rendition.name, mime_type="image/webp", size_bytes=rendition.size_bytes
    )
    response = serving.respond(request, file)
    if response.status_code in {200, 206, 304}:
        response.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    return response


def _link(request: Request, token: str) -> ShareLink | None:
    """A wrong one counts against who asks."""
    link = links.find(token, now=timezone.now())
    if link is None:
        throttle.is_over(request, "guess", throttle.GUESSES)
    return link


def _closed(request: Request, *, status: int) -> HttpResponse:
    context = {"too_much": status == 429, "theme": ""}
    response = render(request, "sessions_app/shared_closed.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(throttle.WINDOW_S)
    return response
