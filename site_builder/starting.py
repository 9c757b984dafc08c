"""A new site: from an example, from pasted or uploaded text, from an older document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.storage import StorageError
from site_builder import examples, importing, revisions, validation
from site_builder.exporting import unpacking
from site_builder.importing import Import
from site_builder.models import Origin, Site
from site_builder.validation import Report

MAX_FILE_BYTES = 1024 * 1024  # more than a spec may have, so that its size is told as a problem


class Unreadable(Exception):
    """The file holds no text."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text turned out to be; `older` where it is offered for import first."""

    report: Report
    older: Import | None


def read(text: str) -> Found:
    report = validation.validate_text(text)
    document = report.document
    is_older = document is not None and importing.is_older(document)
    return Found(report, importing.imported(document) if document and is_older else None)


def text_of(data: bytes) -> str:
    """Raises Unreadable."""
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable("The file is larger than 1 MB; a spec has 512 KiB at most.")
    try:
        return data.decode("utf-8-sig").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not text in UTF-8.") from error


def from_example(key: str, *, by: AbstractBaseUser) -> Site:
    """Raises KeyError where there is no such example."""
    report = validation.validate(examples.document_of(key))
    return revisions.start(by=by, report=report, origin=Origin.EXAMPLE)


def from_text(text: str, *, by: AbstractBaseUser, origin: Origin) -> Site:
    """A spec with errors becomes a draft, to be mended in the editor."""
    report = validation.validate_text(text)
    return revisions.start(by=by, report=report, origin=origin, text=text)


def from_older(text: str, *, by: AbstractBaseUser) -> Site:
    """The original is kept beside the first revision."""
    found = read(text)
    report = validation.validate(found.older.document) if found.older else found.report
    return revisions.start(by=by, report=report, origin=Origin.IMPORTED, text=text)


def from_zip(data: bytes, *, by: AbstractBaseUser) -> Site:
    """An exported site: its pictures come into the person's gallery.  Raises Unreadable."""
    try:
        found = unpacking.unpacked(data)
        report = unpacking.adopted(found, by=by)
    except unpacking.NotAnExport as error:
        raise Unreadable(str(error)) from error
    except StorageError as error:
        raise Unreadable("The pictures could not be stored. Try again in a moment.") from error
    return revisions.start(by=by, report=report, origin=Origin.UPLOADED, text=found.text)


def written(document: dict[str, Any] | None) -> str:
    """A document as text for people."""
    return "" if document is None else json.dumps(document, indent=2, ensure_ascii=False)
