"""Who is asking: a program with a token, or a person's browser with its session and CSRF token."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from gallery.api.refusals import Refusal
from sessions_app.models import ApiToken

USE_NOTED_EVERY = timedelta(minutes=1)  # so that a busy program writes one row a minute, not 1,000


class BearerToken(AuthBase):
    """The library's own logs headers that it does not expect; they may hold passwords."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> User | None:
        scheme, _, bare = request.headers.get("Authorization", "").partition(" ")
        return owner_of(request, bare.strip()) if scheme.lower() == "bearer" else None


class SessionCookie(AuthBase):
    """Looked at only where no token was sent, so that a wrong token never becomes a person."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        user = request.user
        if "Authorization" in request.headers or not isinstance(user, User):
            return None
        if check_csrf(request) is not None:
            detail = "Send the CSRF token in X-CSRFToken, or use an API token instead of a cookie."
            raise Refusal(403, "csrf_failed", detail)
        return user


def owner_of(request: HttpRequest, bare: str) -> User | None:
    """Let the request be its token's owner's; None where there is no such token."""
    token = ApiToken.objects.matching(bare)
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    request.user = token.owner
    return token.owner
