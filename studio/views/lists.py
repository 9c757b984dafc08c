"""A batch from a list: what was typed or uploaded, and what it would make, before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gallery.request import Request
from studio import actions, previewing, relisting, spending, wording
from studio.defaults import Defaults
from studio.list_form import MAX_FILE_BYTES, ListForm
from studio.models import Batch
from studio.previewing import Preview, Row
from studio.requesting import RequestRefused
from studio.spending import Confirmation
from studio.views import confirming, gathering, refusals
from studio.views.composer import Composer
from studio.views.ids import as_id
from studio.views.notices import Notice


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the preview, every string ready."""

    number: int
    prompt: str
    name: str = ""
    model: str = ""
    ratio: str = ""
    size: str = ""
    count: int = 0
    price: str = ""
    problems: Sequence[str] = ()

    @classmethod
    def of(cls, row: Row) -> Line:
        if row.resolved is None:
            return cls(row.number, row.prompt, row.name, problems=row.problems)
        drawn = row.resolved
        return cls(
            row.number,
            drawn.prompt,
            drawn.name,
            drawn.engine_model.label,
            drawn.aspect_ratio,
            drawn.resolution,
            drawn.count,
            wording.usd(row.cost_usd),
        )


class ListPage:
    """Drawn by `studio/new_batch.html` and its partials."""

    max_kb = MAX_FILE_BYTES // 1000

    def __init__(self, form: ListForm, *, by: AbstractBaseUser) -> None:
        self.form = form
        self.by = by
        self.composer = Composer(form, by=by)

    @cached_property
    def preview(self) -> Preview | None:
        """None where nothing was written yet, or the form itself cannot be read."""
        if self.form.is_bound and not self.form.is_valid():
            return None
        listing = self.form.listing()
        if not listing.items and not listing.faults:
            return None
        return previewing.preview(listing, defaults=self.form.defaults(), by=self.by)

    @property
    def lines(self) -> list[Line]:
        return [Line.of(row) for row in self.preview.rows] if self.preview else []

    @property
    def problem_count(self) -> int:
        return len(self.preview.problems) + len(self.preview.bad_numbers) if self.preview else 0

    @cached_property
    def warning(self) -> str:
        """The limit that it would pass, in a sentence."""
        return spending.of_budget(self.preview.estimate, by=self.by) if self.preview else ""

    @property
    def total(self) -> str:
        return wording.usd(self.preview.cost_usd) if self.preview else ""

    @property
    def images(self) -> str:
        return wording.counted(self.preview.images, "image") if self.preview else ""


@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: Request) -> HttpResponse:
    if request.method == "POST":
        return _submit(request)
    form = ListForm(initial=_starting_values(request))
    return _drawn(request, ListPage(form, by=request.user))


@require_POST
def preview_batch(request: Request) -> HttpResponse:
    """The rows and their prices; other settings where they were drawn for another model."""
    if not request.htmx:
        return _gathered(request)
    page = ListPage(ListForm(request.POST, request.FILES), by=request.user)
    redraw = request.POST.get("drawn_for") != page.composer.drawn_for
    return render(request, "studio/_list_answer.html", list_context(page) | {"redraw": redraw})


def _starting_values(request: Request) -> dict[str, object]:
    """The person's defaults; with `?from=<batch>` that batch's own list.  Another's is 404."""
    values = Defaults(request.user).starting_values()
    if (pk := as_id(request.GET.get("from", ""))) is None:
        return values
    batch = get_object_or_404(Batch.objects.visible_to(request.user), pk=pk)
    return values | {
        "prompts": relisting.text_of(batch),
        "name": batch.name,
        "references": relisting.references_of(batch),
    }


def _submit(request: Request) -> HttpResponse:
    gathered = gathering.gather(request, ListForm)
    page = ListPage(gathered.form, by=request.user)
    if gathered.problems:
        return _drawn(request, page, status=422, reference_problems=gathered.problems)
    if page.preview is None or not page.preview.is_ready:
        return _drawn(request, page, status=422, notice=_not_ready(page))
    if page.form.file_name:
        return _drawn(request, page)  # nothing is spent on rows that nobody has seen
    if question := confirming.question(request, page.preview.estimate):
        return _drawn(request, page, status=409, confirmation=question)
    try:
        batch = actions.submit(
            requests=page.preview.requests,
            by=request.user,
            name=page.form.cleaned_data["name"],
            idempotency_key=page.form.cleaned_data["key"],
        )
    except RequestRefused as error:  # the rows were sound when they were drawn
        notice = Notice("Nothing was sent.", f"{error}.")
        return _drawn(request, page, status=422, notice=notice)
    except refusals.KINDS as error:
        refusal = refusals.read(error, page.form)
        return _drawn(request, page, status=refusal.status, notice=refusal.notice)
    return redirect("studio:batch", pk=batch.pk)


def _gathered(request: Request) -> HttpResponse:
    """Without script, pictures are chosen with the rest of the form and are taken in with it."""
    gathered = gathering.gather(request, ListForm)
    page = ListPage(gathered.form, by=request.user)
    return _drawn(request, page, reference_problems=gathered.problems)


def _not_ready(page: ListPage) -> Notice:
    if page.problem_count:
        return Notice("Nothing was sent.", "Some rows cannot be drawn. Each says why.", "warn")
    return Notice("Nothing was sent.", "Write one prompt a line, or choose a file.", "warn")


def _drawn(
    request: Request,
    page: ListPage,
    *,
    status: int = 200,
    notice: Notice | None = None,
    confirmation: Confirmation | None = None,
    reference_problems: Sequence[str] = (),
) -> HttpResponse:
    said = {"notice": notice, "confirmation": confirmation}
    context = list_context(page) | said | {"reference_problems": reference_problems}
    return render(request, "studio/new_batch.html", context, status=status)


def list_context(page: ListPage) -> dict[str, Any]:
    return {"page": page, "form": page.form, "composer": page.composer}
