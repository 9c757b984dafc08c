from __future__ import annotations

from django.contrib.auth.models import User
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """What a view behind the login gets; for the type checker only."""

    user: User
    htmx: HtmxDetails
