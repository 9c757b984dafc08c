"""What the studio leaves on disks, for the gallery's clean-up: what goes, and what must stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from gallery import storage
from gallery.cleanup import Swept
from studio.models import Answer

UNFINISHED_KEPT = timedelta(days=1)


def sweep_spool(now: datetime, dry_run: bool) -> Swept:
    """Answers that a crash cut off while they were put aside; whole ones are paid for and stay."""
    oldest = now - UNFINISHED_KEPT
    cut_off = [path for path in Path(settings.SPOOL_DIR).glob("*.part") if _at(path) < oldest]
    size_bytes = sum(path.stat().st_size for path in cut_off)
    if not dry_run:
        for path in cut_off:
            path.unlink(missing_ok=True)
    return Swept("temporary files", len(cut_off), size_bytes)


def named_by_answers(names: set[str]) -> set[str]:
    """Which of these files an answer holds: drafts and pictures of thoughts."""
    contents = Answer.objects.exclude(content={}).values_list("content", flat=True)
    found: set[str] = set()
    for content in contents.iterator():
        found |= names & storage.names_in(json.dumps(content))
    return found


def _at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
