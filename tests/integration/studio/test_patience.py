"""A database that is away while an answer comes in: nothing is lost, and nothing is paid twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Timer

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from studio import actions, engines, execution, keys, patience, scheduling, sending, sweeping
from studio.engines.base import EngineResult
from studio.models import Generation, LedgerEntry, Status
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests.races import shared_database

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="locks a whole SQLite"),
]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
    monkeypatch.setattr(patience, "PAUSE_S", 0.05)


@pytest.fixture
def database(transactional_db: None, _impatient: None, tmp_path: Path) -> Iterator[Path]:
    with shared_database(tmp_path):
        yield Path(connection.settings_dict["NAME"])


@contextmanager
def locked(database: Path, *, for_s: float) -> Iterator[None]:
    """Somebody else's write transaction, for so long at most."""
    other = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    end = Timer(for_s, other.rollback)
    end.start()
    try:
        yield
    finally:
        end.cancel()
        end.join()
        other.close()


def answered(owner: User) -> tuple[Generation, EngineResult]:
    """A call that was made, its answer not yet settled."""
    actions.submit(requests=[GenerationRequest(prompt="a red chair")], by=owner)
    claimed = scheduling.claim_next()
    assert claimed is not None and scheduling.mark_sent(claimed, {})
    request = sending.parcel_for(claimed).request
    return claimed, engines.engine_for(keys.key_of(owner)).generate(request)


def test_answer_outlasts_a_locked_database(
    owner: User, simulator: Simulator, database: Path
) -> None:
    generation, result = answered(owner)
    with locked(database, for_s=0.6):
        execution._finish(generation, result)
    generation.refresh_from_db()
    assert generation.status == Status.COMPLETE
    assert LedgerEntry.objects.get().state == "charged"


def test_fault_of_ours_leads_to_no_second_call(
    owner: User, simulator: Simulator, database: Path
) -> None:
    generation, result = answered(owner)
    execution._finish(generation, replace(result, grounding={"no JSON": object()}))
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.FAILED, "internal")
    assert LedgerEntry.objects.get().state == "charged"


def test_answer_waits_aside_where_patience_ends(
    owner: User, simulator: Simulator, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, result = answered(owner)
    monkeypatch.setattr(patience, "LONGEST_S", 0.0)
    with locked(database, for_s=30), pytest.raises(OperationalError):
        execution._finish(generation, result)
    sweeping.sweep(timezone.now() + timedelta(minutes=1))
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.COMPLETE, "")
    assert LedgerEntry.objects.get().state == "charged"
    assert simulator.stats()["calls"] == 1
