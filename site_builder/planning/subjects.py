"""What a picture shows: a scene of the trade, or what the owner's words tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from site_builder.planning.brief import Brief
from site_builder.planning.owner_text import (
    MAX_OWN_PROMPT,
    MAX_OWNER_CHARACTERS,
    cleaned,
    cut,
    first_sentence,
    in_language,
    text_hash,
)
from site_builder.planning.slots import Need

SCENES = ("scene-hero", "scene-background", "poster-frame")
_DISHES = 3
_BEFORE = "the state before the work; "
_AFTER = (
    "the same subject after the work, as an edit of the given picture: keep viewpoint, "
    "framing and surroundings exactly, change only what the work changed; "
)


@dataclass(frozen=True, slots=True)
class Subject:
    """`scene` is the scene or shot alone where that is what it shows, else "".

    `owner_text` is what of `words` the owner wrote in another language than English, else "".
    """

    words: str
    scene: str = ""
    owner_text: str = ""
    is_translated: bool = False


class Subjects:
    """Takes from each list of the trade in turn, so that nothing repeats before all were used."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._used: Counter[str] = Counter()

    def subject_of(self, need: Need) -> Subject:
        if own := need.image.get("prompt"):
            return self._told(own)
        strategy = need.slot["strategy"]
        if strategy in SCENES:
            scene = self._next("scenes")
            return Subject(scene, scene)
        if strategy == "gallery-set" and not _said(need.entry, "caption", "alt"):
            shot = self._next("gallery")
            return Subject(shot, shot)
        return self._about(strategy, need)

    def _about(self, strategy: str, need: Need) -> Subject:
        entry = need.entry
        match strategy:
            case "gallery-set":
                return self._told(_said(entry, "caption", "alt"))
            case "service-item":
                return self._told(_with_first_sentence(entry, "name", "description"))
            case "menu-course":
                dishes = [dish["name"] for dish in entry["items"][:_DISHES]]
                return self._told(f"{entry['title']}: {', '.join(dishes)}")
            case "post-topic":
                return self._told(entry["title"], "a still life hinting at: ")
            case "milestone":
                return self._told(_with_first_sentence(entry, "title", "description"))
            case "portrait-role":
                return self._told(entry["role"], "a fictional adult working as ")
            case "before-after":
                return self._before_or_after(need)
        return self._detail(entry)

    def _detail(self, entry: Mapping[str, Any]) -> Subject:
        """A thing of the trade that goes with the section's words."""
        thing = self._next("props")
        headline = "headline" if "headline" in entry else "title"
        body = "body" if "body" in entry else "description"
        said = _with_first_sentence(entry, headline, body)
        return self._told(said, f"a specific detail of the trade with {thing}; it illustrates: ")

    def _before_or_after(self, need: Need) -> Subject:
        said = _said(need.entry, "caption") or need.placement.content.get("headline", "")
        lead = _AFTER if need.is_after else _BEFORE
        return self._told(said, lead) if said else Subject(f"{lead}the work")

    def _told(self, text: str, lead: str = "") -> Subject:
        """The owner's words after ours, in English where they are or have been translated."""
        plain, language = cleaned(text, MAX_OWN_PROMPT), self._brief.language
        if not plain or language == "en":
            return Subject(f"{lead}{plain}")
        if known := self._brief.translations.get(text_hash(plain)):
            return Subject(f"{lead}{known}", owner_text=plain, is_translated=True)
        return Subject(f"{lead}{in_language(plain, language)}", owner_text=plain)

    def _next(self, name: str) -> str:
        entries = self._brief.industry[name]
        place = (self._brief.start + self._used[name]) % len(entries)
        self._used[name] += 1
        return str(entries[place])


def _said(entry: Mapping[str, Any], *names: str) -> str:
    return next((str(entry[name]) for name in names if entry.get(name)), "")


def _with_first_sentence(entry: Mapping[str, Any], name: str, body: str) -> str:
    """ "Dark rye — Moist, keeps a week", cut as one."""
    parts = [entry[name], first_sentence(entry.get(body, ""))]
    return cut(" — ".join(filter(None, parts)), MAX_OWNER_CHARACTERS)
