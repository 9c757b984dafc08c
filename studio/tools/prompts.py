"""A prompt as the tool sends it: English and short, never cut, never changed in silence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.memories import tokens
from studio import texts
from studio.tools import languages
from studio.tools.contract import MAX_TOKENS
from studio.tools.failures import ToolError, told

_TRANSLATE = (
    "Translate this description of a picture into English, faithfully and completely. Leave every "
    "text in quotation marks exactly as it is, in its own language. Answer with the translation "
    "alone."
)
_CONDENSE = (
    "Shorten this description of a picture to at most 300 words. Keep every subject, colour, place "
    "and style, and every text in quotation marks exactly as it is. Answer with the result alone."
)


@dataclass(frozen=True, slots=True)
class Prompt:
    """`text` is what is sent; `cost_usd` what a text model took to get there."""

    text: str
    warnings: tuple[str, ...] = ()
    cost_usd: Decimal = Decimal(0)


def prepare(
    text: str,
    *,
    by: AbstractBaseUser,
    condense: bool = False,
    translate: bool = True,
    spends: bool = True,
) -> Prompt:
    """Raises ToolError where it stays too long.

    Without `spends` no text model is asked: the text as it is, and what it would cost at most.
    """
    found = Prompt(text.strip())
    if not languages.is_english(found.text):
        found = _translated(found, by, spends=spends) if translate else _as_it_is(found)
    if (measured := tokens.count(found.text)) <= MAX_TOKENS:
        return found
    if condense and texts.available(by):
        return _condensed(found, by) if spends else _foreseen(found, _CONDENSE)
    message = f"The prompt has {measured} tokens; {MAX_TOKENS} are allowed. Shorten it."
    facts = {"field": "prompt", "measured_tokens": measured, "allowed_tokens": MAX_TOKENS}
    raise ToolError("prompt_too_long", message, **facts)


def _foreseen(found: Prompt, system: str) -> Prompt:
    price_usd = texts.price_usd(prompt=found.text, system=system) or Decimal(0)
    return replace(found, cost_usd=found.cost_usd + price_usd)


def _translated(found: Prompt, by: AbstractBaseUser, *, spends: bool) -> Prompt:
    if not spends:
        return _foreseen(found, _TRANSLATE) if texts.available(by) else _as_it_is(found)
    answer = _asked(_TRANSLATE, found.text, by)
    kept = answer is not None and all(each in answer.text for each in languages.quoted(found.text))
    if answer is None or not kept:
        return _as_it_is(found)
    return Prompt(answer.text.strip(), ("translated_prompt",), answer.cost_usd)


def _as_it_is(found: Prompt) -> Prompt:
    return Prompt(found.text, ("non_english_prompt",))


def _condensed(found: Prompt, by: AbstractBaseUser) -> Prompt:
    answer = _asked(_CONDENSE, found.text, by)
    measured = tokens.count(answer.text) if answer else 0
    if answer is None or not answer.text.strip() or measured > MAX_TOKENS:
        message = "The prompt could not be condensed. Shorten it yourself."
        raise ToolError("prompt_too_long", message, field="prompt", allowed_tokens=MAX_TOKENS)
    cost_usd = found.cost_usd + answer.cost_usd
    return Prompt(answer.text.strip(), (*found.warnings, "condensed_prompt"), cost_usd)


def _asked(system: str, text: str, by: AbstractBaseUser) -> texts.TextAnswer | None:
    """None where no text model answers: the tool does without."""
    if not texts.available(by):
        return None
    try:
        with told():
            return texts.ask(prompt=text, by=by, system=system, temperature=0)
    except texts.TextFailed:
        return None
