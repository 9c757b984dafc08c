from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from gallery import serving, storage
from gallery.models import Image, Rendition


@login_not_required  # an image element cannot follow a redirect to a login page: 404 for nobody too
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The bytes of a picture for its owner; those in the trash too, so that an undo shows them."""
    stored_name = storage.FOLDER + name
    rendition = Rendition.objects.filter(image__owner_id=request.user.pk, name=stored_name).first()
    if rendition is not None:
        found = serving.StoredFile(
            name=rendition.name, mime_type="image/webp", size_bytes=rendition.size_bytes
        )
        return serving.respond(request, found)
    image = Image.objects.filter(owner_id=request.user.pk, name=stored_name).first()
    if image is None:
        return serving.not_found("There is no such picture.")
    found = serving.StoredFile(
        name=image.name, mime_type=image.mime_type, size_bytes=image.size_bytes
    )
    return serving.respond(request, found)
