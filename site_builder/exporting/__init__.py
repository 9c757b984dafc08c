"""A finished site as a folder that opens without a network, in a ZIP that is built in a task."""

from __future__ import annotations

from site_builder.exporting.bundle import Bundle, Refused, bundled
from site_builder.exporting.packing import MAX_BYTES, folder_of, packed
from site_builder.exporting.questions import Question, questions_of
from site_builder.exporting.sources import Source, sources_of

__all__ = [
    "MAX_BYTES",
    "Bundle",
    "Question",
    "Refused",
    "Source",
    "bundled",
    "folder_of",
    "packed",
    "questions_of",
    "sources_of",
]
