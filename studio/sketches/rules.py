"""A concept into a spec by rules alone: nothing is added, and it is never worse than the input.

What it cannot tell it leaves as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.sketches import languages
from studio.sketches.spec import MAX_ITEM_CHARACTERS, MAX_ITEMS, PromptSpec

MAX_NEGATIVE_WORDS = 6
_QUOTED = re.compile(
    r"[\"“„«]([^\"“”„«»]{1,120})[\"”“»]"
    r"|(?<!\w)['\u2018]([^'\u2018\u2019]{2,120})['\u2019](?!\w)"
)
_HELD = re.compile("\ue000(\\d+)\ue001")
_ASKS_FOR_WORDS = re.compile(
    r"\b(say|says|saying|reads?|reading|with the words?|words?|text|letter(?:ing|s|ed)|slogan"
    r"|caption(?:ed)?|label(?:led|ed)?|titled?|written|writing|inscription|motto)\b",
    re.IGNORECASE,
)
_NEGATIONS = {
    "en": r"without|with no|no|avoid(?:ing)?|don[\u2019']t (?:show|draw|include|use|add)|not any",
    "de": r"ohne|keine?[nmrs]?",
    "fr": r"sans|pas d[e\u2019']",
    "es": r"sin",
    "it": r"senza",
    "pt": r"sem",
    "nl": r"zonder|geen",
}
# "no one", "no longer" and the like say something else.
_NOT_NEGATED = r"(?!\s+(?:one|longer|matter|doubt|sooner|less|more|idea|problem|wonder)\b)"
_ENDS = r"[,.;:!?\n]|\s(?:but|and|with|while|und|aber|mit|et|mais|avec|y|pero|con|e|ma|en|maar)\s"
_ARTICLES = re.compile(
    r"^(?:an?|the|any|some|einen?|eine[mr]?|der|die|das|den|un|une|des|el|la|los|las|il|lo|um|uma|"
    r"een|de|het)\s+",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|well)[,!]?\s+|please\s+|(?:could|can|would) you (?:please )?"
    r"|i(?: would|['\u2019]d)? (?:like|want|need)(?: you)?(?: to)?\s+"
    r"|(?:draw|sketch|create|make|design|generate|give|show|do)(?: (?:me|us|up|out))?\s+"
    r"|(?:a|an|some|the)?\s*(?:rough |quick |simple |concept |black and white )*"
    r"(?:sketch(?:es)?|drawings?|illustrations?|pictures?|images?|concepts?)(?: (?:idea|design))?"
    r" (?:of|for|showing)\s+)",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"[\s,]*\b(?:please|thanks|thank you|kind of|sort of|maybe|basically)\b[,!]?",
                     re.IGNORECASE)  # fmt: skip
_MOOD = re.compile(
    r"\b(?:angry|calm|cheerful|clever|clumsy|confident|cosy|cozy|curious|cute|dreamy|elegant"
    r"|energetic|fierce|friendly|funny|gentle|goofy|grumpy|happy|heroic|kind|lonely|majestic"
    r"|mysterious|mischievous|noble|playful|proud|sad|scary|serene|serious|shy|silly|sleepy"
    r"|smiling|spooky|strong|sweet|tired|tough|warm|wise)\b",
    re.IGNORECASE,
)
_VIEWPOINTS = {
    r"side view|in profile|from the side|profile view": "side view",
    r"front view|from the front|facing (?:us|the viewer|forwards?)": "front view",
    r"three[- ]quarter": "three-quarter view",
    r"from below|low angle|worm'?s[- ]eye": "seen from below",
    r"from above|top view|bird'?s[- ]eye|high angle": "seen from above",
    r"from behind|back view": "seen from behind",
    r"close[- ]?up|head and shoulders|portrait of": "close-up",
}
_MUST = re.compile(
    r"\b(?:must have|should have|needs? to have|must include|should include|make sure (?:it|he|she|"
    r"they) (?:has|have|wears?|holds?)|include)\s+([^.;:!?\n]+)",
    re.IGNORECASE,
)
_ACTION = re.compile(r"\b([a-z]{2,}ing\b[^,.;:!?]*)", re.IGNORECASE)
_NO_ACTIONS = {"king", "ring", "wing", "thing", "string", "spring", "morning", "evening", "during",
               "something", "nothing", "anything", "everything", "sing", "sling", "ceiling",
               "building", "including", "lettering", "saying", "smiling"}  # fmt: skip
_SUBJECT_ENDS = re.compile(
    r"[,.;:!?]|\s(?:with|wearing|holding|who|that|which|in|on|at|for|from|under|over|by|\w+ing)\s"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A text with its quotations taken out, so that no rule reads into them."""

    text: str
    quotes: tuple[str, ...]

    def back(self, text: str) -> str:
        return _HELD.sub(lambda found: self.quotes[int(found[1])], text)


def compile_concept(concept: str, *, earlier: Sequence[str] = ()) -> PromptSpec:
    """`earlier` are the owner's remarks on earlier sketches of the session, the newest last."""
    whole = " ".join(concept.split())
    language = languages.of(whole)
    held = _held(whole)
    rest, negatives = _without_negatives(held.text, language)
    refined = held.back(_without_filler(rest)) or whole
    remarks, unwanted = _of_remarks(earlier)
    return PromptSpec(
        intent=concept,
        refined_intent=refined,
        subject=_subject(refined),
        action=held.back(_action(_without_filler(rest))),
        mood=_mood(refined),
        viewpoint=_viewpoint(refined),
        must_have=_few([*_must_have(refined), *remarks]),
        negative_constraints=_few([*map(held.back, negatives), *unwanted]),
        text_requested=_text_requested(whole),
        language=language,
    )


def _held(text: str) -> _Held:
    quotes: list[str] = []

    def hold(found: re.Match[str]) -> str:
        quotes.append(found[0])
        return f"\ue000{len(quotes) - 1}\ue001"

    return _Held(_QUOTED.sub(hold, text), tuple(quotes))


def _without_negatives(text: str, language: str) -> tuple[str, list[str]]:
    """What is wanted, and what is not; a long or an empty one stays where it was."""
    words = "|".join(dict.fromkeys((_NEGATIONS["en"], _NEGATIONS.get(language, _NEGATIONS["en"]))))
    pattern = re.compile(
        rf"(?:[,;]?\s*\b(?:and|but|or|und|et|y|e|en)\b)?[,;]?\s*\b(?:{words})\b{_NOT_NEGATED}\s+"
        rf"(.+?)(?={_ENDS}|$)",
        re.IGNORECASE,
    )
    negatives: list[str] = []

    def take(found: re.Match[str]) -> str:
        said = found[1].strip()
        if len(said.split()) > MAX_NEGATIVE_WORDS:
            return found[0]
        parts = re.split(r"\s+(?:or|nor|oder|ou|o|of)\s+", said)
        negatives.extend(_ARTICLES.sub("", part.strip()) for part in parts if part.strip())
        return ""

    rest = pattern.sub(take, text)
    return _tidy(rest), negatives


def _without_filler(text: str) -> str:
    """Politeness and the word "sketch" carry nothing; "" where there was nothing else."""
    shorter = _PLEASE.sub("", text).strip()
    while (cut := _FILLER.sub("", shorter, count=1)) != shorter and cut.strip():
        shorter = cut.strip()
    return _tidy(shorter)


def _tidy(text: str) -> str:
    """No commas or conjunctions that have lost what they joined."""
    text = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(text.split()))
    text = re.sub(r"([,;:])(?:\s*[,;:.])+", r"\1", text)
    text = re.sub(r"(?:[\s,;:]|\b(?:and|but|or|with|und|et)\b)+([.!?]?)$", r"\1", text)
    return re.sub(r"^(?:[\s,;:.!?]|\b(?:and|but|or)\b)+", "", text)


def _text_requested(text: str) -> str | None:
    """The quoted words, where the concept asks for words at all."""
    quotes = [found[1] or found[2] for found in _QUOTED.finditer(text)]
    asked = _ASKS_FOR_WORDS.search(_QUOTED.sub(" ", text))
    return " / ".join(quotes)[:MAX_ITEM_CHARACTERS] if quotes and asked else None


def _subject(text: str) -> str:
    first = _SUBJECT_ENDS.split(f"{text} ", maxsplit=1)[0].strip()
    return _ARTICLES.sub("", first)[:MAX_ITEM_CHARACTERS]


def _action(text: str) -> str:
    found = (each for each in _ACTION.finditer(text))
    actions = (each[1] for each in found if each[1].split()[0].lower() not in _NO_ACTIONS)
    return next(actions, "").strip()[:MAX_ITEM_CHARACTERS]


def _mood(text: str) -> str:
    return ", ".join(dict.fromkeys(each.lower() for each in _MOOD.findall(text)))


def _viewpoint(text: str) -> str:
    found = (
        said for words, said in _VIEWPOINTS.items() if re.search(rf"\b(?:{words})\b", text, re.I)
    )
    return next(found, "")


def _must_have(text: str) -> list[str]:
    return [found[1].strip() for found in _MUST.finditer(text)]


def _of_remarks(earlier: Sequence[str]) -> tuple[list[str], list[str]]:
    """What the remarks want and do not want, the newest first."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for remark in reversed(earlier):
        whole = " ".join(remark.split())
        rest, negatives = _without_negatives(whole, languages.of(whole))
        wanted += [_without_filler(rest)]
        unwanted += negatives
    return wanted, unwanted


def _few(items: Sequence[str]) -> tuple[str, ...]:
    short = (item[:MAX_ITEM_CHARACTERS].strip() for item in items)
    return tuple(dict.fromkeys(item for item in short if item))[:MAX_ITEMS]
