"""Everything that goes wrong under `/api/`, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from gallery.api import sentences
from gallery.api.refusals import Fault, Refusal
from gallery.api.wire import absolute
from gallery.storage import StorageError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
Handler = Callable[[HttpRequest, Any], HttpResponse]  # the library allows for a class as the error

logger = logging.getLogger(__name__)

# The code and the sentence of a status that has no more to say.
PLAIN = {
    400: ("malformed_request", "The request cannot be read. Send well-formed JSON in UTF-8."),
    401: ("unauthenticated", "Send an API token as `Authorization: Bearer …`, or sign in."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing here, or it is not yours."),
    405: ("method_not_allowed", "This address does not take that method."),
    412: ("precondition_failed", "It was changed meanwhile. Get it again first."),
    413: ("too_large", "The body is too large: 1 MB of JSON, or one picture of 25 MB, fits."),
    429: ("rate_limited", "Too many requests. Try again in a moment."),
    500: ("internal", "Something went wrong here. It was logged; try again."),
    503: ("unavailable", "The studio is busy. Try again in a moment."),
}


def respond(refusal: Refusal) -> HttpResponse:
    """The refusal as a problem document with its headers."""
    document = {
        "type": absolute(f"/api/docs#{refusal.code}"),
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "errors": [each.as_json() for each in refusal.faults],
        **refusal.members,
    }
    response = HttpResponse(json.dumps(document), status=refusal.status, content_type=MEDIA_TYPE)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def plain(status: int, detail: str = "") -> Refusal:
    """What a status says by itself."""
    code, sentence = PLAIN.get(status) or PLAIN[500 if status >= 500 else 400]
    waits = status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
    return Refusal(status, code, detail or sentence, retry_after_s=RETRY_AFTER_S if waits else None)


def install(api: NinjaAPI) -> None:
    """Teach the API what to answer to each kind of error."""
    statuses: dict[type[Exception], int] = {
        Http404: 404,
        PermissionDenied: 403,
        AuthenticationError: 401,
        RequestDataTooBig: 413,
        BadRequest: 400,
        MultiPartParserError: 400,
        SuspiciousOperation: 400,
        UnreadablePostError: 400,
    }
    handlers: dict[type[Exception], Handler] = {
        Refusal: lambda request, error: respond(error),
        ValidationError: _invalid,
        HttpError: lambda request, error: respond(plain(error.status_code)),
        Throttled: _throttled,
        StorageError: _store_away,
        OperationalError: _database_away,
        Exception: _broken,
        **{kind: _saying(status) for kind, status in statuses.items()},
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _saying(status: int) -> Handler:
    return lambda request, error: respond(plain(status))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = tuple(Fault(pointer(each["loc"]), sentences.of(each)) for each in error.errors)
    first = faults[0]
    where = f"{first.pointer}: " if first.pointer else ""
    return respond(Refusal(422, "invalid_request", f"{where}{first.message}", faults=faults))


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    refusal = plain(429)
    refusal.retry_after_s = error.wait or RETRY_AFTER_S
    return respond(refusal)


def _store_away(request: HttpRequest, error: StorageError) -> HttpResponse:
    return respond(Refusal(503, "storage_error", str(error), retry_after_s=RETRY_AFTER_S))


def _database_away(request: HttpRequest, error: OperationalError) -> HttpResponse:
    logger.error("api.database_away path=%s", request.path, exc_info=error)
    return respond(plain(503))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """The edge of the process: logged whole, told as a code."""
    logger.error("api.failed path=%s", request.path, exc_info=error)
    return respond(plain(500))


def pointer(location: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901) from where the library says it is: `("body", "body", "count")`.

    The source and the operation's own name of it are left out, and so are the tags of a choice.
    """
    source, *path = location
    if source == "body":
        path = path[1:]
    elif source == "query" and len(path) > 1:
        path = path[-1:]
    steps = [str(step) for step in path if not str(step).startswith("(")]
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
