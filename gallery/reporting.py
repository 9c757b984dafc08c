"""A clean-up's report: sentences for the terminal and the admin, plain values for scripts."""

from __future__ import annotations

from typing import Any

from gallery import wording
from gallery.cleanup import Report

SHOWN_MISSING = 20


def sentences(report: Report, *, dry_run: bool) -> list[str]:
    """One a line, in the order of the work."""
    verb = "would be " if dry_run else ""
    told = [
        f"{_pictures(report.trashed)} {verb}moved to the trash.",
        f"{_pictures(report.deleted)} {verb}deleted for good, "
        f"{wording.file_size(report.freed_bytes)}.",
    ]
    for each in report.swept:
        size = f", {wording.file_size(each.size_bytes)}" if each.size_bytes else ""
        told.append(f"{each.count:,} {each.noun} {verb}removed{size}.")
    if report.missing:
        told.append(_missing(report.missing))
    if report.problem:
        told.append(report.problem)
    return told


def as_json(report: Report, *, dry_run: bool) -> dict[str, Any]:
    """Rows and bytes by name."""
    return {
        "dry_run": dry_run,
        "trashed": report.trashed,
        "deleted": report.deleted,
        "freed_bytes": report.all_freed_bytes,
        "swept": [
            {"what": each.noun, "count": each.count, "bytes": each.size_bytes}
            for each in report.swept
        ],
        "missing_files_of": list(report.missing),
        "problem": report.problem,
    }


def _pictures(count: int) -> str:
    return f"{count:,} picture" if count == 1 else f"{count:,} pictures"


def _missing(pks: tuple[int, ...]) -> str:
    shown = ", ".join(str(pk) for pk in pks[:SHOWN_MISSING])
    rest = f" and {len(pks) - SHOWN_MISSING:,} more" if len(pks) > SHOWN_MISSING else ""
    have = "has" if len(pks) == 1 else "have"
    return f"{_pictures(len(pks))} {have} lost the file: {shown}{rest}. Restore it from a backup."
