"""A tool's file for whoever holds its link, as long as that holds."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import serving
from studio.tools import files


@login_not_required
@require_safe
def tool_file(request: HttpRequest, signed: str) -> HttpResponseBase:
    image = files.opened_by(signed, now=timezone.now())
    if image is None:
        return serving.not_found("There is nothing here, or not any more.")
    file = serving.StoredFile(
        name=image.name, mime_type=image.mime_type, size_bytes=image.size_bytes
    )
    response = serving.respond(request, file)
    name = files.file_name(image)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
