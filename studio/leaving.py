"""When a person leaves for good: what is theirs goes, what they spent stays in the books."""

from __future__ import annotations

import logging

from django.contrib.auth.models import User
from django.db import models, transaction

from studio import ledger
from studio.models import Generation, PromptTemplate, Status

logger = logging.getLogger(__name__)


def belongings(person: User) -> list[tuple[str, int]]:
    """What goes along, as ("images", 12), the most first; as many queries for any size."""
    rows = [relation for relation in User._meta.related_objects if _goes_along(relation)]
    counted = [(_plural(relation), _count(relation, person)) for relation in rows]
    return sorted((each for each in counted if each[1]), key=lambda each: -each[1])


@transaction.atomic
def remove(person: User) -> None:
    """Delete the person with all that is theirs, files too once this commits.

    What waits is given back; what is at the provider is booked as its row goes.  Templates that
    were shared stay everybody's.
    """
    waiting = Generation.objects.filter(owner=person, status=Status.PENDING)
    ledger.release(list(waiting.select_for_update()))
    PromptTemplate.objects.filter(owner=person, shared=True).update(owner=None)
    person_id = person.pk
    person.delete()
    logger.info("person.removed id=%s", person_id)


def _goes_along(relation: models.ForeignObjectRel) -> bool:
    return getattr(relation, "on_delete", None) is models.CASCADE


def _plural(relation: models.ForeignObjectRel) -> str:
    return str(relation.related_model._meta.verbose_name_plural)


def _count(relation: models.ForeignObjectRel, person: User) -> int:
    rows = relation.related_model._base_manager
    return rows.filter(**{relation.field.name: person}).count()
