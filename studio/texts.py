"""Questions to the text model for answers in words, each a generation like any other.

It is optional: without `GEMINI_TEXT_MODEL` there is none, and callers do without.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from gallery.models import Image
from studio import actions, estimating, keys, problems
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import EngineModel, Generation, PersonGeneration, Priority, Status, Tier
from studio.pooling import let_go_of_the_database
from studio.prompting import Reference
from studio.requesting import RequestRefused, ResolvedRequest, Words

__all__ = [
    "InsufficientBudget",
    "MissingKey",
    "NoTextModel",
    "TextAnswer",
    "TextFailed",
    "ask",
    "available",
    "price_usd",
    "text_model",
]

LOOK_EVERY_S = 0.2


class NoTextModel(Exception):
    """No model for words is configured here."""


class TextFailed(Exception):
    """No answer came; `code` is that of the generation, `words` say it to people."""

    def __init__(self, code: str) -> None:
        wording = problems.wording(code)
        super().__init__(f"{wording.title}. {wording.text}")
        self.code = code
        self.words = str(self)


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """`data` is the answer's JSON where a schema was given, None where it is no JSON."""

    text: str
    data: Any | None
    cost_usd: Decimal
    generation_id: int


def text_model() -> EngineModel | None:
    """The row that `GEMINI_TEXT_MODEL` names; None where it names none, or one that draws."""
    name = settings.GEMINI_TEXT_MODEL
    found = EngineModel.objects.named(name) if name else None
    return found if found and found.tier == Tier.TEXT and not found.retired else None


def available(by: AbstractBaseUser) -> bool:
    """Whether this person can ask: there is a text model, and a key that pays for it."""
    if text_model() is None:
        return False
    try:
        keys.key_of(by)
    except MissingKey:
        return False
    return True


def price_usd(
    *, prompt: str, schema: Mapping[str, Any] | None = None, system: str = ""
) -> Decimal | None:
    """What such a question costs at most; None where there is no model, or no price of it."""
    model = text_model()
    if model is None:
        return None
    request = _request(prompt, model, Words(system=system, schema=schema, temperature=None), ())
    try:
        return estimating.prices_usd([request])[0]
    except RequestRefused:
        return None


def ask(
    *,
    prompt: str,
    by: AbstractBaseUser,
    images: Sequence[Image] = (),
    schema: Mapping[str, Any] | None = None,
    temperature: float | None = None,
    system: str = "",
    wait_s: float = 30,
) -> TextAnswer:
    """Ask and wait for the answer; call it outside of any transaction, or no worker hears of it.

    `schema` is a JSON schema.  Raises NoTextModel, InsufficientBudget, MissingKey, and TextFailed
    where the model failed or `wait_s` were over (`timeout`; then the question is withdrawn).
    """
    model = text_model()
    if model is None:
        raise NoTextModel
    words = Words(system=system, schema=schema, temperature=temperature)
    request = _request(prompt, model, words, images)
    batch = actions.enqueue(lambda: [request], said=[repr(request)], by=by)
    generation = _settled(batch.generations.get(), by=by, wait_s=wait_s)
    return _answer_in(generation, is_json=schema is not None)


def _request(
    prompt: str, model: EngineModel, words: Words, images: Sequence[Image]
) -> ResolvedRequest:
    return ResolvedRequest(
        prompt=prompt,
        name="",
        engine_model=model,
        aspect_ratio="",
        resolution="",
        response_modality="TEXT",
        google_search_enabled=False,
        person_generation=PersonGeneration.ALLOW_ALL,
        include_thoughts=False,
        count=1,
        references=tuple(Reference(image_id=image.pk) for image in images),
        priority=Priority.CRITICAL,
        words=words,
    )


def _settled(generation: Generation, *, by: AbstractBaseUser, wait_s: float) -> Generation:
    """The row once it is over; withdrawn where that took longer than `wait_s`."""
    deadline = time.monotonic() + wait_s
    while not generation.is_settled:
        if time.monotonic() > deadline:
            actions.cancel(generation=generation, by=by)
            raise TextFailed("timeout")
        let_go_of_the_database()
        time.sleep(LOOK_EVERY_S)
        generation.refresh_from_db()
    return generation


def _answer_in(generation: Generation, *, is_json: bool) -> TextAnswer:
    if generation.status != Status.COMPLETE:
        raise TextFailed(generation.error_code or "no_answer")
    text = generation.answer.text
    return TextAnswer(
        text=text,
        data=_parsed(text) if is_json else None,
        cost_usd=generation.cost_usd,
        generation_id=generation.pk,
    )


def _parsed(text: str) -> Any | None:
    try:
        return json.loads(text)
    except ValueError:
        return None
