"""A site as a ZIP over the API: asked for and fetched at one address."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from pydantic import Field

from gallery.api.refusals import Fault, Refusal
from gallery.api.wire import Answer, Parameters
from gallery.request import Request
from site_builder import exporting, slots
from site_builder.exporting import orders
from site_builder.models import Site, SiteExport
from site_builder.slots import SiteSlots
from site_builder.views.exports import zip_response

RETRY_AFTER_S = 2
Confirmed = Literal["fallbacks", "stand_ins", "low_contrast"]

router = Router(tags=["Sites"])


class ExportParameters(Parameters):
    confirm: list[Confirmed] = Field(
        [],
        description="What may be so: `fallbacks` where pictures are missing, `stand_ins` where "
        "they stand in for your own work, `low_contrast` where text is hard to read",
    )


class ExportAnswer(Answer):
    """An export on its way."""

    id: int
    status: Literal["pending", "building"]
    revision: int = Field(description="Of the spec that it is made from")
    created_at: datetime


@router.get(
    "/sites/{int:pk}/export.zip",
    response={200: None, 202: ExportAnswer},
    summary="A site as a ZIP that opens without a network",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def export_site(
    request: Request, pk: int, response: HttpResponse, wanted: Query[ExportParameters]
) -> HttpResponseBase | Status[ExportAnswer]:
    """202 until it is built: ask again.  It is kept for a day, and made anew once the spec changed.

    409 `confirmation_required` tells what has to be confirmed, and 409 `export_failed` which checks
    failed; the next request tries again.
    """
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=pk)
    plan = slots.of(site)
    if plan is None:
        raise Refusal(409, "invalid_spec", "The spec has errors. Correct them and export again.")
    made = orders.newest(site)
    if made is not None and made.is_ready and made.revision == plan.plan.spec.revision:
        return zip_response(request, made)
    if made is None or not made.is_open:
        _refuse_unconfirmed(site, plan, set(wanted.confirm))
        made = orders.order(site)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return Status(202, _answer(made))


def _refuse_unconfirmed(site: Site, plan: SiteSlots, confirmed: set[str]) -> None:
    asked = exporting.questions_of(plan, exporting.sources_of(site, plan))
    faults = tuple(
        Fault("/confirm", f"{question.code}: {question.text}")
        for question in asked
        if question.code not in confirmed
    )
    if faults:
        detail = "Confirm by `confirm` what the errors tell, or complete the site first."
        raise Refusal(409, "confirmation_required", detail, faults=faults)


def _answer(made: SiteExport) -> ExportAnswer:
    return ExportAnswer.model_validate(made, from_attributes=True)
