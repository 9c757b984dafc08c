"""Where a form leads after it is done."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def next_of(request: HttpRequest, otherwise: str) -> str:
    """What the form names as `next`, where that leads to this site."""
    url = request.POST.get("next", "")
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(url, here, require_https=request.is_secure())
    return url if is_ours else otherwise
