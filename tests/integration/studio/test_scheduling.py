from __future__ import annotations

import subprocess
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from studio import keys, scheduling
from studio.models import Generation, Priority, ProviderKey, Status
from tests.factories.studio import BatchFactory, GenerationFactory, ProviderKeyFactory

pytestmark = pytest.mark.django_db


def claim() -> Generation:
    generation = scheduling.claim_next()
    assert generation is not None
    return generation


def test_claim_leases_the_row_and_counts_the_attempt() -> None:
    waiting = GenerationFactory.create()
    claimed = claim()
    assert claimed == waiting
    assert (claimed.status, claimed.attempt) == (Status.GENERATING, 1)
    assert claimed.leased_until is not None and claimed.leased_until > timezone.now()


def test_claim_finds_nothing_in_an_empty_queue() -> None:
    assert scheduling.claim_next() is None


def test_claim_leaves_what_is_not_due() -> None:
    GenerationFactory.create(due_at=timezone.now() + timedelta(minutes=1))
    assert scheduling.claim_next() is None


def test_claim_leaves_a_paused_batch() -> None:
    GenerationFactory.create(batch__paused=True)
    assert scheduling.claim_next() is None


def test_claim_takes_the_critical_before_the_older(owner: User) -> None:
    batch = BatchFactory.create(owner=owner)
    GenerationFactory.create(batch=batch, priority=Priority.NICE_TO_HAVE)
    GenerationFactory.create(batch=batch, priority=Priority.IMPORTANT)
    critical = GenerationFactory.create(batch=batch, priority=Priority.CRITICAL)
    assert claim() == critical


def test_claim_serves_whoever_waits_longest(owner: User, stranger: User) -> None:
    first, second = GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    single = GenerationFactory.create(batch__owner=stranger, priority=Priority.NICE_TO_HAVE)
    assert [claim(), claim(), claim()] == [first, single, second]


def test_claim_stops_at_the_cap_of_a_person(owner: User, settings: Settings) -> None:
    settings.GENERATIONS_PER_USER = 1
    GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    claim()
    assert scheduling.claim_next() is None


def test_claim_stops_at_the_cap_in_total(settings: Settings) -> None:
    settings.GENERATIONS_TOTAL = 1
    GenerationFactory.create_batch(2)
    claim()
    assert scheduling.claim_next() is None


def test_claim_stops_at_the_cap_of_a_batch(owner: User) -> None:
    GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner, max_in_flight=1))
    other = GenerationFactory.create(batch=BatchFactory.create(owner=owner))
    claim()
    assert claim() == other


def test_claim_stops_at_the_cap_of_a_key(settings: Settings) -> None:
    settings.GENERATIONS_PER_KEY = 1
    GenerationFactory.create_batch(2)
    other = GenerationFactory.create(provider_key=ProviderKeyFactory.create(fingerprint="another"))
    claim()
    assert claim() == other


def test_claim_keeps_the_calls_a_minute_of_a_key() -> None:
    limited = ProviderKeyFactory.create(fingerprint="limited", calls_per_minute=1)
    first = GenerationFactory.create(provider_key=limited)
    GenerationFactory.create(provider_key=limited)
    assert claim() == first
    Generation.objects.update(received_at=timezone.now(), sent_at=timezone.now())
    assert scheduling.claim_next() is None


def test_paused_key_rests_and_others_go_on() -> None:
    tired = ProviderKeyFactory.create(fingerprint="tired")
    GenerationFactory.create(provider_key=tired)
    fresh = GenerationFactory.create(provider_key=ProviderKeyFactory.create(fingerprint="fresh"))
    keys.pause(tired, "rate_limited", seconds=60, now=timezone.now())
    assert claim() == fresh
    assert scheduling.claim_next() is None


def test_resumed_key_is_used_again() -> None:
    waiting = GenerationFactory.create()
    keys.pause(waiting.provider_key, "no_credit", seconds=60, now=timezone.now())
    keys.resume(ProviderKey.objects.get())
    assert claim() == waiting


def test_place_is_free_with_the_last_byte(settings: Settings) -> None:
    settings.GENERATIONS_TOTAL = 1
    GenerationFactory.create_batch(2)
    first = claim()
    assert scheduling.mark_sent(first, {})
    with scheduling.place(first):
        assert scheduling.claim_next() is None
    assert scheduling.claim_next() is not None


def test_call_of_a_canceled_generation_does_not_leave() -> None:
    GenerationFactory.create()
    claimed = claim()
    Generation.objects.update(cancel_requested=True)
    assert not scheduling.mark_sent(claimed, {})


def test_lost_lease_writes_nothing() -> None:
    GenerationFactory.create()
    claimed = claim()
    Generation.objects.update(attempt=2)
    assert not scheduling.mark_sent(claimed, {})


def test_new_worker_ends_the_leases_of_a_dead_one() -> None:
    GenerationFactory.create()
    claimed = claim()
    dead = subprocess.Popen(["true"])
    dead.wait()
    Generation.objects.update(held_by=f"{scheduling.host()}:{dead.pid}")
    assert scheduling.drop_leases_of_the_dead(timezone.now()) == 1
    claimed.refresh_from_db()
    assert claimed.leased_until is not None and claimed.leased_until <= timezone.now()


def test_new_worker_leaves_the_leases_of_the_living_and_of_other_hosts() -> None:
    GenerationFactory.create_batch(2)
    claim()
    elsewhere = claim()
    Generation.objects.filter(pk=elsewhere.pk).update(held_by="another-host:1")
    assert scheduling.drop_leases_of_the_dead(timezone.now()) == 0
