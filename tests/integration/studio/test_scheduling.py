from __future__ import annotations

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
    waiting = GenerationFactory()
    claimed = claim()
    assert claimed == waiting
    assert (claimed.status, claimed.attempt) == (Status.GENERATING, 1)
    assert claimed.leased_until is not None and claimed.leased_until > timezone.now()


def test_claim_finds_nothing_in_an_empty_queue() -> None:
    assert scheduling.claim_next() is None


def test_claim_leaves_what_is_not_due() -> None:
    GenerationFactory(due_at=timezone.now() + timedelta(minutes=1))
    assert scheduling.claim_next() is None


def test_claim_leaves_a_paused_batch() -> None:
    GenerationFactory(batch__paused=True)
    assert scheduling.claim_next() is None


def test_claim_takes_the_critical_before_the_older(owner: User) -> None:
    batch = BatchFactory(owner=owner)
    GenerationFactory(batch=batch, priority=Priority.NICE_TO_HAVE)
    GenerationFactory(batch=batch, priority=Priority.IMPORTANT)
    critical = GenerationFactory(batch=batch, priority=Priority.CRITICAL)
    assert claim() == critical


def test_claim_serves_whoever_waits_longest(owner: User, stranger: User) -> None:
    first, second = GenerationFactory.create_batch(2, batch=BatchFactory(owner=owner))
    single = GenerationFactory(batch__owner=stranger, priority=Priority.NICE_TO_HAVE)
    assert [claim(), claim(), claim()] == [first, single, second]


def test_claim_stops_at_the_cap_of_a_person(owner: User, settings: Settings) -> None:
    settings.GENERATIONS_PER_USER = 1
    GenerationFactory.create_batch(2, batch=BatchFactory(owner=owner))
    claim()
    assert scheduling.claim_next() is None


def test_claim_stops_at_the_cap_in_total(settings: Settings) -> None:
    settings.GENERATIONS_TOTAL = 1
    GenerationFactory.create_batch(2)
    claim()
    assert scheduling.claim_next() is None


def test_claim_stops_at_the_cap_of_a_batch(owner: User) -> None:
    GenerationFactory.create_batch(2, batch=BatchFactory(owner=owner, max_in_flight=1))
    other = GenerationFactory(batch=BatchFactory(owner=owner))
    claim()
    assert claim() == other


def test_claim_stops_at_the_cap_of_a_key(settings: Settings) -> None:
    settings.GENERATIONS_PER_KEY = 1
    GenerationFactory.create_batch(2)
    other = GenerationFactory(provider_key=ProviderKeyFactory(fingerprint="another"))
    claim()
    assert claim() == other


def test_claim_keeps_the_calls_a_minute_of_a_key() -> None:
    limited = ProviderKeyFactory(fingerprint="limited", calls_per_minute=1)
    first = GenerationFactory(provider_key=limited)
    GenerationFactory(provider_key=limited)
    assert claim() == first
    Generation.objects.update(received_at=timezone.now(), sent_at=timezone.now())
    assert scheduling.claim_next() is None


def test_paused_key_rests_and_others_go_on() -> None:
    tired = ProviderKeyFactory(fingerprint="tired")
    GenerationFactory(provider_key=tired)
    fresh = GenerationFactory(provider_key=ProviderKeyFactory(fingerprint="fresh"))
    keys.pause(tired, "rate_limited", seconds=60, now=timezone.now())
    assert claim() == fresh
    assert scheduling.claim_next() is None


def test_resumed_key_is_used_again() -> None:
    waiting = GenerationFactory()
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
    GenerationFactory()
    claimed = claim()
    Generation.objects.update(cancel_requested=True)
    assert not scheduling.mark_sent(claimed, {})


def test_lost_lease_writes_nothing() -> None:
    GenerationFactory()
    claimed = claim()
    Generation.objects.update(attempt=2)
    assert not scheduling.mark_sent(claimed, {})
