"""What a worker does with a generation that it holds: send it, then settle it, once.

No transaction is open while the provider draws, while bytes are decoded, or while they are stored.
Each write names the attempt, so an attempt that lost its lease changes nothing.
"""

from __future__ import annotations

import logging
from functools import partial

from gallery.imaging import BadImage
from gallery.storage import StorageError
from studio import failing, finishing, keys, leases, patience, scheduling, sending, spool
from studio.engines import engine_for
from studio.engines.base import EngineError, EngineResult
from studio.models import Generation
from studio.pooling import let_go_of_the_database

logger = logging.getLogger(__name__)


def run(generation: Generation) -> None:
    """Ask the engine, then settle; decoding and storing hold no place at the provider."""
    with leases.keeper.keeping(generation):
        try:
            result = _ask(generation)
        except EngineError as error:
            patience.outlast(partial(failing.fail, generation, error))
        else:
            if result is not None:
                let_go_of_the_database()  # decoding takes its turn
                _finish(generation, result)


def _finish(generation: Generation, result: EngineResult) -> None:
    try:
        patience.outlast(partial(finishing.finish, generation, result))
    except patience.AWAY:
        spool.put(generation, result)  # the sweep settles it once there is a database again
        raise
    except Exception:  # a fault of ours: what came is paid for, and is not asked for once more
        logger.exception("generation.unfinished id=%s", generation.pk)
        spool.put(generation, result)
        usage = result.usage
        error = EngineError("internal", usage=usage, maybe_charged=not usage.is_billed)
        patience.outlast(partial(failing.fail, generation, error))


def _ask(generation: Generation) -> EngineResult | None:
    """The engine's answer; None where the call must not leave.  Raises EngineError."""
    try:
        key = keys.key_of(generation.owner)
        parcel = sending.parcel_for(generation, route=key.route)
    except keys.MissingKey as error:
        raise EngineError("missing_key", was_sent=False) from error
    except (StorageError, BadImage) as error:
        note = "A reference image could not be read."
        raise EngineError("storage_error", note, was_sent=False) from error
    if not scheduling.mark_sent(generation, parcel.sent):
        failing.abandon(generation)
        return None
    let_go_of_the_database()  # a call takes minutes
    with scheduling.place(generation):
        return engine_for(key).generate(parcel.request)
