"""Trees of versions: a picture that was made from another one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q

from gallery.models import Image, Version


@transaction.atomic
def add(
    child: Image, *, parent: Image, words: str, details: Mapping[str, Any] | None = None
) -> Version:
    """Hang a new picture under the one that it was made from."""
    family = parent.family
    _lock(family)
    last = Version.objects.filter(family=family).aggregate(last=Max("number"))["last"] or 1
    version = Version.objects.create(
        child=child,
        parent=parent,
        family=family,
        number=last + 1,
        words=words,
        details=dict(details or {}),
    )
    Image.objects.filter(pk=parent.pk).update(edit_count=F("edit_count") + 1)
    return version


def _lock(family: uuid.UUID) -> None:
    """Numbers are given out one at a time, whichever branch grows; the root may be gone."""
    members = Image.objects.filter(Q(uuid=family) | Q(version__family=family)).order_by("pk")
    list(members.select_for_update(of=("self",)).values_list("pk"))
