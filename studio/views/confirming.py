"""The question before a large spend, and the yes that came with a form."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from gallery.request import Request
from studio import spending
from studio.estimating import Estimate
from studio.spending import Confirmation


def question(request: Request, estimate: Estimate) -> Confirmation | None:
    """None where nothing is to be confirmed, or it was."""
    confirmed_usd = _amount(request.POST.get("confirmed_usd", ""))
    return spending.confirmation(estimate, by=request.user, confirmed_usd=confirmed_usd)


def _amount(text: str) -> Decimal:
    """0 where it is none."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
