from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Query, Router, UploadedFile

from gallery import exporting, imaging, intake, paging, serving
from gallery.api import etags
from gallery.api.answers import ImageAnswer, ImageDetails, VersionsAnswer
from gallery.api.bodies import DownloadParameters, ImageChanges, ImageFilters
from gallery.api.paging import Page, first_of
from gallery.api.refusals import Fault, invalid, too_large
from gallery.intake import EXTENSIONS
from gallery.lineage import Lineage
from gallery.models import Image, ImageQuerySet
from gallery.paging import Cursor
from gallery.request import Request

MEGABYTE = 1_000_000
TAGS = ("tags",)  # taggit has no types

router = Router(tags=["Images"])


def images_of(request: Request) -> QuerySet[Image]:
    return for_answers(Image.objects.visible_to(request.user))


def for_answers(images: ImageQuerySet) -> QuerySet[Image]:
    """All that answers need, in a fixed number of queries."""
    return images.for_cards().select_related("version").prefetch_related(*TAGS)


@router.post("/images", response={201: ImageAnswer}, summary="Upload a picture")
def upload(request: Request, file: File[UploadedFile]) -> ImageAnswer:
    """PNG, JPEG, WebP, GIF (its first frame), AVIF, or HEIC where its codec is; told by content.

    The same bytes again answer with the picture that is there already.
    """
    if (file.size or 0) > intake.MAX_UPLOAD_BYTES:
        limit = intake.MAX_UPLOAD_BYTES // MEGABYTE
        raise too_large(f"The file is larger than {limit} MB. Send a smaller one.")
    try:
        return ImageAnswer.of(intake.upload(file.read(), owner=request.user))
    except imaging.BadImage as error:
        raise invalid(Fault("/file", str(error)), code="bad_image") from error


@router.get("/images", response=Page[ImageAnswer], summary="List pictures")
def list_images(request: Request, filters: Query[ImageFilters]) -> object:
    """Those in the trash are left out."""
    sort = filters.sort_by
    rows = filters.narrowed(request.user)
    if filters.seen:
        rows = paging.after(rows, filters.seen, sort)
    ordered = for_answers(paging.in_order(rows, sort))
    cursor_at = partial(Cursor.at, sort=sort)
    return first_of(request, ordered, filters, ImageAnswer.of, cursor_at=cursor_at)


@router.get("/images/{int:pk}", response=ImageDetails, summary="One picture, all about it")
def image(request: Request, pk: int, response: HttpResponse) -> ImageDetails:
    return _marked(response, ImageDetails.of(get_object_or_404(images_of(request), pk=pk)))


@router.get("/images/{int:pk}/versions", response=VersionsAnswer, summary="Its tree of versions")
def versions(request: Request, pk: int) -> VersionsAnswer:
    """The same from every picture of the tree; `parent_number` says what each was made from."""
    return VersionsAnswer.of(Lineage(get_object_or_404(images_of(request), pk=pk)))


@router.patch("/images/{int:pk}", response=ImageDetails, summary="Describe, star or tag a picture")
def change(
    request: Request,
    pk: int,
    changes: ImageChanges,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> ImageDetails:
    """Changes what the body names and nothing else; `tags` replaces all of them."""
    with transaction.atomic():
        Image.objects.select_for_update().filter(pk=pk, owner=request.user).first()
        found = get_object_or_404(images_of(request), pk=pk)
        etags.want(if_match, ImageDetails.of(found))
        _change(found, changes.model_dump(include=changes.model_fields_set))
    return _marked(response, ImageDetails.of(get_object_or_404(images_of(request), pk=pk)))


def _change(found: Image, named: dict[str, Any]) -> None:
    if "tags" in named:
        found.tags.set(named.pop("tags"))
    for name, value in named.items():
        setattr(found, name, value)
    found.save(update_fields=list(named))


def _marked(response: HttpResponse, answer: ImageDetails) -> ImageDetails:
    etags.mark(response, answer)
    return answer


@router.delete("/images/{int:pk}", response={204: None}, summary="Move a picture to the trash")
def trash(request: Request, pk: int) -> None:
    """It can be restored until the trash is emptied."""
    get_object_or_404(Image.objects.visible_to(request.user), pk=pk).trash()


@router.post("/images/{int:pk}/restore", response=ImageAnswer, summary="Take it out of the trash")
def restore(request: Request, pk: int) -> ImageAnswer:
    """A picture that is not in the trash stays as it is."""
    found = get_object_or_404(Image, pk=pk, owner=request.user)
    if found.trashed_at is not None:
        found.restore()
    return ImageAnswer.of(found)


@router.get("/images/{int:pk}/download", summary="The file, as it is or in another format")
def download(request: Request, pk: int, wanted: Query[DownloadParameters]) -> HttpResponseBase:
    """`original` is the bytes as they came.  The others are upright, without camera or place, and
    marked as made by AI where they are (IPTC digital source type); `metadata` adds the rest.
    """
    found = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    extension: str
    response: HttpResponseBase
    if wanted.format == "original":
        extension, response = EXTENSIONS[found.mime_type], _original(request, found)
    else:
        extension = wanted.format
        data = exporting.export(
            found,
            format=wanted.format,
            quality=wanted.quality,
            max_side_px=wanted.size,
            with_recipe=wanted.metadata,
        )
        response = HttpResponse(data, content_type=f"image/{wanted.format}")
        response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f'attachment; filename="musa-{pk}.{extension}"'
    return response


def _original(request: Request, image: Image) -> HttpResponseBase:
    file = serving.StoredFile(
        name=image.name, mime_type=image.mime_type, size_bytes=image.size_bytes
    )
    return serving.respond(request, file)
