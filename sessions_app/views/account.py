from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gallery.views.coming_back import next_of
from sessions_app.confirming import confirmed_first
from sessions_app.forms import TokenForm
from sessions_app.models import ApiToken, Preferences, Theme


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
    return redirect(next_of(request, "/"))


@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """The bare token stands in this one answer and is kept nowhere."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _token_form(request, form)
    user = cast("User", request.user)
    token, bare = ApiToken.issue(owner=user, **form.cleaned_data)
    return render(request, "sessions_app/token.html", {"token": token, "bare": bare}, status=201)


@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def change_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name, scopes and limits; they hold from the next request on."""
    token = get_object_or_404(ApiToken, pk=pk, owner_id=request.user.pk)
    form = TokenForm(request.POST if request.method == "POST" else None, instance=token)
    if not form.is_valid():
        return _token_form(request, form, token)
    form.save()
    messages.success(request, f"The token “{token}” is changed.")
    return redirect(next_of(request, "/"))


def _token_form(
    request: HttpRequest, form: TokenForm, token: ApiToken | None = None
) -> HttpResponse:
    context = {"form": form, "token": token}
    status = 422 if form.is_bound else 200
    return render(request, "sessions_app/new_token.html", context, status=status)


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, owner_id=request.user.pk)
    token.delete()
    messages.success(request, f"The token “{token}” is revoked.")
    return redirect(next_of(request, "/"))
