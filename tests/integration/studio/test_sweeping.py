"""Looking again: what tells of a dead worker, and what one trouble does to all else."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from studio import leases, ledger, spool, sweeping, watching
from studio.models import Generation, Lane, LedgerEntry, Status
from tests.factories.studio import GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _renewal(settings: Settings) -> None:
    settings.LEASE_RENEWAL = timedelta(seconds=10)


@pytest.fixture
def lost() -> Generation:
    """Sent, and its lease has lapsed."""
    past = timezone.now() - timedelta(seconds=1)
    generation: Generation = GenerationFactory.create(
        status=Status.GENERATING, attempt=1, leased_until=past, sent_at=past
    )
    return generation


def swept(*, ago_s: float, steady_for_s: float) -> None:
    now = timezone.now()
    Lane.objects.update(
        swept_at=now - timedelta(seconds=ago_s),
        steady_since=now - timedelta(seconds=steady_for_s),
    )


def status_of(generation: Generation) -> str:
    generation.refresh_from_db()
    return generation.status


def test_lapsed_lease_tells_of_a_dead_worker(lost: Generation) -> None:
    swept(ago_s=5, steady_for_s=60)
    sweeping.look_again()
    assert status_of(lost) == Status.FAILED


def test_leases_may_be_renewed_after_a_time_in_which_nobody_could(lost: Generation) -> None:
    swept(ago_s=40, steady_for_s=600)  # the database was away, or the clock jumped
    sweeping.look_again()
    assert status_of(lost) == Status.GENERATING
    swept(ago_s=5, steady_for_s=20)
    sweeping.look_again()
    assert status_of(lost) == Status.FAILED


def test_worker_looks_itself_where_beat_is_away(lost: Generation) -> None:
    swept(ago_s=5, steady_for_s=60)
    watching.watch()
    assert status_of(lost) == Status.GENERATING
    swept(ago_s=10, steady_for_s=60)
    watching.watch()
    assert status_of(lost) == Status.FAILED


def test_broken_file_in_the_spool_keeps_nothing_else_waiting(
    lost: Generation, settings: Settings
) -> None:
    Path(settings.SPOOL_DIR).mkdir()
    (Path(settings.SPOOL_DIR) / f"{lost.pk}-1.json").write_text('{"cut": "o')
    sweeping.sweep(timezone.now())
    assert status_of(lost) == Status.FAILED
    assert [path.suffix for path in Path(settings.SPOOL_DIR).iterdir()] == [".broken"]


def test_file_of_the_spool_is_one_sweeps_alone(tmp_path: Path) -> None:
    file = tmp_path / "1-1.json"
    file.touch()
    with spool.taken(file) as first, spool.taken(file) as second:
        assert (first, second) == (True, False)


def test_trouble_of_one_look_keeps_the_others_going(
    lost: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "glob", None)  # the spool cannot be read
    sweeping.sweep(timezone.now())
    assert status_of(lost) == Status.FAILED


@pytest.mark.parametrize(("lapses", "ends"), [(0, ("pending", "")), (3, ("failed", "internal"))])
def test_call_that_never_leaves_is_not_begun_for_ever(lapses: int, ends: tuple[str, str]) -> None:
    unsent: Generation = GenerationFactory.create(generating=True, lapses=lapses)
    sweeping.sweep(timezone.now())
    unsent.refresh_from_db()
    assert (unsent.status, unsent.error_code) == ends


def test_later_attempt_is_kept_beside_an_earlier_one_of_the_same_process() -> None:
    lease = {"status": Status.GENERATING, "leased_until": timezone.now(), "attempt": 2}
    later: Generation = GenerationFactory.create(**lease)
    earlier = Generation.objects.get(pk=later.pk)
    earlier.attempt = 1
    keeper = leases.LeaseKeeper()
    with keeper.keeping(earlier), keeper.keeping(later):
        keeper.renew()
    later.refresh_from_db()
    assert later.leased_until is not None and later.leased_until > timezone.now()


def test_call_of_a_person_who_leaves_is_booked(owner: User) -> None:
    now = timezone.now()
    running = {"status": Status.GENERATING, "leased_until": now, "sent_at": now}
    generation: Generation = GenerationFactory.create(batch__owner=owner, **running)
    ledger.reserve([generation])
    owner.delete()
    entry = LedgerEntry.objects.get()
    assert (entry.state, entry.booked_usd) == ("possibly_charged", entry.reserved_usd)
    assert not Generation.objects.exists()
