"""The page around a site's preview: its pictures as a list, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gallery.request import Request
from site_builder import documents
from site_builder.models import Site
from site_builder.previewing import addresses, board, refining
from site_builder.previewing.board import Board, Row
from site_builder.views import answers
from site_builder.views.generating import SettingsForm
from studio.views.ids import as_id

MAX_TOKENS = 200
View = Callable[..., HttpResponse]
may_frame = cast("Callable[[View], View]", csp_update({"frame-src": [SELF]}))


@require_safe
@may_frame
def preview(request: Request, pk: int, slug: str = "") -> HttpResponse:
    site = answers.site_of(request, pk)
    shown = board.of(site)
    if shown is None:
        return render(request, "site_builder/unplanned.html", {"site": site}, status=200)
    pages = documents.pages_of(shown.found.plan.document)
    page = next((each for each in pages if each.slug == slug), None)
    if slug and page is None:
        raise Http404
    if page is None:
        return redirect("site_builder:preview", pk=site.pk, slug=pages[0].slug)
    return render(request, "site_builder/preview.html", _context(request, shown, pages, page))


def _context(
    request: Request, shown: Board, pages: list[documents.Page], page: documents.Page
) -> dict[str, Any]:
    site, key = shown.site, request.GET.get("slot", "")
    chosen = None
    if key.count("/") >= 2:
        chosen = refining.of(site, shown.found, key, by=request.user)
    return {
        "site": site,
        "board": shown,
        "rows": shown.rows,
        "pages": pages,
        "page": page,
        "frame_url": addresses.document_url(shown.word, page.slug),
        "refining": chosen,
        "chosen": key,
        "settings_form": SettingsForm(instance=site),
        "watches": True,
    }


def pulse_part(said: QueryDict, by: AbstractBaseUser) -> tuple[str, dict[str, Any]] | None:
    """What of the page changed, for the studio's poll; `said` is what the page told of itself."""
    known_as = str(said.get("site", ""))
    pk = as_id(known_as.partition(":")[0])
    if pk is None:
        return None
    site = Site.objects.visible_to(by).select_related("batch", "owner").filter(pk=pk).first()
    shown = board.of(site) if site else None
    if shown is None:
        return None
    known = set(said.getlist("slot_token")[:MAX_TOKENS])
    changed = [row for row in shown.rows if row.token not in known]
    if not changed and known_as == shown.token:
        return None
    speaks, whole = _moved(known_as, shown)
    rows = shown.rows if whole else changed
    context = {"site": site, "board": shown, "rows": rows, "whole": whole, "speaks": speaks}
    context |= _chosen(said, shown, changed, by)
    return "site_builder/_slots_answer.html", context


def _moved(known_as: str, shown: Board) -> tuple[bool, bool]:
    """Whether a quarter was passed, and whether the plan has another number of rows by now."""
    quarter, _, total = [*known_as.split(":"), "", "", ""][1:4]
    return quarter != str(shown.quarter), total != str(shown.total)


def _chosen(
    said: QueryDict, shown: Board, changed: Sequence[Row], by: AbstractBaseUser
) -> dict[str, Any]:
    """The bar of the chosen slot is drawn again once its picture is there, or is not to come."""
    key = str(said.get("chosen", ""))
    is_over = any(row.key == key and not row.is_open for row in changed)
    bar = refining.of(shown.site, shown.found, key, by=by) if is_over else None
    return {"chosen": key, "refining": bar}
