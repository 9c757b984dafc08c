"""Answers a request for a stored file: whole, one range of it, or "you have it already"."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header

from gallery import storage
from gallery.storage import StorageError

# A name cannot be guessed and its content never changes: no need to ask again.
CACHE_CONTROL = "private, max-age=31536000, immutable"
RETRY_AFTER_S = 5
ONE_RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file as our own row describes it; nothing here is taken from the request."""

    name: str
    mime_type: str
    size_bytes: int

    @property
    def etag(self) -> str:
        return f'"{self.name.removeprefix(storage.FOLDER)}"'


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    length: int


def respond(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The file, its type and its caching from our row; 404 where the store has lost it, 503 where
    it does not answer.
    """
    try:
        response = get_conditional_response(request, etag=file.etag) or _content(request, file)
    except StorageError as error:
        return _away(error)
    if response.status_code == 404:
        return response
    response.headers["ETag"] = file.etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_vary_headers(response, ["Cookie"])
    return response


def as_download(name: str) -> dict[str, str]:
    """Headers of a file that is saved under this name and kept nowhere on the way."""
    return {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def not_found(reason: str) -> HttpResponse:
    """A body of one line: it is read as a picture, not as a page."""
    return _line(reason, status=404)


def _away(error: StorageError) -> HttpResponse:
    response = _line(str(error), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _line(reason: str, *, status: int) -> HttpResponse:
    response = HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _content(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    try:
        span = _asked_span(request, file)
    except _UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size_bytes}"})
    if not storage.exists(file.name):
        return not_found("The file of this picture is missing.")
    whole = Span(0, file.size_bytes)
    response = _body(request, file, span or whole)
    response.headers["Accept-Ranges"] = "bytes"
    if span is not None:
        last = span.start + span.length - 1
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {span.start}-{last}/{file.size_bytes}"
    return response


def _body(request: HttpRequest, file: StoredFile, span: Span) -> HttpResponseBase:
    """At once where one piece holds it, else piece by piece in the way the server iterates."""
    pieces = storage.chunks(file.name, start=span.start, length=span.length)
    headers = {"Content-Length": str(span.length), "Content-Type": file.mime_type}
    if span.length <= storage.CHUNK_BYTES:
        return HttpResponse(b"".join(pieces), headers=headers)
    return stream(request, pieces, headers=headers)


def stream(
    request: HttpRequest, pieces: Iterator[bytes], *, headers: Mapping[str, str]
) -> StreamingHttpResponse:
    """Piece by piece in the way the server iterates: never more than one of them in memory."""
    content = _off_the_loop(pieces) if isinstance(request, ASGIRequest) else pieces
    return StreamingHttpResponse(content, headers=headers)


async def _off_the_loop(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same pieces, each read in a thread, so that a slow disk holds up nobody else."""
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


class _UnsatisfiableError(Exception):
    """The range begins behind the end of the file."""


def _asked_span(request: HttpRequest, file: StoredFile) -> Span | None:
    """The one range that was asked for; None (the whole) for none, several, or an old version."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", file.etag) != file.etag:
        return None
    first, last = asked["first"], asked["last"]
    if not first:
        return _suffix(last, file.size_bytes)
    start, end = int(first), min(int(last or file.size_bytes), file.size_bytes - 1)
    if last and int(last) < start:
        return None  # not a range at all, so it counts as none (RFC 9110, 14.1.1)
    if start >= file.size_bytes:
        raise _UnsatisfiableError
    return Span(start, end - start + 1)


def _suffix(length: str, size_bytes: int) -> Span | None:
    """The last so many bytes of the file."""
    if not length:
        return None
    if int(length) == 0:
        raise _UnsatisfiableError
    wanted = min(int(length), size_bytes)
    return Span(size_bytes - wanted, wanted)
