"""From a body to a batch of rows: the one way in for every POST that asks for pictures."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from gallery.api.refusals import Fault, invalid
from sessions_app.models import WorkSession
from studio import actions
from studio.api.bodies import BatchBody, GenerateBody
from studio.api.refusing import refusals
from studio.models import Batch


def submit(
    body: GenerateBody | BatchBody, *, by: AbstractBaseUser, key: str | None
) -> tuple[Batch, bool]:
    """The batch, and whether it was there already under this idempotency key.  Raises Refusal."""
    asked_at = timezone.now()
    with refusals(body.pointer):
        batch = actions.submit(
            requests=body.requests(),
            by=by,
            name=body.name if isinstance(body, BatchBody) else "",
            work_session=work_session_of(body.session_id, by),
            idempotency_key=key or "",
        )
    return batch, batch.created_at < asked_at


def work_session_of(pk: int | None, by: AbstractBaseUser) -> WorkSession | None:
    """None where none is named; raises the refusal of one that is not the person's."""
    if pk is None:
        return None
    found = WorkSession.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise invalid(Fault("/session_id", "You have no session with this id."))
    return found
