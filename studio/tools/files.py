"""A tool's files: kept for a day unless somebody keeps, edits, files or uses them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gallery import cleanup
from gallery.api.wire import absolute
from gallery.cleanup import Swept
from gallery.intake import EXTENSIONS
from gallery.models import Image
from sessions_app.models import SessionImage
from studio.models import Generation

_SALT = "studio.tools.files"


def facts(image: Image) -> dict[str, Any]:
    """As a tool tells of a file; without an expiry it stays, and its address needs the token."""
    expires_at = image.expires_at
    url = link(image, expires_at) if expires_at else absolute(image.url)
    return {
        "id": image.pk,
        "filename": file_name(image),
        "mime_type": image.mime_type,
        "size_bytes": image.size_bytes,
        "width": image.width_px,
        "height": image.height_px,
        "url": url,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }


def file_name(image: Image) -> str:
    made = image.created_at.astimezone(timezone.get_default_timezone())
    return f"generated_{made:%Y%m%d_%H%M%S}.{EXTENSIONS[image.mime_type]}"


def link(image: Image, until: datetime) -> str:
    """An address that opens without a login, for this one file, until then."""
    signed = signing.dumps([image.uuid.hex, int(until.timestamp())], salt=_SALT, compress=False)
    return absolute(reverse("studio:tool_file", args=[signed]))


def opened_by(signed: str, *, now: datetime) -> Image | None:
    """The picture that the link is for, while it holds; None for all others."""
    try:
        uuid, until = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    if now.timestamp() >= until:
        return None
    return Image.objects.filter(uuid=uuid, trashed_at__isnull=True, owner__is_active=True).first()


def sweep_expired(now: datetime, dry_run: bool) -> Swept:
    """Delete what nobody claimed in its day; what somebody did stays for good."""
    past = Image.objects.filter(expires_at__lte=now)
    claimed = past.filter(_is_claimed())
    gone = past.exclude(pk__in=claimed.values("pk")) & cleanup.free()
    count, size_bytes = gone.count(), cleanup.size_bytes(gone)
    if not dry_run:
        claimed.update(expires_at=None)
        cleanup.delete(gone)
    return Swept("unclaimed files of tools", count, size_bytes)


def _is_claimed() -> Q:
    used = Generation.references.through.objects.filter(image_id=OuterRef("pk"))
    filed = SessionImage.objects.filter(image_id=OuterRef("pk"))
    tagged = Q(tags__isnull=False)
    return Q(starred=True) | Q(edit_count__gt=0) | tagged | Exists(used) | Exists(filed)
