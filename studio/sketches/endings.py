"""The end of a run: its files in their folder, and the event that closes its stream.

Done after the commit of each sketch, and by the sweep for what a lost signal left.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from gallery.storage import StorageError
from studio import turns
from studio.models import OPEN, Generation, SketchRun
from studio.sketches import announcing, folders, metadata, standing
from studio.sketches.plans import KEY

logger = logging.getLogger(__name__)

LEFT_ALONE = timedelta(seconds=20)  # what ended so lately is surely being dealt with
AT_ONCE = 20


def look(generation: Generation, **kwargs: object) -> None:
    """Hears `generation_settled`."""
    if KEY not in generation.requested:
        return
    run = SketchRun.objects.filter(batch_id=generation.batch_id).first()
    if run is not None:
        end(run)


def sweep(now: datetime) -> None:
    """End what is over and was not ended."""
    still = Generation.objects.filter(batch=OuterRef("batch"), status__in=OPEN)
    late = Generation.objects.filter(batch=OuterRef("batch"), finished_at__gt=now - LEFT_ALONE)
    left = SketchRun.objects.filter(ended_at=None, created_at__lt=now - LEFT_ALONE)
    for run in left.filter(~Exists(still), ~Exists(late)).order_by("pk")[:AT_ONCE]:
        end(run)


def end(run: SketchRun) -> bool:
    """Put what is there into the folder; where all is over, say so once.  Whether it did."""
    every = metadata.all_of(run)
    try:
        folders.put(run.folder, folders.files_of(every).values())
    except StorageError:
        logger.warning("sketches.not_filed run=%s", run.pk)
    with turns.writing():
        locked = SketchRun.objects.select_for_update().get(pk=run.pk)
        state = standing.state_of(standing.current_of(locked))
        if locked.ended_at is not None or state == standing.RUNNING:
            return False
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        _tell(locked)
        announcing.complete(locked, state)
    logger.info("sketches.ended run=%s state=%s", run.pk, state)
    return True


def _tell(run: SketchRun) -> None:
    try:
        folders.put_metadata(run.folder, metadata.of_run(run))
    except StorageError:
        logger.warning("sketches.not_told run=%s", run.pk)


def remove_folder(instance: SketchRun, **kwargs: object) -> None:
    """A run that goes takes its folder along.  Hears `post_delete`."""
    folders.remove(instance.folder)
