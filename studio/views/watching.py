"""A page that shows the newest batches gets those that another tab or the API began meanwhile."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Exists, OuterRef
from django.http import QueryDict

from studio.models import Batch, Generation, IdempotencyKey
from studio.views.ids import as_id

MAX_SHOWN = 200  # batches that a page names
MAX_FRESH = 10  # at once; the next poll brings more


def watches(said: QueryDict) -> bool:
    """The page asks on where nothing is open: for batches, or for what it shows besides."""
    return said.get("watch") in ("batches", "page")


def fresh_batches(said: QueryDict, *, by: AbstractBaseUser) -> list[Batch]:
    """Newer ones than the oldest that the page shows, but for those that it shows; newest first.

    What its own form is sending just now it gets by the answer to that: the form's key tells.
    """
    if said.get("watch") != "batches":
        return []
    shown = [pk for word in said.getlist("shown")[:MAX_SHOWN] if (pk := as_id(word))]
    own = IdempotencyKey.objects.filter(owner_id=by.pk, key=said.get("key", ""))
    rows = Generation.objects.filter(batch=OuterRef("pk"))
    found = Batch.objects.visible_to(by).runs().filter(Exists(rows), pk__gt=min(shown, default=0))
    others = found.exclude(pk__in=[*shown, *own.values_list("batch_id", flat=True)])
    return list(others.order_by("pk")[:MAX_FRESH])[::-1]
