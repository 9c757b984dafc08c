"""What is told of what went wrong, where Django's own choice is not enough."""

from __future__ import annotations

import sys
from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.views import defaults
from django.views.debug import SafeExceptionReporterFilter

RETRY_AFTER_S = 60  # the shortest of the sign-in limits
AWAY_S = 10


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's answer to whoever asks too often."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault, or a database that is away for a while: then it is worth trying again."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return defaults.server_error(request)
    response = HttpResponse(get_template("503.html").render(), status=503)
    response.headers["Retry-After"] = str(AWAY_S)
    return response


class DiscreetReports(SafeExceptionReporterFilter):
    """Reports of errors tell where it broke, never the values: they hold keys and people's words.

    Also while DEBUG is on, since a page of that kind is easily photographed or pasted.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        posted = getattr(request, "POST", {})
        return dict.fromkeys(posted, self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        nothing: dict[str, Any] = {}
        return nothing.items()
