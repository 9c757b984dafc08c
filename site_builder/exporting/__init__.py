"""A finished site as a folder that opens without a network, in a ZIP that is built in a task."""

from __future__ import annotations

from site_builder.exporting.bundle import Bundle, Refused, bundle
from site_builder.exporting.packing import MAX_BYTES, folder_of, packed
from site_builder.exporting.questions import Question, questions
from site_builder.exporting.sources import Source, sources

__all__ = [
    "MAX_BYTES",
    "Bundle",
    "Question",
    "Refused",
    "Source",
    "bundle",
    "folder_of",
    "packed",
    "questions",
    "sources",
]
