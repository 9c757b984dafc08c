"""Where a preview's parts lie: below a word that is signed for one site and lasts a day or two.

The frame around the document has no origin and sends no cookies, so the address is the permission.
A picture has a signature of its own, so that the word opens no other picture.
"""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone

from gallery.models import Image
from site_builder.rendering import Addresses

WIDTHS_PX = (640, 1280, 1920)
LASTS = timedelta(days=1)  # beyond the day on which it was signed
_signer = Signer(salt="site_builder.preview", sep="~")
_pictures = Signer(salt="site_builder.preview.picture", sep="~")


def word_for(site_id: int) -> str:
    """The same all day, so that the browser need not fetch anything twice."""
    return _signer.sign(f"{site_id}-{_today().toordinal()}")


def site_id_of(word: str) -> int | None:
    """None where it was not signed here, or too long ago."""
    try:
        site_id, _, day = _signer.unsign(word).partition("-")
        is_fresh = _today() - date.fromordinal(int(day)) <= LASTS
    except (BadSignature, ValueError):
        return None
    return int(site_id) if is_fresh else None


def document_url(word: str, slug: str) -> str:
    return reverse("site_builder:frame", args=[word, slug])


def picture_url(word: str, image: Image, width_px: int, *, piece: str = "") -> str:
    """`piece` is the word of a part of the picture; the width is the whole's."""
    mark = _pictures.signature(f"{word}/{image.uuid}/{piece}")
    url = reverse("site_builder:frame_picture", args=[word, image.uuid, mark, width_px])
    return f"{url}?{urlencode({'piece': piece})}" if piece else url


def is_signed(word: str, uuid: str, mark: str, *, piece: str = "") -> bool:
    try:
        _pictures.unsign(f"{word}/{uuid}/{piece}{_pictures.sep}{mark}")
    except BadSignature:
        return False
    return True


def of_site(word: str, *, revision: int) -> Addresses:
    """`revision` of the spec: the theme that belongs to it is never taken from a cache."""
    return Addresses(
        page=lambda slug: document_url(word, slug),
        styles=(f"{_asset(word, 'site.css')}?r={revision}", _asset(word, "preview.css")),
        scripts=(_asset(word, "site.js"), _asset(word, "preview.js")),
    )


def _asset(word: str, name: str) -> str:
    return reverse("site_builder:frame_asset", args=[word, name])


def _today() -> date:
    return timezone.now().date()
