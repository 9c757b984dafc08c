"""Sites over the API: begin one, read it, save its spec, plan it, delete it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from pydantic import Field

from gallery.api import etags
from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, Refusal
from gallery.api.wire import Answer, Body, Parameters
from gallery.request import Request
from site_builder import removing, revisions, slots, validation
from site_builder.models import Origin, Site, SiteSpec
from site_builder.slots import SlotState
from site_builder.validation import Report

router = Router(tags=["Sites"])


EXAMPLE: dict[str, Any] = {  # about the least that is valid
    "specVersion": "1.0",
    "businessName": "Krume",
    "siteType": "restaurant",
    "industry": "bakery",
    "pages": [
        {
            "slug": "home",
            "title": "Home",
            "components": [
                {
                    "componentId": "hero-split",
                    "id": "hero",
                    "content": {"headline": "Bread since five this morning"},
                }
            ],
        }
    ],
}


class SiteBody(Body):
    spec: dict[str, Any] = Field(description="A whole spec, version 1.0", examples=[EXAMPLE])


class SiteChange(SiteBody):
    revision: int = Field(ge=1, description="The one that the change starts from", examples=[1])


class SiteRemoval(Parameters):
    images: Literal["trash", "keep"] = Field(
        "trash", description="What becomes of the pictures that were made for it"
    )


class SpecProblem(Answer):
    pointer: str = Field(description="A JSON pointer into the spec")
    code: str
    severity: Literal["error", "warning"]
    message: str


class SiteRow(Answer):
    """A site in the list."""

    id: int
    name: str
    revision: int = Field(description="The newest")
    batch_id: int | None = Field(description="The one that its pictures are asked for in")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, site: Site) -> Self:
        return cls(**_facts(site, getattr(site, "newest_revision", 0)))


class SiteAnswer(SiteRow):
    draft: bool = Field(description="It has errors, so nothing is planned from it")
    spec: dict[str, Any] | None = Field(description="Null where the draft is no JSON")
    problems: list[SpecProblem]

    @classmethod
    def of_spec(cls, site: Site, spec: SiteSpec) -> Self:
        return cls(
            **_facts(site, spec.revision),
            draft=spec.is_draft,
            spec=spec.document,
            problems=[
                SpecProblem(**{name: each[name] for name in _TOLD}) for each in spec.problems
            ],
        )


_TOLD = ("pointer", "code", "severity", "message")


def _facts(site: Site, revision: int) -> dict[str, Any]:
    return {
        "id": site.pk,
        "name": site.name,
        "revision": revision,
        "batch_id": site.batch_id,
        "created_at": site.created_at,
        "updated_at": site.changed_at,
    }


@router.get("/sites", response=Page[SiteRow], summary="List sites")
def list_sites(request: Request, parameters: Query[PageParameters]) -> object:
    """Newest first."""
    newest = SiteSpec.objects.filter(site=OuterRef("pk")).newest_first().values("revision")[:1]
    rows = Site.objects.visible_to(request.user).annotate(newest_revision=Subquery(newest))
    return page(request, rows, parameters, SiteRow.of)


@router.post("/sites", response={201: SiteAnswer}, summary="Begin a site")
def create_site(request: Request, body: SiteBody) -> Status[SiteAnswer]:
    """422 with every problem of the spec, and nothing is kept.  The pointers lead into the spec."""
    report = _valid(body.spec)
    site = revisions.start(by=request.user, report=report, origin=Origin.API)
    return Status(201, _answer(site))


@router.get("/sites/{int:pk}", response=SiteAnswer, summary="One site with its spec")
def site(request: Request, pk: int, response: HttpResponse) -> SiteAnswer:
    answer = _answer(_own(request, pk))
    etags.mark(response, answer)
    return answer


@router.put(
    "/sites/{int:pk}",
    response=SiteAnswer,
    summary="Save a site's spec",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def replace_site(
    request: Request,
    pk: int,
    body: SiteChange,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> SiteAnswer:
    """A new revision; pictures that came since that one are in it.

    409 `conflict` where the owner has saved a newer one; 422 with every problem of the spec, and
    then nothing is kept.
    """
    _own(request, pk)
    report = _valid(body.spec)
    with transaction.atomic():
        Site.objects.select_for_update().filter(pk=pk, owner=request.user).first()
        found = _own(request, pk)
        etags.want(if_match, _answer(found))
        _save(found, report, body.revision)
        answer = _answer(_own(request, pk))
    etags.mark(response, answer)
    return answer


def _save(found: Site, report: Report, base: int) -> None:
    try:
        revisions.save(found, report, origin=Origin.API, base=base)
    except revisions.Conflict as conflict:
        detail = f"Revision {conflict.newest.revision} is newer. Read it, and change that one."
        members = {"revision": conflict.newest.revision}
        raise Refusal(409, "conflict", detail, members=members) from conflict


@router.delete("/sites/{int:pk}", response={204: None}, summary="Delete a site")
def delete_site(request: Request, pk: int, wanted: Query[SiteRemoval]) -> Status[None]:
    """What is waiting is not made any more; pictures of your own stay in the gallery."""
    found = _own(request, pk)
    removing.delete(found, with_pictures=wanted.images == "trash", by=request.user)
    return Status(204, None)


@router.post("/sites/{int:pk}/restore", response=SiteAnswer, summary="Take back a deleted site")
def restore_site(request: Request, pk: int) -> SiteAnswer:
    """With the pictures that went to the trash together with it, for 30 days after it was deleted.

    One that is not deleted stays as it is.
    """
    found = get_object_or_404(Site, pk=pk, owner=request.user)
    if found.deleted_at is not None:
        removing.restore(found)
    return _answer(_own(request, pk))


@router.get(
    "/sites/{int:pk}/plan",
    response=dict[str, Any],
    summary="Which pictures a site needs",
    openapi_extra={"responses": {409: {"$ref": "#/components/responses/Problem409"}}},
)
def plan_of_site(request: Request, pk: int) -> dict[str, Any]:
    """The plan of the newest valid revision, each picture with your own words and what it is now.

    409 `not_planned` where the spec has errors.
    """
    found = slots.of(_own(request, pk))
    if found is None:
        detail = "The spec has errors, so nothing is planned. Mend them first."
        raise Refusal(409, "not_planned", detail)
    requirements = [_slot(state) for state in found.states]
    planned = found.plan.plan.as_json() | {"requirements": requirements}
    return planned | {"revision": found.plan.spec.revision}


def _slot(state: SlotState) -> dict[str, Any]:
    return state.requirement.as_json() | {
        "included": state.is_included,
        "status": str(state.status),
        "stale": state.is_stale,
        "imageId": state.image.pk if state.image else None,
    }


def _valid(spec: dict[str, Any]) -> Report:
    report = validation.validate(spec)
    if report.is_valid:
        return report
    faults = tuple(
        Fault(each.pointer, each.message, each.code, each.severity) for each in report.errors
    )
    first = faults[0]
    where = f"{first.pointer}: " if first.pointer else ""
    warnings = [each.as_json() for each in report.warnings]
    raise Refusal(
        422,
        "invalid_spec",
        f"{where}{first.message}",
        faults=faults,
        members={"warnings": warnings},
    )


def _answer(found: Site) -> SiteAnswer:
    spec = revisions.newest(found)
    if spec is None:
        raise Refusal(404, "not_found", "This site has no spec.")
    return SiteAnswer.of_spec(found, spec)


def _own(request: Request, pk: int) -> Site:
    rows = Site.objects.visible_to(request.user).select_related("batch", "owner")
    return get_object_or_404(rows, pk=pk)
