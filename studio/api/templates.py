from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from gallery.api import etags
from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Text
from gallery.request import Request
from studio import templating
from studio.models import Category, PromptTemplate
from studio.models.prompt_template import Field as TemplateField
from studio.remapping import Remapping
from studio.requesting import Problem
from studio.template_entries import TemplateEntry

router = Router(tags=["Templates"])


class TemplateFieldBody(Body):
    """What stands for `{name}` in the text."""

    name: Text = Field(max_length=40, examples=["product"])
    label: Text = Field("", max_length=80, examples=["Product"])
    default: Text = Field("", max_length=500, examples=["A ceramic bottle"])

    def field(self) -> TemplateField:
        label = self.label or templating.label(self.name)
        return TemplateField(name=self.name, label=label, default=self.default)


class TemplateBody(Body):
    name: Text = Field(max_length=80, examples=["Plinth"])
    text: Text = Field(
        description="A name in braces is a field", examples=["{product} on a round plinth"]
    )
    category: Text = Field(
        Category.PHOTOREALISTIC, description=", ".join(Category.values), examples=["product"]
    )
    description: Text = Field("", max_length=200)
    fields: list[TemplateFieldBody] = Field(
        [], description="A slot that is left out here gets a plain one"
    )
    aspect_ratio: Text = Field("", max_length=10, examples=["4:5"])
    model: Text = Field("", max_length=80, description="Id, alias or tier; empty: the default")
    shared: bool = Field(False, description="For everyone on this instance; only staff may")

    def entry(self) -> TemplateEntry:
        said = self.model_dump(exclude={"fields", "shared"})
        return TemplateEntry(**said, fields=[each.field() for each in self.fields])


class TemplateFieldAnswer(Answer):
    name: str
    label: str
    default: str


class TemplateAnswer(Answer):
    id: int
    name: str
    text: str
    category: str
    description: str
    fields: list[TemplateFieldAnswer]
    aspect_ratio: str
    model: str
    shared: bool
    editable: bool = Field(description="Whether this person may change it")
    notes: list[str] = Field(description="What is put in place of a model or ratio that is gone")
    created_at: datetime

    @classmethod
    def of(cls, template: PromptTemplate, *, by: User, remapping: Remapping) -> Self:
        facts: dict[str, Any] = TemplateEntry.of(template).as_json()
        return cls(
            id=template.pk,
            shared=template.shared,
            editable=template.is_kept_by(by),
            notes=remapping.notes(model=template.model, aspect_ratio=template.aspect_ratio),
            created_at=template.created_at,
            **facts,
        )


@router.get("/templates", response=Page[TemplateAnswer], summary="List prompt templates")
def list_templates(request: Request, parameters: Query[PageParameters]) -> object:
    """The person's own and those that everyone has; newest first."""
    remapping = Remapping()
    rows = PromptTemplate.objects.visible_to(request.user)
    return page(
        request,
        rows,
        parameters,
        lambda row: TemplateAnswer.of(row, by=request.user, remapping=remapping),
    )


@router.post("/templates", response={201: TemplateAnswer}, summary="Write a template")
def create_template(request: Request, body: TemplateBody) -> TemplateAnswer:
    return _saved(request, PromptTemplate(owner=request.user), body)


@router.get("/templates/{int:pk}", response=TemplateAnswer, summary="One template")
def template(request: Request, pk: int, response: HttpResponse) -> TemplateAnswer:
    found = get_object_or_404(PromptTemplate.objects.visible_to(request.user), pk=pk)
    answer = _answer(request, found)
    etags.mark(response, answer)
    return answer


@router.put("/templates/{int:pk}", response=TemplateAnswer, summary="Replace a template")
def replace_template(
    request: Request,
    pk: int,
    body: TemplateBody,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> TemplateAnswer:
    """What is left out is empty afterwards.  404 where the person may not change it."""
    with transaction.atomic():
        PromptTemplate.objects.select_for_update().filter(pk=pk).first()
        found = _kept(request, pk)
        etags.want(if_match, _answer(request, found))
        answer = _saved(request, found, body)
    etags.mark(response, answer)
    return answer


@router.delete("/templates/{int:pk}", response={204: None}, summary="Delete a template")
def delete_template(request: Request, pk: int) -> None:
    found = _kept(request, pk)
    PromptTemplate.objects.filter(pk=found.pk).update(archived=True)


@router.post(
    "/templates/{int:pk}/restore", response=TemplateAnswer, summary="Take back a deleted template"
)
def restore_template(request: Request, pk: int) -> TemplateAnswer:
    """One that is not deleted stays as it is.  404 where the person may not change it."""
    get_object_or_404(PromptTemplate.objects.kept_by(request.user), pk=pk)
    PromptTemplate.objects.filter(pk=pk).update(archived=False)
    return _answer(request, _kept(request, pk))


def _saved(request: Request, found: PromptTemplate, body: TemplateBody) -> TemplateAnswer:
    if body.shared and not request.user.is_staff:
        raise Refusal(403, "forbidden", "Only staff may share a template with everyone.")
    entry = body.entry()
    if problems := entry.problems():
        raise invalid(*(_fault(problem) for problem in problems))
    entry.write(found)
    found.shared = body.shared or found.owner_id is None
    found.save()
    return _answer(request, found)


def _fault(problem: Problem) -> Fault:
    return Fault(f"/{problem.field}" if problem.field else "", problem.message)


def _answer(request: Request, found: PromptTemplate) -> TemplateAnswer:
    return TemplateAnswer.of(found, by=request.user, remapping=Remapping())


def _kept(request: Request, pk: int) -> PromptTemplate:
    kept = PromptTemplate.objects.kept_by(request.user).filter(archived=False)
    return get_object_or_404(kept, pk=pk)
