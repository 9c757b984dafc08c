from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sessions_app.models import Preferences, Theme


class SignIn(LoginView):  # type: ignore[misc]
    """allauth's page, which also leads to a new account where everybody may have one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_open = get_adapter().is_open_for_signup(self.request)
        return {**super().get_context_data(**kwargs), "signup_open": is_open}


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the person's theme and go back to where they were."""
    chosen = request.POST.get("theme", "")
    if chosen not in Theme.values:
        return HttpResponseBadRequest("theme is system, light or dark.")
    Preferences.objects.update_or_create(owner_id=request.user.pk, defaults={"theme": chosen})
    return redirect(_safe(request.POST.get("next", ""), request))


def _safe(url: str, request: HttpRequest) -> str:
    """`url` where it leads to this site, else the home page."""
    here = {request.get_host()}
    if url_has_allowed_host_and_scheme(url, here, require_https=request.is_secure()):
        return url
    return "/"
