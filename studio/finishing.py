"""An answer into a picture of the gallery: verify, store, settle."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime
from typing import Any

from django.utils import timezone

from gallery import intake, storage
from gallery.imaging import BadImage
from gallery.intake import Stored
from gallery.models import Image, Source
from gallery.storage import StorageError
from sessions_app import filing
from studio import answers, failing, ledger, scheduling, settling, spool, turns
from studio.engines.base import EngineError, EngineResult
from studio.models import Generation, Status

logger = logging.getLogger(__name__)

# As many at once as there are cores: with more, the threads that claim and send would wait for a
# core behind those that encode, and memory would grow with the number of calls.
_decoding = threading.BoundedSemaphore(os.cpu_count() or 1)


def finish(generation: Generation, result: EngineResult) -> None:
    """Verify by decoding, store, then settle in one short transaction while the lease is held."""
    try:
        with _decoding:
            prepared = intake.prepare(result.image.data or b"")
    except BadImage as error:
        failing.fail(generation, EngineError("bad_image", str(error), usage=result.usage))
        return
    try:
        stored = intake.store(prepared)
        content = answers.store_content(result, final_name=stored.name)
    except StorageError:
        _keep_aside(generation, result)
        return
    try:
        kept = _settle(generation, result, stored, content)
    except BaseException:
        _discard(stored, content)
        raise
    if not kept:
        _discard(stored, content)


def _keep_aside(generation: Generation, result: EngineResult) -> None:
    """It is paid for: the bytes wait on another path until the store takes them."""
    note = "" if spool.put(generation, result) else "The bytes could not be kept aside either."
    failing.fail(generation, EngineError("storage_error", note, usage=result.usage))


@turns.writing()
def _settle(
    generation: Generation, result: EngineResult, stored: Stored, content: dict[str, Any]
) -> bool:
    """Rows, money and status together; False where nothing was to be kept."""
    row = scheduling.locked(generation)
    if row is None:
        return False
    ledger.charge(row, settling.cost_usd(row, result.usage))
    if row.cancel_requested:
        settling.end(row, Status.CANCELED)
        return False
    record(row, result, stored, content)
    return True


def recover(generation: Generation, result: EngineResult) -> bool:
    """Store what was kept aside; False while the store still refuses.

    Where the generation was tried again meanwhile, the picture still goes to the gallery.
    """
    try:
        stored = intake.store(intake.prepare(result.image.data or b""))
        content = answers.store_content(result, final_name=stored.name)
    except StorageError:
        return False
    with turns.writing():
        row = Generation.objects.select_for_update().get(pk=generation.pk)
        if row.status == Status.FAILED and row.error_code == "storage_error":
            record(row, result, stored, content)
        else:
            _save_image(row, result, stored)
            storage.remove(*answers.other_blobs(content, final_name=stored.name))
    return True


def record(row: Generation, result: EngineResult, stored: Stored, content: dict[str, Any]) -> None:
    """The picture, the answer and the generation's last state; within the caller's transaction."""
    now = timezone.now()
    row.status, row.leased_until, row.finished_at = Status.COMPLETE, None, now
    row.error_code = row.error_note = ""
    row.tokens = settling.tokens(result.usage)
    row.received = _received(result, stored)
    row.image = _save_image(row, result, stored)
    row.save()
    answers.keep(row, result, content)
    logger.info("generation.finished id=%s usd=%s", row.pk, row.cost_usd)


def _save_image(row: Generation, result: EngineResult, stored: Stored) -> Image:
    image = stored.save(
        owner=row.owner,
        source=Source.GENERATED,
        prompt=row.prompt,
        model=row.engine_model.model_id,
        tier=row.engine_model.tier,
        aspect_ratio=row.requested["aspect_ratio"],
        resolution=row.requested["resolution"],
        details=_details(row, result),
    )
    if session := row.batch.work_session:
        filing.file([image.pk], session)
    return image


def _received(result: EngineResult, stored: Stored) -> dict[str, Any]:
    prepared = stored.prepared
    return {
        "width": prepared.width_px,
        "height": prepared.height_px,
        "mime_type": prepared.mime_type,
        "size_bytes": len(prepared.data),
        "images": sum(part.is_image and not part.thought for part in result.parts),
        "finish_reason": result.finish_reason,
        "model_version": result.model_version,
        "response_id": result.response_id,
    }


def _details(row: Generation, result: EngineResult) -> dict[str, Any]:
    """The picture's own copy of how it came to be, for when its generation is gone."""
    return {
        "requested": row.requested,
        "sent": row.sent,
        "received": row.received,
        "tokens": row.tokens,
        "cost_usd": str(row.cost_usd),
        "text": result.text,
        "thoughts": result.thoughts,
        "grounding": result.grounding,
        "created_at": _iso(row.created_at),
        "started_at": _iso(row.started_at),
        "received_at": _iso(row.received_at),
        "finished_at": _iso(row.finished_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _discard(stored: Stored, content: dict[str, Any]) -> None:
    stored.discard()
    storage.remove(*answers.other_blobs(content, final_name=stored.name))
