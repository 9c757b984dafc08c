"""The pages for what went wrong, where Django's own choice of template is not enough."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER_S = 60  # the shortest of the sign-in limits


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's answer to whoever asks too often."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
