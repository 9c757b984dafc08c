"""A conversation to take along, for its owner."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.views.decorators.http import require_safe

from gallery import serving, zipping
from gallery.request import Request
from studio.transcripts import packing, pages
from studio.views.sessions import own_session


@require_safe
def export_session(request: Request, pk: int) -> StreamingHttpResponse:
    """Markdown and pictures as a ZIP."""
    session = own_session(request, pk)
    return zipping.respond(request, packing.pack(session), name=packing.file_name(session))


@require_safe
def export_session_page(request: Request, pk: int) -> StreamingHttpResponse:
    """One HTML page with everything in it."""
    session = own_session(request, pk)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    headers |= serving.as_download(f"{packing.file_name(session)}.html")
    return serving.stream(request, pages.pages(session), headers=headers)
