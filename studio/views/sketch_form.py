"""The form of the Sketches page: a concept, a style, and what was understood and found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import QueryDict

from studio import catalogue, estimating, spending, texts
from studio.availability import Availability, availability
from studio.defaults import Defaults
from studio.forms import new_key
from studio.models import EngineModel, SketchStyle
from studio.requesting import Problem, RequestRefused
from studio.sketches import running
from studio.sketches.briefs import USUAL_RATIO, USUAL_SIZE, Brief, Prepared
from studio.sketches.spec import MAX_CONCEPT_CHARACTERS, BadSpec, Compiler, PromptSpec
from studio.sketches.variation import LEAST, MOST, USUAL
from studio.views.choices import Choice
from studio.views.composer import Cost
from studio.wording import TIMES, usd, usd_each

_FIELDS = {"num_images": "count", "reference_ids": "references"}  # of problems, by ours


class SketchForm(forms.Form):
    """`spec_for` and `found_for` say for which concept and style the rest was drawn: what the
    person corrected there counts only while they are the same.
    """

    concept = forms.CharField(required=False, strip=False)
    style = forms.CharField(required=False)
    count = forms.IntegerField(
        initial=USUAL,
        error_messages=dict.fromkeys(("required", "invalid"), f"Choose {LEAST} to {MOST}."),
    )
    model = forms.CharField(required=False)
    resolution = forms.CharField(required=False)
    aspect_ratio = forms.CharField(required=False)
    auto_retry = forms.BooleanField(required=False)
    posterise = forms.BooleanField(required=False)
    refined_intent = forms.CharField(required=False)
    must_have = forms.CharField(required=False)
    negative_constraints = forms.CharField(required=False)
    text_requested = forms.CharField(required=False)
    references = forms.MultipleChoiceField(required=False)
    compiler = forms.CharField(required=False)
    spec_for = forms.CharField(required=False)
    found_for = forms.CharField(required=False)
    key = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["references"].valid_value = lambda value: True  # type: ignore[attr-defined]

    def clean_concept(self) -> str:
        return str(self.cleaned_data["concept"]).replace("\r\n", "\n")

    def brief(self) -> Brief:
        """Of a form whose fields could be read; raises RequestRefused for a spec that is none."""
        said = self.cleaned_data
        spec = self._spec() if said["spec_for"] == spec_digest(said["concept"]) else None
        is_found = said["found_for"] == found_digest(said["concept"], said["style"])
        return Brief(
            concept=said["concept"],
            style=said["style"],
            count=said["count"],
            model=said["model"],
            resolution=said["resolution"],
            aspect_ratio=said["aspect_ratio"],
            spec=spec,
            references=tuple(said["references"]) if is_found else None,
            auto_retry=said["auto_retry"],
            posterise=said["posterise"],
        )

    def _spec(self) -> PromptSpec:
        said = self.cleaned_data
        facts = {
            "refined_intent": said["refined_intent"],
            "must_have": _lines(said["must_have"]),
            "negative_constraints": _lines(said["negative_constraints"]),
            "text_requested": said["text_requested"] or None,
        }
        try:
            by: Compiler = "model" if said["compiler"] == "model" else "rules"
            return PromptSpec.from_json(facts, intent=said["concept"], compiler=by)
        except BadSpec as error:
            problems = [Problem(name, words) for name, words in error.problems.items()]
            raise RequestRefused(problems) from error

    def show(self, problems: Iterable[Problem]) -> None:
        """Each sentence beside its field."""
        for problem in problems:
            field = _FIELDS.get(problem.field, problem.field)
            self.add_error(field if field in self.fields else None, problem.message)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def spec_digest(concept: str) -> str:
    return hashlib.sha256(concept.strip().encode(errors="surrogatepass")).hexdigest()[:16]


def found_digest(concept: str, style: str) -> str:
    return spec_digest(f"{concept.strip()}\n{style}")


@dataclass(frozen=True, slots=True)
class SpecFields:
    """As the text fields show them, a line an item."""

    refined_intent: str
    must_have: str
    negative_constraints: str
    text_requested: str
    facts: list[tuple[str, str]]  # what else was understood, for reading only
    compiler: str


class SketchBrief:
    """Drawn by `studio/_sketch_form.html`: the form, and what it comes to."""

    max_characters = MAX_CONCEPT_CHARACTERS

    def __init__(
        self, form: SketchForm, *, by: AbstractBaseUser, prepared: Prepared | None = None
    ) -> None:
        self.form = form
        self.by = by
        self.prepared = prepared
        self.key = new_key()

    @cached_property
    def availability(self) -> Availability:
        return availability(self.by)

    @cached_property
    def styles(self) -> list[SketchStyle]:
        every = SketchStyle.objects.visible_to(self.by).own_first().select_related("exemplar")
        return list(every.select_related("exemplar__image"))

    @property
    def style(self) -> str:
        return self._word("style")

    @cached_property
    def model(self) -> EngineModel:
        named = self._word("model")
        asked = EngineModel.objects.named(named) if named else Defaults(self.by).engine_model
        if asked and asked.retired:
            asked = asked.replacement
        return asked or catalogue.default_model()

    @property
    def models(self) -> list[Choice]:
        offered = EngineModel.objects.offered()
        return [Choice(each.model_id, each.label, each == self.model) for each in offered]

    @property
    def resolutions(self) -> list[Choice]:
        asked = self._word("resolution") or USUAL_SIZE
        chosen = asked if asked in self.model.sizes else self.model.default_size
        return [Choice(size, size, size == chosen) for size in self.model.sizes]

    @property
    def ratios(self) -> list[Choice]:
        chosen = self._word("aspect_ratio") or USUAL_RATIO
        return [Choice(ratio, ratio, ratio == chosen) for ratio in self.model.ratios]

    @property
    def counts(self) -> list[Choice]:
        chosen = self._word("count") or str(USUAL)
        return [Choice(str(n), str(n), str(n) == chosen) for n in range(LEAST, MOST + 1)]

    @property
    def spec(self) -> SpecFields | None:
        if self.prepared is None:
            return None
        spec = self.prepared.spec
        facts = {
            "Subject": spec.subject,
            "Action": spec.action,
            "Mood": spec.mood,
            "Viewpoint": spec.viewpoint,
        }
        return SpecFields(
            refined_intent=spec.refined_intent,
            must_have="\n".join(spec.must_have),
            negative_constraints="\n".join(spec.negative_constraints),
            text_requested=spec.text_requested or "",
            facts=[(name, words) for name, words in facts.items() if words],
            compiler=spec.compiler,
        )

    @property
    def used(self) -> int:
        return sum(each.used for each in self.prepared.drawings) if self.prepared else 0

    @cached_property
    def has_text_model(self) -> bool:
        return texts.available(self.by)

    @property
    def spec_for(self) -> str:
        return spec_digest(self._word("concept")) if self.prepared else ""

    @property
    def found_for(self) -> str:
        return found_digest(self._word("concept"), self.style) if self.prepared else ""

    @cached_property
    def cost(self) -> Cost:
        if self.prepared is None:
            return Cost("", "Follows the concept.")
        try:
            found = self.prepared.estimate()
        except RequestRefused as refused:
            return Cost("", refused.problems[0].message)
        first = found.resolved[0]
        dearest = max(estimating.prices_usd(self.prepared.requests))
        words = f"{found.images} {TIMES} {usd_each(dearest)}, {first.engine_model.short_label}"
        retries = ", with one retry each" if self.prepared.brief.auto_retry else ""
        over = spending.of_budget(found, by=self.by)
        how = f"{words} {first.resolution}".strip() + retries
        return Cost(usd(found.cost_usd), how, over, is_over=bool(over))

    def _word(self, name: str) -> str:
        return str(self.form[name].value() or "")


def read(
    data: QueryDict | Mapping[str, Any], *, by: AbstractBaseUser, with_model: bool = False
) -> SketchBrief:
    """What the form says now with what it comes to; only a text model that is asked costs."""
    form = SketchForm(data)
    if not form.is_valid() or not form.cleaned_data["concept"].strip():
        return SketchBrief(form, by=by)
    try:
        prepared = running.prepare(form.brief(), by=by, with_model=with_model)
    except RequestRefused as refused:
        form.show(refused.problems)
        return SketchBrief(form, by=by)
    return SketchBrief(form, by=by, prepared=prepared)
