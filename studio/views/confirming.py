"""The question before a large spend, and the yes that came with a form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.http import HttpResponse
from django.shortcuts import render

from gallery.request import Request
from studio import spending
from studio.estimating import Estimate
from studio.models import GenerationQuerySet, Status
from studio.spending import Confirmation, Spend

YES = "confirmed_usd"
RETRYABLE = (Status.FAILED, Status.CANCELED)


def question(request: Request, estimate: Estimate) -> Confirmation | None:
    """None where nothing is to be confirmed, or it was."""
    return _question(request, Spend.of_estimate(estimate))


def retry_question(request: Request, chosen: GenerationQuerySet) -> Confirmation | None:
    """As `question`, for those of them that can be tried again."""
    rows = list(chosen.filter(status__in=RETRYABLE).select_related("engine_model"))
    return _question(request, Spend.of_retries(rows)) if rows else None


def ask(
    request: Request,
    confirmation: Confirmation,
    *,
    back: str,
    focus: tuple[str, ...],
    carried: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The question in a dialog, whose yes posts to where this was asked; without script a page.

    `focus` names what has the focus afterwards: the first of these ids that is there.  `carried`:
    fields of the form that asked, which the yes needs again.
    """
    context = {
        "confirmation": confirmation,
        "url": request.path,
        "back": back,
        "focus": " ".join(focus),
        "carried": carried,
    }
    template = "studio/_question_dialog.html" if request.htmx else "studio/question.html"
    response = render(request, template, context, status=409)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#question", "innerHTML"
    return response


def _question(request: Request, spend: Spend) -> Confirmation | None:
    confirmed_usd = _amount(request.POST.get(YES, ""))
    return spending.confirmation(spend, by=request.user, confirmed_usd=confirmed_usd)


def _amount(text: str) -> Decimal:
    """0 where it is none."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
