"""A concept into the spec that is shown before anything is drawn: by a text model where one is
configured, by rules else, and wherever the model's answer is not usable (A2).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser

from studio import texts
from studio.sketches import rules
from studio.sketches.records import StyleRecord
from studio.sketches.spec import MAX_ITEMS, SCHEMA, BadSpec, PromptSpec

TEMPERATURE = 0.2
TRIES = 2
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?", re.ASCII)
_SYSTEM = (
    "You turn a designer's concept into the brief of one line drawing, as JSON. Say only what the"
    " concept says or plainly implies: add no props, no setting, no traits. refined_intent is the"
    " concept in one or two clear sentences, without politeness and without what is not wanted;"
    " negative_constraints are the things that it does not want, as bare nouns; must_have what it"
    " insists on. text_requested is null unless the concept asks for words in the drawing: then"
    " exactly those words. language is the code of the language that the concept is written in;"
    " answer in that language. Leave empty what is not said."
)
_UNUSABLE = (texts.NoTextModel, texts.MissingKey, texts.InsufficientBudget, texts.TextFailed)

logger = logging.getLogger(__name__)


def compile_concept(
    concept: str, *, style: StyleRecord, by: AbstractBaseUser, earlier: Sequence[str] = ()
) -> PromptSpec:
    """`earlier` are the person's remarks on earlier sketches of the session, the newest last.

    Never raises for what the model does.  Waits for it: call it outside of any transaction.
    """
    plain = rules.compile_concept(concept, earlier=earlier)
    if not plain.refined_intent or not texts.available(by):
        return plain
    for _ in range(TRIES):
        try:
            return _checked(_asked(concept, style, earlier, by), plain)
        except BadSpec as error:
            logger.info("concept.answer_unusable fields=%s", ",".join(error.problems))
        except _UNUSABLE as error:
            logger.info("concept.not_asked why=%s", type(error).__name__)
            break
    return plain


def _asked(
    concept: str, style: StyleRecord, earlier: Sequence[str], by: AbstractBaseUser
) -> object:
    """The model's answer, whatever it is."""
    about = f"The drawing will be in the style “{style.name}”; say nothing of the style."
    remarks = "".join(f"\n- {remark}" for remark in earlier)
    heard = f"\nRemarks on earlier drawings, to be heeded:{remarks}" if remarks else ""
    answer = texts.ask(
        prompt=concept,
        by=by,
        schema=SCHEMA,
        temperature=TEMPERATURE,
        system=f"{_SYSTEM}\n{about}{heard}",
    )
    return answer.data


def _checked(answer: object, plain: PromptSpec) -> PromptSpec:
    """Held to the schema and to the concept: no words invented, no refusal lost.

    Raises BadSpec.
    """
    spec = PromptSpec.from_json(answer, intent=plain.intent, compiler="model")
    said = spec.text_requested
    if said and said.lower() not in " ".join(plain.intent.split()).lower():
        spec = replace(spec, text_requested=plain.text_requested)
    return replace(
        spec,
        negative_constraints=_with(spec.negative_constraints, plain.negative_constraints),
        language=spec.language if _CODE.fullmatch(spec.language) else plain.language,
    )


def _with(items: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """And those of the others that are not said in it already."""
    whole = " ".join(items).lower()
    missing = [other for other in others if other.lower() not in whole]
    return (*items, *missing)[:MAX_ITEMS]
