from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from pydantic import Field

from gallery.api import etags
from gallery.api.paging import Page, PageParameters, page
from gallery.api.refusals import Fault, invalid
from gallery.api.wire import Answer, Body, Text
from gallery.request import Request
from studio.models import SketchStyle
from studio.sketches import styles
from studio.sketches.records import BadRecord, StyleRecord

router = Router(tags=["Sketches"])
Group = dict[str, Any]


class StyleBody(Body):
    """A style's record, as `GET` answers it; what is left out of a group gets its plain value."""

    id: Text = Field("", max_length=60, description="Made from the name where it is left out")
    name: Text = Field(max_length=80, examples=["House Crayon"])
    description: Text = Field("", max_length=400)
    best_for: list[Text] = Field([], max_length=8)
    visual_rules: Group = Field(
        {}, examples=[{"line_weight": "thick", "looseness": "tight", "complexity": "simple"}]
    )
    line: Group = Field({}, examples=[{"outline_px_at_1024": [20, 30], "contour": "closed"}])
    shape_language: Group = Field({}, examples=[{"primary": "round"}])
    exaggeration: Group = Field({}, examples=[{"default": 0.5, "range": [0.3, 0.7]}])
    palette: Group = Field({}, examples=[{"mode": "black-white", "max_flat_tones": 0}])
    composition: Group = Field({}, examples=[{"layouts": ["centred-front", "profile"]}])
    do: list[Text] = Field([], max_length=12)
    dont: list[Text] = Field([], max_length=12)
    prompt: Group = Field(
        examples=[
            {
                "style_sentence": "A crayon concept sketch.",
                "technique_sentence": "Even waxy line on white paper.",
                "negative": ["shading"],
            }
        ]
    )
    references: Group = Field(
        {}, description="By key or id", examples=[{"include": ["bear-growl"], "exclude": []}]
    )
    verify: Group = Field({}, examples=[{"ink_share": [0.06, 0.3], "stroke_rel_min": 0.016}])
    feedback_summary: Text = Field("", max_length=2_000)

    def record(self, style: SketchStyle, *, by: User) -> StyleRecord:
        """Raises BadRecord."""
        key = self.id or style.key or styles.free_key(self.name, by=by)
        return StyleRecord.from_json(self.model_dump() | {"id": key})


class StyleAnswer(Answer):
    """`built_in` ones are read and copied, never changed."""

    id: str
    number: int = Field(description="Another name for it in addresses")
    version: int
    name: str
    description: str
    best_for: list[str]
    visual_rules: Group
    line: Group
    shape_language: Group
    exaggeration: Group
    palette: Group
    composition: Group
    do: list[str]
    dont: list[str]
    prompt: Group
    references: Group
    verify: Group
    feedback_summary: str
    built_in: bool
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, style: SketchStyle, *, by: User) -> Self:
        return cls(
            number=style.pk,
            built_in=style.is_built_in,
            created_at=style.created_at,
            changed_at=style.changed_at,
            **styles.record_of(style, by=by).as_json(),
        )


@router.get("/styles", response=Page[StyleAnswer], summary="List sketch styles")
def list_styles(request: Request, parameters: Query[PageParameters]) -> object:
    """The person's own and the built-in ones; newest first."""
    rows = styles.with_records(SketchStyle.objects.visible_to(request.user), by=request.user)
    return page(request, rows, parameters, lambda row: StyleAnswer.of(row, by=request.user))


@router.post("/styles", response={201: StyleAnswer}, summary="Write a sketch style")
def create_style(request: Request, body: StyleBody) -> StyleAnswer:
    return _saved(request, SketchStyle(owner=request.user), body)


@router.get("/styles/{word}", response=StyleAnswer, summary="One sketch style")
def style(request: Request, word: str, response: HttpResponse) -> StyleAnswer:
    """By its id, such as vintage-mascot, or by its number."""
    answer = StyleAnswer.of(_seen(request, word), by=request.user)
    etags.mark(response, answer)
    return answer


@router.post("/styles/{word}/copy", response={201: StyleAnswer}, summary="Copy a sketch style")
def copy_style(request: Request, word: str) -> StyleAnswer:
    """One of the person's own, to be changed."""
    made = styles.copy(_seen(request, word), by=request.user)
    return StyleAnswer.of(made, by=request.user)


@router.put("/styles/{word}", response=StyleAnswer, summary="Replace a sketch style")
def replace_style(
    request: Request,
    word: str,
    body: StyleBody,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> StyleAnswer:
    """A new version of it.  404 for a built-in one: copy it."""
    with transaction.atomic():
        SketchStyle.objects.select_for_update().filter(pk=_kept(request, word).pk).first()
        found = _kept(request, word)
        etags.want(if_match, StyleAnswer.of(found, by=request.user))
        answer = _saved(request, found, body)
    etags.mark(response, answer)
    return answer


@router.delete("/styles/{word}", response={204: None}, summary="Delete a sketch style")
def delete_style(request: Request, word: str) -> None:
    found = _kept(request, word)
    SketchStyle.objects.filter(pk=found.pk).update(archived=True)


def _saved(request: Request, found: SketchStyle, body: StyleBody) -> StyleAnswer:
    try:
        saved = styles.save(body.record(found, by=request.user), found, by=request.user)
    except BadRecord as error:
        raise invalid(*(Fault(fault.pointer, fault.message) for fault in error.faults)) from error
    return StyleAnswer.of(saved, by=request.user)


def _seen(request: Request, word: str) -> SketchStyle:
    found = SketchStyle.objects.all().named(word, by=request.user)
    if found is None:
        raise Http404
    return found


def _kept(request: Request, word: str) -> SketchStyle:
    kept = SketchStyle.objects.kept_by(request.user)
    return get_object_or_404(kept, pk=_seen(request, word).pk)
