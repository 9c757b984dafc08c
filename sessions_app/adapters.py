from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where Musa differs from allauth: who may join, how guessing is slowed, where links lead."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.SIGNUP_OPEN)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Links begin with SITE_URL, not with whatever host the request named."""
        named = self.request.build_absolute_uri("/")
        links = {
            key: f"{settings.SITE_URL}/{value.removeprefix(named)}"
            for key, value in context.items()
            if isinstance(value, str) and value.startswith(named)
        }
        site = SimpleNamespace(name="Musa", domain=settings.SITE_URL)
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Account and network together: a stranger who guesses elsewhere locks nobody out.
        account = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{account}:{get_ip(request)}"
