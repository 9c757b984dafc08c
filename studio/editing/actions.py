"""What a person does with versions of a picture: make one, or take the other finish of it."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from studio.editing.requesting import EditRequest
from studio.models import Batch


def edit(request: EditRequest, *, by: AbstractBaseUser, idempotency_key: str = "") -> Batch:
    """Queue `count` new versions of one picture; as `studio.actions.submit`.

    Raises RequestRefused, MissingKey, InsufficientBudget, IdempotencyConflict.
    """
    raise NotImplementedError
