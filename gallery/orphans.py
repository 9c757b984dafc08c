"""Files without a row and rows without a file: found by comparing the store with the tables.

A file that nothing names is deleted once it is a day old, since a row may still be on its way.
A row whose file is gone is only told: a backup may bring the file back.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Max

from gallery import storage
from gallery.models import Image, Rendition, Version
from gallery.storage import Found

FILE_KEPT = timedelta(days=1)
AT_ONCE = 500
FEW_FILES = 100

# Which of these files a row of an app to the left names.  Whatever is not named gets deleted.
NAMED: list[Callable[[set[str]], set[str]]] = []

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Comparison:
    files: list[Found]  # that no row names, older than a day
    images: list[int]  # keys of those whose original is gone
    file_count: int  # in the whole store

    @property
    def size_bytes(self) -> int:
        return sum(each.size_bytes for each in self.files)

    @property
    def is_doubtful(self) -> bool:
        """Most files belong to nobody: rather the wrong database than so much waste."""
        return len(self.files) > max(FEW_FILES, self.file_count / 2)


def compare(now: datetime) -> Comparison:
    """Read the whole store once; raises StorageError."""
    newest = Image.objects.aggregate(pk=Max("pk"))["pk"] or 0  # later ones are not missed
    there: set[int] = set()
    unnamed: list[Found] = []
    file_count = 0
    for portion in _portions(storage.found()):
        names = [each.name for each in portion]
        originals = dict(Image.objects.filter(name__in=names).values_list("name", "pk"))
        renditions = set(Rendition.objects.filter(name__in=names).values_list("name", flat=True))
        there.update(originals.values())
        file_count += len(portion)
        unnamed += [each for each in portion if each.name not in originals.keys() | renditions]
    old = [each for each in unnamed if each.modified_at < now - FILE_KEPT]
    return Comparison(_of_nobody(old), _without_file(there, newest), file_count)


def remove(comparison: Comparison) -> None:
    """Delete the files; nothing where there are suspiciously many."""
    if comparison.is_doubtful:
        logger.warning("orphans.doubtful files=%s", len(comparison.files))
        return
    storage.remove(*(each.name for each in comparison.files))


def _of_nobody(files: list[Found]) -> list[Found]:
    names = {each.name for each in files}
    if names:
        names -= _named_by_versions()
    for named_among in NAMED:
        if names:
            names -= named_among(names)
    return [each for each in files if each.name in names]


def _named_by_versions() -> set[str]:
    """What an edit keeps beside its picture."""
    details = Version.objects.exclude(details={}).values_list("details", flat=True)
    return {name for each in details.iterator() for name in storage.names_in(json.dumps(each))}


def _without_file(there: set[int], newest: int) -> list[int]:
    pks = Image.objects.filter(pk__lte=newest).order_by("pk").values_list("pk", flat=True)
    return [pk for pk in pks.iterator() if pk not in there]


def _portions(files: Iterable[Found]) -> Iterator[list[Found]]:
    left = iter(files)
    while portion := list(islice(left, AT_ONCE)):
        yield portion
