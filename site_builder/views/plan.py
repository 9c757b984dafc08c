"""The page of a site's plan: every picture with its words and its price, before any is made."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from gallery.request import Request
from site_builder import plan_changes, slots, translating
from site_builder.models import Site
from site_builder.plan_changes import Changes
from site_builder.plan_table import PlanTable
from site_builder.views import answers
from studio.views.ids import as_id

PRESERVES_THE_METHOD = 307
MAX_ROWS = 200  # of the page, that its poll names
_GO = {
    "some": "site_builder:generate",
    "all": "site_builder:generate_all",
    "translate": "site_builder:translate_plan",
}


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, pk: int) -> HttpResponse:
    """A change is kept at once; Generate keeps what was changed and goes on to the making."""
    site = answers.site_of(request, pk)
    if request.method == "POST":
        return _change(request, site)
    return _page(request, site)


def _change(request: Request, site: Site) -> HttpResponse:
    changes = plan_changes.read(request.POST)
    if changes.errors:
        return _page(request, site, changes, status=422)
    try:
        is_another = plan_changes.apply(site, changes)
    except plan_changes.Outdated:
        # 422 is what htmx draws.
        status = 422 if request.htmx else 409
        return _page(request, site, changes, status=status, outdated=True)
    here = reverse("site_builder:plan", args=[site.pk])
    if goes_on := _GO.get(request.POST.get("go", "")):
        onwards = HttpResponseRedirect(reverse(goes_on, args=[site.pk]))
        onwards.status_code = PRESERVES_THE_METHOD
        return onwards
    if not request.htmx:
        return redirect(here)
    if is_another:
        return HttpResponse(headers={"HX-Redirect": here})
    return _answer(request, site)


def _answer(request: Request, site: Site) -> HttpResponse:
    """The prices and marks alone: what is being typed elsewhere on the page stays."""
    found = slots.of(answers.site_of(request, site.pk))
    if found is None:
        return HttpResponse(status=204)
    said = {"site": site, "plan": PlanTable(site, found, by=request.user), "oob": True}
    return render(request, "site_builder/_plan_changed.html", said)


def pulse_part(said: QueryDict, by: AbstractBaseUser) -> tuple[str, dict[str, Any]] | None:
    """What of the plan moved since the page was drawn, for the studio's poll.

    Where the owner has saved since, its rows may be of other slots: saving it tells so.
    """
    named, _, revision = str(said.get("plan", "")).partition(":")
    pk = as_id(named)
    if pk is None:  # any other page, whose poll is to cost nothing here
        return None
    site = Site.objects.visible_to(by).select_related("batch", "owner").filter(pk=pk).first()
    if site is None or plan_changes.is_behind(site, as_id(revision) or 0):
        return None
    found = slots.of(site)
    table = PlanTable(site, found, by=by) if found else None
    known = set(said.getlist("plan_row")[:MAX_ROWS])
    changed = [row for row in table.rows if row.token not in known] if table else []
    if not changed:
        return None
    return "site_builder/_plan_answer.html", {"site": site, "plan": table, "rows": changed}


def _page(
    request: Request, site: Site, changes: Changes | None = None, *, status: int = 200, **said: Any
) -> HttpResponse:
    found = slots.of(site)
    if found is None:
        return redirect("site_builder:spec", pk=site.pk)
    typed = changes.prompts if changes else {}
    errors = changes.errors if changes else {}
    table = PlanTable(site, found, by=request.user, typed=typed, errors=errors)
    context = {
        "site": site,
        "plan": table,
        "max_prompt": plan_changes.MAX_PROMPT_CHARACTERS,
        "watches": True,
        "wish": translating.wish_of(found.plan, by=request.user),
    }
    response = render(request, "site_builder/plan.html", context | said, status=status)
    if request.htmx:  # the whole page has something to say
        response["HX-Retarget"], response["HX-Reselect"] = "#plan", "#plan"
        response["HX-Reswap"] = "outerHTML"
    return response
