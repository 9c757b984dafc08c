"""What each action on a site's pictures answers: the parts that changed, or the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gallery.request import Request
from site_builder.models import Site
from site_builder.orchestrating.changing import SlotGone
from site_builder.orchestrating.generating import NothingPlanned
from site_builder.previewing import board, refining
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.pulse import open_work
from studio.requesting import RequestRefused
from studio.views.notices import Notice, refuse


def site_of(request: Request, pk: int) -> Site:
    rows = Site.objects.visible_to(request.user).select_related("batch", "owner")
    return get_object_or_404(rows, pk=pk)


def preview_url(site: Site, key: str = "") -> str:
    """The page of the slot, with the slot chosen."""
    if not key:
        return reverse("site_builder:preview", args=[site.pk])
    page = reverse("site_builder:preview", args=[site.pk, key.partition("/")[0]])
    return f"{page}?{urlencode({'slot': key})}"


def acted(request: Request, site: Site, *, key: str = "", said: str = "") -> HttpResponse:
    """`said` is told as a toast; the slot's bar is drawn again where the page shows it."""
    if not request.htmx:
        if said:
            messages.info(request, said)
        return redirect(preview_url(site, key))
    return render(request, "site_builder/_acted.html", parts(request, site, key=key, said=said))


def parts(request: Request, site: Site, *, key: str = "", said: str = "") -> dict[str, Any]:
    site = site_of(request, site.pk)
    shown = board.of(site)
    if shown is None:
        raise Http404
    chosen = request.POST.get("chosen", "")
    bar = refining.of(site, shown.found, key, by=request.user) if key and key == chosen else None
    pulse = open_work(request.user, now=timezone.now()).pulse
    return {
        "site": site,
        "board": shown,
        "rows": shown.rows,
        "speaks": True,
        "refining": bar,
        "chosen": chosen,
        "said": said,
        "pulse": pulse,
        "watches": True,
    }


def tried(request: Request, site: Site, act: Callable[[], str], *, key: str = "") -> HttpResponse:
    """Do it and answer; what stands in the way is told where it was asked for."""
    back = preview_url(site, key)
    try:
        said = act()
    except InsufficientBudget as error:
        return refuse(request, Notice.of_budget(error), status=402, back=back)
    except MissingKey:
        return refuse(request, Notice.of_code("missing_key"), status=409, back=back)
    except NothingPlanned:
        notice = Notice("Nothing is planned yet.", "The spec has errors. Mend them first.", "warn")
        return refuse(request, notice, status=409, back=back)
    except SlotGone:
        notice = Notice("This slot is gone.", "The spec was changed meanwhile.", "warn")
        return refuse(request, notice, status=409, back=preview_url(site))
    except RequestRefused as error:
        notice = Notice("This cannot be drawn.", str(error), "warn")
        return refuse(request, notice, status=422, back=back)
    return acted(request, site, key=key, said=said)
