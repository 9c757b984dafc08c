"""How long a person keeps pictures, as a rule for the gallery's clean-up."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from sessions_app.models import Preferences


def past_retention(now: datetime) -> Q:
    """Pictures older than their owner wants them; starred ones the clean-up keeps anyway."""
    chosen = Preferences.objects.filter(delete_after_days__isnull=False)
    rules = chosen.values_list("delete_after_days", flat=True).distinct()
    return reduce(or_, (_older_than(days, now) for days in rules if days), Q(pk__in=[]))


def _older_than(days: int, now: datetime) -> Q:
    before = now - timedelta(days=days)
    return Q(owner__preferences__delete_after_days=days, created_at__lt=before)
