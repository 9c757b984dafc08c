"""Who changes keys or tokens gives the password again: an open screen is no way in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

View = Callable[..., HttpResponse]


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the person gave the password within the last minutes."""
    return not is_reauthentication_required(request, app="allauth.account")


def confirmed_first(view: View) -> View:
    """The view for whoever is confirmed; others are asked, and come back to the page by GET.

    allauth's own decorator keeps what was posted in the session meanwhile, and a key with it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")

    return guarded
