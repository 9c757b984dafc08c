"""Who is asking: a program with a token, or a person's browser with its session and CSRF token."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from config.api import limiting, scopes
from gallery.api.refusals import Refusal
from sessions_app import acting
from sessions_app.models import ApiToken, Scope

USE_NOTED_EVERY = timedelta(minutes=1)  # so that a busy program writes one row a minute, not 1,000


class BearerToken(AuthBase):
    """The library's own logs headers that it does not expect; they may hold passwords."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> User | None:
        token = token_in(request)
        if token is None:
            return None
        limiting.admit(request, f"token:{token.pk}")
        needed = scopes.needed(request.method or "", request.path)
        if needed not in token.scopes:
            detail = f"This token lacks the scope “{needed}”. Its owner can add it in the settings."
            raise Refusal(403, "insufficient_scope", detail, members={"scope": str(needed)})
        request.user = acting.with_token(token)
        return token.owner


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
        limiting.admit(request, f"person:{user.pk}")
        return user


def token_in(request: HttpRequest) -> ApiToken | None:
    """The token that the request came with; None where it has none, or none of ours."""
    scheme, _, bare = request.headers.get("Authorization", "").partition(" ")
    return token_of(bare.strip()) if scheme.lower() == "bearer" else None


def token_of(bare: str) -> ApiToken | None:
    """The token of these bare words, its use noted."""
    token = ApiToken.objects.matching(bare)
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or token.last_used_at < now - USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def let_read(request: HttpRequest) -> None:
    """Let the request be its token's owner's, where it has one that may read."""
    token = token_in(request)
    if token is not None and Scope.READ in token.scopes:
        request.user = acting.with_token(token)
