"""What stands around every request to the API, and to the pictures that its answers name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from config.api import credentials, limiting, problems

PREFIX = "/api/"
PAGE = "/api/docs"  # for people, in HTML
PICTURES = "/media/images/"
MAX_BODY_BYTES = 26_000_000  # a picture of 25 MB and its envelope
EXPOSED = (
    "Content-Disposition, ETag, Idempotent-Replay, Preference-Applied, RateLimit-Limit, "
    "RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset, Retry-After"
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
        "Prefer"
    ),
    "Access-Control-Max-Age": "600",
}


class CrossOriginMiddleware(MiddlewareMixin):
    """Pages of the sites in `CORS_ALLOWED_ORIGINS` may use the API with a token, never a cookie."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """A browser asks first; the answer says what it may send."""
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        return HttpResponse(status=204, headers=PREFLIGHT) if asks and _may_read(request) else None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if settings.CORS_ALLOWED_ORIGINS and request.path.startswith((PREFIX, PICTURES)):
            patch_vary_headers(response, ["Origin"])
        if _may_read(request):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response


class ProblemMiddleware(MiddlewareMixin):
    """Whatever answers an error under `/api/` answers it as problem+json.

    Unknown paths, methods that an address lacks and what other middleware refuses come by here.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        announced = request.headers.get("Content-Length") or "0"
        if _is_of_api(request) and announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
            return problems.respond(problems.plain(413))
        return None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        told = response.headers.get("Content-Type", "").startswith(problems.MEDIA_TYPE)
        if not _is_of_api(request) or told or response.status_code < 400:
            return response
        spoken = problems.respond(problems.plain(response.status_code))
        if allowed := response.headers.get("Allow"):
            spoken.headers["Allow"] = allowed
        return spoken


class ConditionMiddleware(MiddlewareMixin):
    """What the API's answers carry for programs that ask again: their rate, and 304 where they may.

    An operation that gives its answer an ETag need not look at If-None-Match itself.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not _is_of_api(request):
            return response
        etag = response.headers.get("ETag")
        if etag and request.method in {"GET", "HEAD"} and isinstance(response, HttpResponse):
            response.headers["Cache-Control"] = "private, no-cache"
            response = get_conditional_response(request, etag=etag, response=response) or response
        if standing := limiting.standing_of(request):  # of a 304, too
            for name, value in standing.headers().items():
                response.headers[name] = value
        return response


class PictureTokenMiddleware(MiddlewareMixin):
    """A program gets the pictures that the API's answers name with the token that it has."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith(PICTURES):
            credentials.let_read(request)


def _may_read(request: HttpRequest) -> bool:
    is_allowed = request.headers.get("Origin") in settings.CORS_ALLOWED_ORIGINS
    return is_allowed and request.path.startswith((PREFIX, PICTURES))


def _is_of_api(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIX) and request.path != PAGE
