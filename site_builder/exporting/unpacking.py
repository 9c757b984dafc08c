"""An exported ZIP back into a spec and pictures of the library: the way out, walked back.

The ZIP is a stranger's: it is never unpacked to a disk, and only what it should hold is read.
"""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gallery import intake
from gallery.embedding import SOURCE_TYPES
from gallery.exporting import CHANGED_BY_MODEL, MADE_BY_MODEL
from gallery.imaging import BadImage
from gallery.models import Image, Source
from site_builder import documents, pointers, validation
from site_builder.enrichment import asset
from site_builder.exporting.packing import MAX_BYTES
from site_builder.exporting.sources import without_picture
from site_builder.library import placed_images
from site_builder.validation import Report

MAX_FILES = 1_000
MAX_TEXT_BYTES = 2 * 1024 * 1024
IMAGES, MANIFEST, SPEC = "images/", "images/manifest.json", "site.json"
SOURCES = {
    f"{SOURCE_TYPES}{MADE_BY_MODEL}": Source.GENERATED,
    f"{SOURCE_TYPES}{CHANGED_BY_MODEL}": Source.EDITED,
}

logger = logging.getLogger(__name__)


class NotAnExport(Exception):
    """What is wrong with the file, in a sentence."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`text` is the spec as it stands in the ZIP; `pictures` are bytes by their path in it."""

    text: str
    pictures: Mapping[str, bytes]
    told: Mapping[str, Mapping[str, Any]]  # the manifest's entries by path


def unpacked(data: bytes) -> Unpacked:
    """Read what an export holds.  Raises NotAnExport."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotAnExport("The file is damaged, or it is no ZIP.") from error


def adopted(found: Unpacked, *, by: AbstractBaseUser) -> Report:
    """The spec, checked, its pictures stored in the person's library and named from there.

    A picture that cannot be read is left out of the spec.  Raises StorageError.
    """
    report = validation.validate_text(found.text)
    if report.document is None or not report.is_valid:
        return report
    document = dict(report.document)
    assets: dict[str, str] = {}
    for slot_key, said in placed_images(document):
        path = said["src"]
        if not path.startswith(IMAGES):
            continue
        if path not in assets:
            assets[path] = _stored(found, path, by=by)
        pointer = documents.locate(document, slot_key)
        if pointer is not None:
            document = pointers.with_value(document, pointer, _renamed(said, assets[path]))
    return validation.validate(document)


def _read(archive: zipfile.ZipFile) -> Unpacked:
    entries = archive.infolist()
    if len(entries) > MAX_FILES or sum(each.file_size for each in entries) > 2 * MAX_BYTES:
        raise NotAnExport("The ZIP holds more than an exported site does.")
    spec = next((each for each in entries if each.filename.rpartition("/")[2] == SPEC), None)
    if spec is None:
        raise NotAnExport("The ZIP holds no site.json. Choose the ZIP of an exported site.")
    files = _images_of(entries, folder=spec.filename.removesuffix(SPEC))
    manifest = files.pop(MANIFEST, None)
    return Unpacked(
        text=_text(archive, spec),
        pictures={path: archive.read(each) for path, each in files.items() if path[-4:] == ".jpg"},
        told=_told(_text(archive, manifest)) if manifest else {},
    )


def _images_of(entries: Iterable[zipfile.ZipInfo], *, folder: str) -> dict[str, zipfile.ZipInfo]:
    """The files of the images folder, each by its path in the site."""
    return {
        each.filename.removeprefix(folder): each
        for each in entries
        if each.filename.startswith(folder + IMAGES) and not each.is_dir()
    }


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    if entry.file_size > MAX_TEXT_BYTES:
        raise NotAnExport(f"{entry.filename} is too large.")
    try:
        return archive.read(entry).decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAnExport(f"{entry.filename} is not text in UTF-8.") from error


def _told(text: str) -> dict[str, Mapping[str, Any]]:
    """A manifest that cannot be read tells nothing."""
    try:
        files = json.loads(text)["files"]
        return {each["path"]: each for each in files}
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}


def _stored(found: Unpacked, path: str, *, by: AbstractBaseUser) -> str:
    """How the spec names the picture from now on; empty where there is none to be had."""
    data = found.pictures.get(path)
    if data is None:
        return ""
    try:
        image = intake.known(data, owner=by) or _kept(data, found.told.get(path, {}), by=by)
    except BadImage:
        logger.info("unpacking.picture_left_out bytes=%s", len(data))
        return ""
    return asset(str(image.uuid))


def _kept(data: bytes, told: Mapping[str, Any], *, by: AbstractBaseUser) -> Image:
    """What a model made stays told as made by a model."""
    source = SOURCES.get(str(told.get("digitalSourceType")), Source.UPLOADED)
    is_made = source != Source.UPLOADED
    with intake.storing(intake.prepare(data, max_bytes=intake.MAX_UPLOAD_BYTES)) as stored:
        return stored.save(
            owner=by,
            source=source,
            prompt=str(told.get("prompt", ""))[:16_000] if is_made else "",
            model=str(told.get("model", ""))[:80] if is_made else "",
        )


def _renamed(said: Mapping[str, Any], src: str) -> dict[str, Any]:
    if not src:
        return without_picture(said)
    widths = [{"src": src, "width": each["width"]} for each in said.get("srcset", ())]
    return dict(said) | {"src": src} | ({"srcset": widths} if widths else {})
