"""Celery's doors.  A message carries nothing: each task looks at the rows."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from studio import (
    engines,
    execution,
    leases,
    scheduling,
    sweeping,
    waking,
    watching,
    webhooks,
)


@shared_task(name=waking.WORK, ignore_result=True)
def work() -> None:
    """Run one generation, the most urgent, if there is one; safe to call at any time."""
    if generation := scheduling.claim_next():
        execution.run(generation)  # no loop here, so a worker that is told to stop stops


@shared_task(name="studio.sweep", ignore_result=True, expires=10)
def sweep() -> None:
    sweeping.look_again()


@shared_task(name="studio.deliver", ignore_result=True, expires=10)
def deliver() -> None:
    """Tell webhooks what happened since the last time."""
    webhooks.plan(timezone.now())
    webhooks.send_due(timezone.now())


@shared_task(name="studio.tidy", ignore_result=True, expires=600)
def tidy() -> None:
    sweeping.tidy(timezone.now())


@worker_ready.connect
def show_life(**kwargs: object) -> None:
    engines.gemini_engine()  # loaded before the first call waits for it
    scheduling.drop_leases_of_the_dead(timezone.now())
    leases.keeper.renew()
    leases.keeper.start()
    watching.start()
