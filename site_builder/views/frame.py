"""The preview's document and its parts, for a frame that is nobody: no session, no origin.

Who has the signed address may read; what it holds can run nothing but our own two scripts, and
reaches nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from gallery import intake, serving, storage
from gallery.imaging import BadImage
from gallery.models import Image
from gallery.request import Request
from gallery.storage import StorageError
from site_builder import rendering, slots
from site_builder.models import Site
from site_builder.previewing import addresses, pictures, pieces
from site_builder.rendering.assets import FOLDER
from site_builder.slots import SiteSlots

View = Callable[..., HttpResponseBase]
ANY_ORIGIN = "cross-origin"  # the frame's is opaque, so nothing would be of its own
A_DAY_S = 86_400
_STYLES, _SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"

framed = cast(
    "Callable[[View], View]",
    csp(
        {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            "img-src": [SELF, "data:"],
            "base-uri": [NONE],
            "form-action": [NONE],
            "frame-ancestors": [SELF],
            "sandbox": ["allow-scripts"],
        }
    ),
)


def loading_from_here(view: View) -> View:
    """Our own origin by its name, since WebKit's 'self' in a sandbox is the opaque origin."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        here = [f"{request.scheme}://{request.get_host()}"]
        named = csp_update(dict.fromkeys(("script-src", "style-src", "img-src"), here))
        return cast("View", named(view))(request, *args, **kwargs)

    return answer


@login_not_required
@require_safe
@loading_from_here
@framed
@xframe_options_sameorigin
def frame(request: Request, word: str, slug: str) -> HttpResponse:
    """One page of the site as it stands; it never waits for a picture."""
    site, found = _site(word)
    if slug not in {page["slug"] for page in found.plan.document["pages"]}:
        raise Http404
    html = rendering.render_page(
        found.plan.document,
        slug,
        pictures=pictures.pictures_of(site, found, word),
        mode="preview",
        addresses=addresses.of_site(word, revision=found.plan.spec.revision),
        ai_note=site.ai_note,
    )
    response = HttpResponse(html)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@login_not_required
@require_safe
def frame_asset(request: Request, word: str, name: str) -> HttpResponse:
    """The site's stylesheet with its theme and its pictures' needs, or one of the fixed files."""
    site, found = _site(word)
    if name == "site.css":
        shown = pictures.pictures_of(site, found, word)
        content = rendering.site_stylesheet(found.plan.document, shown)
        return _asset(content, _STYLES, keep_s=0)
    if name == "site.js":
        return _asset(rendering.script(), _SCRIPT)
    if name in ("preview.js", "preview.css"):
        kind = _SCRIPT if name.endswith("js") else _STYLES
        return _asset((FOLDER / name).read_text(encoding="utf-8"), kind)
    raise Http404


@login_not_required
@require_safe
def frame_picture(
    request: Request, word: str, uuid: UUID, mark: str, width_px: int
) -> HttpResponseBase:
    """A picture of the site's owner, at one of the widths that a preview uses, or its `piece`."""
    piece = request.GET.get("piece", "")
    if not addresses.is_signed(word, str(uuid), mark, piece=piece):
        raise Http404
    site_id = addresses.site_id_of(word)
    owner = Site.objects.filter(pk=site_id or 0, deleted_at__isnull=True).values("owner")
    image = Image.objects.filter(uuid=uuid, owner__in=owner, trashed_at__isnull=True).first()
    if image is None:
        raise Http404
    try:
        made = intake.rendition_of(image, min(width_px, addresses.WIDTHS_PX[-1]))
        if piece:
            return _asset(pieces.taken(storage.read(made.name), piece), "image/webp")
    except (StorageError, BadImage):
        return serving.not_found("The file of this picture is missing.")
    stored = serving.StoredFile(name=made.name, mime_type="image/webp", size_bytes=made.size_bytes)
    response = serving.respond(request, stored)
    response.headers["Cross-Origin-Resource-Policy"] = ANY_ORIGIN
    return response


def _site(word: str) -> tuple[Site, SiteSlots]:
    """404 where the word opens no site, or one without a valid spec."""
    site_id = addresses.site_id_of(word)
    rows = Site.objects.filter(deleted_at__isnull=True).select_related("owner")
    site = rows.filter(pk=site_id or 0).first()
    found = slots.of(site) if site else None
    if site is None or found is None:
        raise Http404
    return site, found


def _asset(content: str | bytes, kind: str, *, keep_s: int = A_DAY_S) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Cross-Origin-Resource-Policy"] = ANY_ORIGIN
    response.headers["X-Content-Type-Options"] = "nosniff"
    kept = f"private, max-age={keep_s}" if keep_s else "private, no-store"
    response.headers["Cache-Control"] = kept
    return response
