from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from gallery import exporting, grounding, intake, serving, storage
from gallery.forms import ORIGINAL, DownloadForm, DownloadFormat
from gallery.imaging import BadImage
from gallery.models import Image, Rendition
from gallery.request import Request
from gallery.storage import StorageError
from gallery.views.image import image_context, shown_images

WIDTHS_PX = {*intake.RENDITION_WIDTHS_PX, 1280}
SUGGESTIONS_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@login_not_required  # a picture cannot follow a redirect to a login page: nobody gets a 404 too
@require_safe
def file(request: Request, name: str) -> HttpResponseBase:
    """The bytes of a picture for its owner; those in the trash too, so that an undo shows them."""
    stored = _stored_file(request, storage.FOLDER + name)
    if stored is None:
        return serving.not_found("There is no such picture.")
    return serving.respond(request, stored)


def _stored_file(request: Request, name: str) -> serving.StoredFile | None:
    """The row that has this name, among the person's own."""
    if not storage.is_name(name):
        return None
    owner_id = request.user.pk
    rendition = Rendition.objects.filter(image__owner_id=owner_id, name=name).first()
    if rendition is not None:
        return serving.StoredFile(
            name=name, mime_type="image/webp", size_bytes=rendition.size_bytes
        )
    image = Image.objects.filter(owner_id=owner_id, name=name).first()
    return None if image is None else _original(image)


def _original(image: Image) -> serving.StoredFile:
    return serving.StoredFile(
        name=image.name, mime_type=image.mime_type, size_bytes=image.size_bytes
    )


@require_safe
def rendition(request: Request, pk: int, width_px: int) -> HttpResponse:
    """Leads to the rendition's file, which is made when it is first asked for."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    if width_px not in WIDTHS_PX:
        raise Http404("There is no rendition of this width.")
    try:
        return redirect(intake.rendition_of(image, width_px).url)
    except (StorageError, BadImage):
        return serving.not_found("The file of this picture is missing.")


@require_safe
def download(request: Request, pk: int) -> HttpResponseBase:
    """A file under a name that people can read: the original, or a new one."""
    image = get_object_or_404(shown_images(request), pk=pk)
    form = DownloadForm(request.GET)
    if not form.is_valid():
        context = image_context(request, image, download_form=form)
        return render(request, "gallery/image.html", context, status=422)
    try:
        response = _downloaded(request, image, **form.cleaned_data)
    except (StorageError, BadImage) as error:
        messages.error(request, str(error))
        return redirect("gallery:image", pk=pk)
    response.headers["Cache-Control"] = "private, no-store"
    if "metadata" in request.GET:
        _remember(response, has_recipe=form.cleaned_data["metadata"])
    return response


def _remember(response: HttpResponseBase, *, has_recipe: bool) -> None:
    """The switch of this browser, for the next picture's page."""
    response.set_cookie(
        exporting.RECIPE_COOKIE,
        "1" if has_recipe else "0",
        max_age=exporting.REMEMBERED_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _downloaded(
    request: Request,
    image: Image,
    *,
    format: DownloadFormat,  # noqa: A002  the word of the page and of the API
    quality: int,
    size: int | None,
    metadata: bool,
) -> HttpResponseBase:
    if format == ORIGINAL:
        if not storage.exists(image.name):
            raise StorageError("The picture's file is missing.")
        response = serving.respond(request, _original(image))
        extension = intake.EXTENSIONS[image.mime_type]
    else:
        data = exporting.export(
            image, format=format, quality=quality, max_side_px=size, with_recipe=metadata
        )
        response = HttpResponse(data, content_type=f"image/{format}")
        extension = {"jpeg": "jpg"}.get(format, format)
    name = f"{slugify(image.title)[:50] or 'picture'}-{image.pk}.{extension}"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@xframe_options_sameorigin
@require_safe
def suggestions(request: Request, pk: int) -> HttpResponse:
    """The provider's search suggestions as they came, shut in a sandbox: it is strangers' HTML."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    html = grounding.sources_of(image.details.get("grounding")).suggestions
    if not html:
        raise Http404("This picture was made without a search.")
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = SUGGESTIONS_POLICY
    return response
