"""What an edit will cost at most, before anything is spent."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from studio import estimating
from studio.editing.requesting import EditRequest, resolve
from studio.estimating import Estimate


def estimate(request: EditRequest, *, by: AbstractBaseUser) -> Estimate:
    """Raises RequestRefused like `actions.edit` would."""
    return estimating.estimate_of([resolve(request, by=by)])
