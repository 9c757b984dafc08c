"""A folder as a ZIP whose bytes depend on its files alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from django.utils.text import slugify

MAX_BYTES = 100 * 1024 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can tell
READABLE = 0o644 << 16
STORED = (".jpg", ".webp")  # they do not get smaller


def folder_of(name: str) -> str:
    return slugify(name)[:60].strip("-") or "site"


def packed(files: Mapping[str, bytes], *, folder: str) -> bytes:
    """In the order of their names, all of the same hour; paths stay inside the folder."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{folder}/{path}", EPOCH)
            info.external_attr = READABLE
            info.create_system = 3
            info.compress_type = (
                zipfile.ZIP_STORED if path.endswith(STORED) else zipfile.ZIP_DEFLATED
            )
            archive.writestr(info, files[path])
    return buffer.getvalue()
