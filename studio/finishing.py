"""An answer into a picture of the gallery, or into words: verify, store, settle."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from gallery import intake, storage
from gallery.imaging import BadImage
from gallery.intake import Stored
from gallery.models import Image
from gallery.storage import StorageError
from sessions_app import filing
from studio import (
    answers,
    events,
    failing,
    ledger,
    patience,
    replies,
    scheduling,
    settling,
    signals,
    spool,
    turns,
)
from studio.editing import finishes, versioning
from studio.editing.finishes import Finish
from studio.editing.plans import plan_in
from studio.engines.base import EngineError, EngineResult, Part
from studio.models import Generation, Status
from studio.pooling import let_go_of_the_database
from studio.sketches import finishes as sketch_finishes
from studio.sketches import recording

logger = logging.getLogger(__name__)

# As many at once as there are cores: with more, the threads that claim and send would wait for a
# core behind those that encode, and memory would grow with the number of calls.
decoding = threading.BoundedSemaphore(os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer whose bytes are in the store, without rows yet; `stored` is None for words alone.

    `content` is the model's turn in wire form, `details` go to a version, `received` to the row.
    """

    content: dict[str, Any]
    stored: Stored | None = None
    details: dict[str, Any] = field(default_factory=dict)
    received: dict[str, Any] = field(default_factory=dict)

    @property
    def final_name(self) -> str:
        return self.stored.name if self.stored else ""

    def discard(self) -> None:
        """Delete the files, when the rows were not kept."""
        if self.stored:
            self.stored.discard()
        self.discard_others()

    def discard_others(self) -> None:
        """Delete what belongs to the answer alone: drafts and pictures of thoughts."""
        storage.remove(*answers.other_blobs(self.content, final_name=self.final_name))


def finish(generation: Generation, result: EngineResult) -> None:
    """Verify by decoding, store, then settle in one short transaction while the lease is held."""
    try:
        kept = _keep(generation, result)
    except BadImage as error:
        failing.fail(generation, EngineError("bad_image", str(error), usage=result.usage))
        return
    except StorageError:
        _keep_aside(generation, result)
        return
    try:
        is_settled = _settle(generation, result, kept)
    except patience.AWAY:
        raise  # perhaps it was committed: what no row names is the clean-up's
    except BaseException:
        kept.discard()
        raise
    if not is_settled:
        kept.discard()


def _keep(generation: Generation, result: EngineResult) -> Kept:
    """Picture and answer in the store, or neither; raises BadImage and StorageError."""
    if result.image is None:
        return Kept(content=answers.store_content(result, final_name=""))
    finished = _finish_of(generation, result.image)
    stored = intake.store(finished.prepared)
    try:
        final_name = stored.name if finished.is_answer else ""
        content = answers.store_content(result, final_name=final_name)
    except StorageError:
        stored.discard()
        raise
    return Kept(
        content=content, stored=stored, details=finished.details, received=finished.received
    )


def _finish_of(generation: Generation, image: Part) -> Finish:
    """The picture that the answer becomes; raises BadImage and StorageError."""
    answer, plan = image.data or b"", plan_in(generation.requested)
    source = versioning.source_bytes(plan) if plan else None
    sketch = recording.wanted(generation)
    let_go_of_the_database()  # decoding takes its turn
    with decoding:
        if sketch:
            return sketch_finishes.of_sketch(answer, sketch)
        return finishes.of_edit(answer, plan, source) if plan else finishes.plain(answer)


def _keep_aside(generation: Generation, result: EngineResult) -> None:
    """It is paid for: the bytes wait on another path until the store takes them."""
    note = "" if spool.put(generation, result) else "The bytes could not be kept aside either."
    usage = result.usage
    error = EngineError("storage_error", note, usage=usage, maybe_charged=not usage.is_billed)
    failing.fail(generation, error)


def _settle(generation: Generation, result: EngineResult, kept: Kept) -> bool:
    """Rows, money and status together; False where nothing was to be kept."""
    return _book(generation, result, kept, settling.cost_usd(generation, result.usage))


@turns.writing()
def _book(generation: Generation, result: EngineResult, kept: Kept, cost_usd: Decimal) -> bool:
    row = scheduling.locked(generation)
    if row is None:
        return False
    ledger.charge(row, cost_usd)
    if row.cancel_requested:
        settling.end(row, Status.CANCELED)
        return False
    record(row, result, kept)
    return True


def recover(generation: Generation, result: EngineResult, *, attempt: int) -> bool:
    """Store what was kept aside of this attempt; False while the store still refuses.

    Where the generation went on meanwhile, the picture still goes to the gallery.  Raises BadImage.
    """
    try:
        kept = _keep(generation, result)
    except StorageError:
        return False
    with turns.writing():
        row = Generation.objects.select_for_update().filter(pk=generation.pk).first()
        is_kept = row is not None and _put_back(row, result, kept, attempt)
    if not is_kept:
        kept.discard()
    return True


def _put_back(row: Generation, result: EngineResult, kept: Kept, attempt: int) -> bool:
    if row.attempt != attempt or row.status == Status.COMPLETE:
        _save_image(row, result, kept)
        kept.discard_others()
        return True
    if row.status == Status.PENDING:  # it need not be asked for once more
        ledger.release([row])
    elif row.status == Status.GENERATING:
        ledger.charge(row, settling.cost_usd(row, result.usage))
    if row.cancel_requested or row.status == Status.CANCELED:
        if not row.is_settled:
            settling.end(row, Status.CANCELED)
        return False
    record(row, result, kept)
    return True


def record(row: Generation, result: EngineResult, kept: Kept) -> None:
    """The picture, the answer and the generation's last state; within the caller's transaction."""
    now = timezone.now()
    row.status, row.leased_until, row.finished_at = Status.COMPLETE, None, now
    row.error_code = row.error_note = ""
    row.tokens = settling.tokens(result.usage)
    row.received = _received(result, kept.stored) | kept.received
    row.image = _save_image(row, result, kept)
    row.save(update_fields=settling.SETTLED_COLUMNS)
    content = {} if replies.put_in_conversation(row, result, kept.content) else kept.content
    answers.keep(row, result, content)
    events.record_status([row])
    signals.tell_settled(row)
    logger.info("generation.finished id=%s usd=%s", row.pk, row.cost_usd)


def _save_image(row: Generation, result: EngineResult, kept: Kept) -> Image | None:
    if kept.stored is None:
        return None
    told = versioning.told_of(row)
    image = kept.stored.save(owner=row.owner, details=_details(row, result), **told)
    versioning.hang(image, row, kept.details)
    if session := row.batch.work_session:
        filing.file([image.pk], session)
    return image


def _received(result: EngineResult, stored: Stored | None) -> dict[str, Any]:
    told = {
        "finish_reason": result.finish_reason,
        "model_version": result.model_version,
        "response_id": result.response_id,
    }
    if stored is None:
        return told
    prepared = stored.prepared
    return {
        "width": prepared.width_px,
        "height": prepared.height_px,
        "mime_type": prepared.mime_type,
        "size_bytes": len(prepared.data),
        "images": sum(part.is_image and not part.thought for part in result.parts),
        **told,
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
