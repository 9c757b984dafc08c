"""A person's own API key in the settings: added, tested, replaced, removed, never shown."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gallery.request import Request
from sessions_app.confirming import confirmed_first
from studio import keys, own_keys
from studio.keys import MissingKey
from studio.own_keys import KeyRefused


@sensitive_post_parameters("api_key")
@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def api_key(request: Request) -> HttpResponse:
    """Takes a key in; what was typed is never drawn again."""
    if request.method != "POST":
        return _key_page(request)
    try:
        own = own_keys.store(request.POST.get("api_key", ""), by=request.user)
    except KeyRefused as refused:
        return _key_page(request, refused)
    messages.success(request, f"The key ending in {own.last_four} works and is in use.")
    return _back()


@confirmed_first
@require_POST
def remove_api_key(request: Request) -> HttpResponse:
    if own_keys.remove(by=request.user):
        messages.success(request, "Your key is removed.")
    return _back()


@require_POST
def test_api_key(request: Request) -> HttpResponse:
    try:
        own = own_keys.test(by=request.user)
    except MissingKey:
        messages.error(request, "There is no key that could be tested.")
    except KeyRefused as refused:
        if refused.retry_after_s:
            return _key_page(request, refused)
        messages.error(request, str(refused))
    else:
        messages.success(request, f"The key works: {', '.join(own.models_found)}.")
    return _back()


def _key_page(request: Request, refused: KeyRefused | None = None) -> HttpResponse:
    context = {"own_key": keys.own_key_of(request.user), "refused": refused}
    response = render(request, "studio/api_key.html", context, status=_status(refused))
    if refused and refused.retry_after_s:
        response["Retry-After"] = str(refused.retry_after_s)
    return response


def _status(refused: KeyRefused | None) -> int:
    if refused is None:
        return 200
    if refused.retry_after_s:
        return 429
    return 503 if refused.is_passing else 422


def _back() -> HttpResponse:
    return redirect(f"{reverse('studio:settings')}#key")
