"""Usage: a month's money, what it went to, and the limits that the person sets."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gallery.request import Request
from gallery.serving import as_download
from studio import limits
from studio.models import SpendingLimit
from studio.spending_forms import LimitForm
from studio.usage import charges, figures
from studio.usage.months import Month
from studio.usage.report import Report


@require_http_methods(["GET", "HEAD", "POST"])
def usage(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _change_limits(request)
    form = LimitForm.of(SpendingLimit.of(request.user.pk))
    return _page(request, form)


@require_safe
def export_usage(request: Request) -> HttpResponse:
    """Every charge of the month as CSV."""
    month = _month(request)
    entries = figures.entries_of(request.user.pk, month.first, month.last)
    headers = as_download(f"musa-usage-{month}.csv")
    text = charges.as_csv(entries)
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _change_limits(request: Request) -> HttpResponse:
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    limits.change(request.user.pk, **form.cleaned_data)
    messages.success(request, "Your limits are saved.")
    return redirect("studio:usage")


def _page(request: Request, form: LimitForm, *, status: int = 200) -> HttpResponse:
    today = timezone.now().date()
    report = Report(request.user, _month(request), today)
    context = {"report": report, "form": form}
    return render(request, "studio/usage.html", context, status=status)


def _month(request: Request) -> Month:
    """The month that the address names, else the one that runs; one to come is 404."""
    this = Month.of(timezone.now().date())
    asked = request.GET.get("month")
    month = Month.read(asked) if asked else this
    if month is None or month > this:
        raise Http404
    return month
