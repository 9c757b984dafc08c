"""Sign-ins that are over, for the gallery's clean-up."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from gallery.cleanup import Swept

AT_ONCE = 1000


def sweep_expired(now: datetime, dry_run: bool) -> Swept:
    """Rows of the session table that no cookie can use any more."""
    expired = Session.objects.filter(expire_date__lt=now)
    count = expired.count()
    if not dry_run:
        while keys := list(expired.values_list("pk", flat=True)[:AT_ONCE]):
            Session.objects.filter(pk__in=keys).delete()
    return Swept("expired sign-ins", count)
