"""The prompt of one picture, built of blocks in one order; the same spec gives the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Any

from site_builder import terms, vocabulary
from site_builder.planning.brief import Brief
from site_builder.planning.colour_words import colour_word
from site_builder.planning.owner_text import cleaned, cut
from site_builder.planning.subjects import SCENES

MAX_PROMPT = 1800  # characters, about 450 tokens
LOW, HIGH = 0.3, 0.7
_AXES, _POSITIVES, _TO_AVOID, _TRADE_TO_AVOID, _MOODS = 3, 3, 6, 5, 2
_PLAIN_STYLE = "editorial website photography, natural light, high quality"
_ILLUSTRATION = "flat editorial illustration, simple shapes, limited palette"
_CARTOON = ("clip art", "cartoon style")
_GOAL_COMPOSES = (*SCENES, "section-topic")


class Prompts:
    """What all prompts of a site have in common is read once."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._book = vocabulary.book()

    def prompt_for(self, strategy: str, subject: str) -> str:
        blocks = {
            "context": self._context,
            "subject": _sentence(subject),
            "light": self._light,
            "character": self._character,
            "composition": self._composition(strategy),
            "style": self._style,
            "colours": self._colours,
            "prefer": self._prefer,
            "people": self._book["people"][self._people(strategy)],
            "avoid": self._avoid(strategy),
        }
        return _fitted(blocks)

    @cached_property
    def _context(self) -> str:
        label = self._brief.industry["label"]
        article = "an" if label[0] in "aeiou" else "a"
        kind = "illustration" if self._brief.is_illustrated else "photography"
        said = f"Professional website {kind} for {article} {label}"
        city = f" in {cleaned(self._brief.city)}" if self._brief.city else ""
        if not self._brief.policy.get("nameInPrompt", True):
            return f"{said}{city}."
        name = cleaned(self._brief.document["businessName"])
        note = "the name is context only and must not appear in the picture"
        return f'{said} called "{name}"{city}; {note}.'

    @cached_property
    def _goals(self) -> list[Mapping[str, Any]]:
        known = self._book["emotional_goals"]
        named = self._brief.document.get("emotionalGoals", [])
        keys = dict.fromkeys(key for term in named if (key := terms.key_of(term, known)))
        return [known[key] for key in keys]

    @cached_property
    def _light(self) -> str:
        if not self._goals:
            return ""
        moods = "; also ".join(goal["mood"] for goal in self._goals[:_MOODS])
        return f"Light: {self._goals[0]['light']}. Mood: {moods}."

    @cached_property
    def _character(self) -> str:
        vector = self._brief.document.get("personalityVector", [])
        axes = self._book["personality_axes"]
        said = [
            (-abs(value - 0.5), index, axes[index]["low" if value <= LOW else "high"])
            for index, value in enumerate(vector)
            if value <= LOW or value >= HIGH
        ]
        words = [word for _, _, word in sorted(said)[:_AXES]]
        return f"Character: {'; '.join(words)}." if words else ""

    def _composition(self, strategy: str) -> str:
        said = [self._book["composition"][strategy]]
        if self._goals and strategy in _GOAL_COMPOSES:
            said.append(self._goals[0]["composition"])
        return f"Composition: {'; '.join(said)}."

    @cached_property
    def _style(self) -> str:
        if self._brief.is_illustrated:
            return f"Style: {_ILLUSTRATION}."
        profiles = self._book["voice_profiles"]
        voice = terms.key_of(self._brief.document.get("voiceProfile", ""), profiles)
        return f"Style: {profiles[voice]['style'] if voice else _PLAIN_STYLE}."

    @cached_property
    def _colours(self) -> str:
        palette = ", ".join(self._brief.industry["palette"])
        theme = self._brief.document.get("theme", {})
        presets = self._book["theme_presets"]
        preset = terms.key_of(theme.get("preset", ""), presets) or self._book["default_preset"]
        colours = presets[preset]["colors"] | theme.get("colors", {})
        words = dict.fromkeys(colour_word(colours[name]) for name in ("primary", "accent"))
        return f"Colours: {palette}; small accents of {' and '.join(words)}."

    @cached_property
    def _anti_references(self) -> list[Mapping[str, Any]]:
        """Known ones with what to prefer instead; the owner's own words are avoided as they are."""
        known = self._book["anti_references"]
        found = []
        for term in self._brief.document.get("antiReferences", []):
            key = terms.key_of(term, known)
            plain = cleaned(terms.normalised(term).replace("-", " "))
            found.append(known[key] if key else {"avoid": [plain], "instead": ""})
        return found

    @cached_property
    def _prefer(self) -> str:
        first = self._anti_references[:_POSITIVES]
        words = dict.fromkeys(each["instead"] for each in first if each["instead"])
        return f"Prefer {', '.join(words)}." if words else ""

    def _people(self, strategy: str) -> str:
        if strategy == "portrait-role":
            return "allowed"  # the picture is of a person, and the owner has asked for it
        said = self._brief.policy.get("people", "auto")
        return str(self._brief.industry["people"] if said == "auto" else said)

    def _avoid(self, strategy: str) -> str:
        """Short on purpose: naming a thing can also summon it."""
        own = list(chain.from_iterable(each["avoid"] for each in self._anti_references))
        faces = ["people's faces"] if self._people(strategy) == "none" else []
        usual = [*self._book["universal_negatives"], *faces]
        named = [
            *usual,
            *_new(own, usual, _TO_AVOID),
            *_new(self._brief.industry["avoid"], [*usual, *own], _TRADE_TO_AVOID),
        ]
        unwanted = _CARTOON if self._brief.is_illustrated else ()
        return f"Do NOT include: {', '.join(word for word in named if word not in unwanted)}."


def _new(words: Iterable[str], known: Iterable[str], limit: int) -> list[str]:
    seen = set(known)
    return [word for word in dict.fromkeys(words) if word not in seen][:limit]


def _sentence(words: str) -> str:
    text = words.rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."


def _fitted(blocks: dict[str, str]) -> str:
    """All blocks; where a long subject leaves no room, the least missed are left out first."""
    for spare in ("", "prefer", "character", "colours", "light"):
        blocks.pop(spare, None)
        whole = " ".join(filter(None, blocks.values()))
        if len(whole) <= MAX_PROMPT:
            return whole
    return cut(whole, MAX_PROMPT)
