"""Webhooks in the settings: add, try out, look what was delivered, pause, remove."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.request import Request
from sessions_app.confirming import confirmed_first
from studio.models import Delivery, DeliveryState, Event, Webhook
from studio.webhooks.form import WebhookForm
from studio.webhooks.sending import new_secret

SHOWN = 50  # of the latest deliveries
MOST = 20  # webhooks of one person


@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: Request) -> HttpResponse:
    """The list and the form for one more; a new one's secret stands in this one answer."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    own = Webhook.objects.visible_to(request.user).order_by("-pk")
    context = {"form": form, "webhooks": own}
    if not form.is_bound:
        return render(request, "studio/webhooks.html", context)
    if form.is_valid() and own.count() >= MOST:
        form.add_error("url", f"{MOST} webhooks are enough. Remove one first.")
    if not form.is_valid():
        return render(request, "studio/webhooks.html", context, status=422)
    made = _made(form, request)
    told: dict[str, object] = {"webhook": made, "secret": made.secret.open()}
    return render(request, "studio/webhook_added.html", told, status=201)


def _made(form: WebhookForm, request: Request) -> Webhook:
    newest = Event.objects.visible_to(request.user).order_by("-pk").first()
    return Webhook.objects.create(
        owner=request.user,
        url=form.cleaned_data["url"],
        kinds=form.cleaned_data["kinds"],
        secret=new_secret(),
        seen_event=newest.pk if newest else 0,  # what happens from now on
    )


@require_safe
def webhook(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    deliveries = found.deliveries.order_by("-pk")[:SHOWN]
    return render(request, "studio/webhook.html", {"webhook": found, "deliveries": deliveries})


@require_POST
def try_webhook(request: Request, pk: int) -> HttpResponse:
    """Send a test event, by the way that all others go."""
    found = _own(request, pk)
    now = timezone.now()
    body = {"id": 0, "type": "test", "created_at": now.isoformat(), "data": {}}
    Delivery.objects.create(webhook=found, kind="test", subject="test", body=body, due_at=now)
    messages.success(request, "A test event is on its way.")
    return redirect("studio:webhook", pk=pk)


@require_POST
def pause_webhook(request: Request, pk: int) -> HttpResponse:
    """Pause, or go on: what happened meanwhile is delivered then."""
    found = _own(request, pk)
    Webhook.objects.filter(pk=pk).update(paused=not found.paused)
    return redirect("studio:webhook", pk=pk)


@require_POST
def remove_webhook(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    found.delete()
    messages.success(request, f"{found} is told nothing any more.")
    return redirect("studio:webhooks")


@require_POST
def redeliver(request: Request, pk: int) -> HttpResponse:
    """Send it once more, delivered or not."""
    rows = Delivery.objects.filter(webhook__in=Webhook.objects.visible_to(request.user))
    found = get_object_or_404(rows, pk=pk)
    Delivery.objects.filter(pk=pk).update(
        state=DeliveryState.WAITING, due_at=timezone.now(), settled_at=None
    )
    return redirect("studio:webhook", pk=found.webhook_id)


def _own(request: Request, pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.visible_to(request.user), pk=pk)
