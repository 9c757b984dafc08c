"""What is asked of a run, and what that comes to: drawings found, variations, prompts, a price.

Nothing here writes a row or spends money; the page shows it before the button is pressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.ids import as_id
from gallery.models import Source
from studio import estimating
from studio.estimating import Estimate
from studio.models import EngineModel, ResponseModality, SketchReference, SketchStyle
from studio.requesting import (
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
    Resolver,
)
from studio.sketches import composing, retrieval, styles, variation
from studio.sketches.plans import MAX_REFERENCES, SketchPlan
from studio.sketches.records import StyleRecord
from studio.sketches.retrieval import EXEMPLAR, PINNED, Found
from studio.sketches.spec import MAX_CONCEPT_CHARACTERS, PromptSpec
from studio.sketches.variation import LEAST, MOST, USUAL, Variation

USUAL_SIZE, USUAL_RATIO = "1K", "1:1"
MORE_SHOWN = 2  # drawings that might go along instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """ "" and None stand for what is usual; drawings are named by their words.

    `pinned` go along before what is found, `excluded` never; where `references` is given these go
    along and no others.  A `spec` is taken as it is.
    """

    concept: str
    style: str
    count: int = USUAL
    model: str = ""
    resolution: str = ""
    aspect_ratio: str = ""
    spec: PromptSpec | None = None
    references: tuple[str, ...] | None = None
    pinned: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    auto_retry: bool = False
    posterise: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A drawing of the library beside a concept; `used` where it goes along."""

    reference: SketchReference
    score: float
    reason: str
    used: bool

    @property
    def why(self) -> str:
        if self.reason == EXEMPLAR:
            return "the style's own example"
        return "chosen by you" if self.reason == PINNED else self.reason

    def as_json(self) -> dict[str, Any]:
        return {
            "reference": self.reference.word,
            "caption": self.reference.caption,
            "score": round(self.score, 2),
            "reason": self.reason,
            "used": self.used,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    brief: Brief
    style: SketchStyle
    record: StyleRecord
    spec: PromptSpec
    drawings: tuple[Shown, ...]
    variations: tuple[Variation, ...]
    requests: tuple[ResolvedRequest, ...]

    @property
    def prompts(self) -> list[str]:
        return [request.prompt for request in self.requests]

    def estimate(self) -> Estimate:
        """At most: with the one retry that a failed check may cost.  Raises RequestRefused."""
        return with_retries(self.requests, auto_retry=self.brief.auto_retry)


def with_retries(requests: Sequence[ResolvedRequest], *, auto_retry: bool) -> Estimate:
    found = estimating.estimate_of(requests)
    return replace(found, cost_usd=found.cost_usd * 2) if auto_retry else found


def check(brief: Brief) -> None:
    """Raises RequestRefused with all that can be said without looking anything up."""
    wrong = []
    if not brief.concept.strip():
        wrong.append(Problem("concept", "Say what is to be sketched."))
    elif len(brief.concept) > MAX_CONCEPT_CHARACTERS:
        over = len(brief.concept) - MAX_CONCEPT_CHARACTERS
        message = f"This is {over:,} characters too long; {MAX_CONCEPT_CHARACTERS:,} fit."
        wrong.append(Problem("concept", message))
    elif "\0" in brief.concept:
        wrong.append(Problem("concept", "This holds a character that cannot be stored. Remove it."))
    if not LEAST <= brief.count <= MOST:
        wrong.append(Problem("num_images", f"Choose {LEAST} to {MOST} sketches."))
    if not brief.style:
        wrong.append(Problem("style", "Choose a style."))
    if max(len(brief.references or ()), len(brief.pinned)) > MAX_REFERENCES:
        message = f"At most {MAX_REFERENCES} drawings go along."
        wrong.append(Problem("reference_ids", message))
    if wrong:
        raise RequestRefused(wrong)


def style_of(word: str, *, by: AbstractBaseUser) -> SketchStyle:
    """Raises RequestRefused where the person has no such style."""
    found = SketchStyle.objects.named(word, by=by)
    if found is None:
        raise RequestRefused([Problem("style", f"There is no style “{word}”. Choose another.")])
    return found


def prepare(
    brief: Brief, spec: PromptSpec, style: SketchStyle, *, by: AbstractBaseUser
) -> Prepared:
    """Everything but the rows.  Raises RequestRefused."""
    record = styles.record_of(style, by=by)
    resolver = Resolver(by)
    model = resolver.model_of(brief.model)
    shown = _shown(brief, spec, style, by=by, most=_places(model))
    variations = tuple(variation.vary(record, brief.count))
    used = tuple(each.reference.word for each in shown if each.used)
    requests = [
        replace(
            resolver.resolve(_request(brief, spec, record, each, model, bool(used))),
            sketch=SketchPlan(layout=each.layout, exaggeration=each.exaggeration, references=used),
        )
        for each in variations
    ]
    return Prepared(
        brief=brief,
        style=style,
        record=record,
        spec=spec,
        drawings=shown,
        variations=variations,
        requests=tuple(requests),
    )


def _places(model: EngineModel | None) -> int:
    return min(MAX_REFERENCES, model.max_references) if model else MAX_REFERENCES


def _request(
    brief: Brief,
    spec: PromptSpec,
    record: StyleRecord,
    varied: Variation,
    model: EngineModel | None,
    has_references: bool,
) -> GenerationRequest:
    return GenerationRequest(
        prompt=composing.compose(spec, record, varied, has_references=has_references),
        model=brief.model,
        aspect_ratio=brief.aspect_ratio or _if_offered(USUAL_RATIO, model.ratios if model else []),
        resolution=brief.resolution or _if_offered(USUAL_SIZE, model.sizes if model else []),
        response_modality=ResponseModality.IMAGE,
        google_search_enabled=False,
        include_thoughts=False,
        source=Source.SKETCH,
    )


def _if_offered(word: str, offered: Sequence[str]) -> str:
    return word if word in offered else ""


def _shown(
    brief: Brief, spec: PromptSpec, style: SketchStyle, *, by: AbstractBaseUser, most: int
) -> tuple[Shown, ...]:
    """What goes along, then what might instead."""
    excluded = [each.pk for each in _named(brief.excluded, "exclude_ids", by=by)]
    pinned = _named(brief.pinned, "reference_ids", by=by)
    only = None
    if brief.references is not None:
        only = {each.pk: each for each in _named(brief.references, "reference_ids", by=by)}
        usual = _found(spec, style, [], excluded, by=by)
        found_anyway = {each.reference.pk for each in usual}
        pinned = [each for pk, each in only.items() if pk not in found_anyway]
    found = _found(spec, style, [each.pk for each in pinned], excluded, by=by)
    shown = [
        Shown(
            each.reference,
            each.score,
            each.reason,
            used=each.used if only is None else each.reference.pk in only,
        )
        for each in found
    ]
    return tuple(_at_most(shown, most))


def _found(
    spec: PromptSpec,
    style: SketchStyle,
    pinned: Sequence[int],
    vetoed: Sequence[int],
    *,
    by: AbstractBaseUser,
) -> list[Found]:
    return retrieval.find(
        spec.refined_intent, style=style, by=by, pinned=pinned, vetoed=vetoed, more=MORE_SHOWN
    )


def _at_most(shown: Sequence[Shown], most: int) -> Iterator[Shown]:
    """As many of those that are used as the model takes; used ones first."""
    left = most
    for each in sorted(shown, key=lambda one: not one.used):
        yield replace(each, used=each.used and left > 0)
        left -= each.used


def _named(words: Sequence[str], field: str, *, by: AbstractBaseUser) -> list[SketchReference]:
    """In the order in which they were named; raises RequestRefused."""
    if not words:
        return []
    ids = filter(None, map(as_id, words))
    seen = SketchReference.objects.visible_to(by)
    known = {each.word: each for each in (*seen.filter(key__in=words), *seen.filter(pk__in=ids))}
    if unknown := [word for word in words if word not in known]:
        message = f"There is no reference drawing “{unknown[0]}”."
        raise RequestRefused([Problem(field, message)])
    return [known[word] for word in words]
