"""What a picture shows: a scene of the trade, or what the owner's words tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from site_builder.planning.brief import Brief
from site_builder.planning.owner_text import (
    MAX_OWNER_CHARACTERS,
    cleaned,
    cut,
    first_sentence,
    in_language,
)
from site_builder.planning.slots import Need

SCENES = ("scene-hero", "scene-background", "poster-frame")
MAX_OWN_PROMPT = 600  # characters, as the format allows
_DISHES = 3


class Subjects:
    """Takes from each list of the trade in turn, so that nothing repeats before all were used."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._used: Counter[str] = Counter()

    def subject_of(self, need: Need) -> tuple[str, str]:
        """The subject, and the scene or shot alone where that is what it shows (else "")."""
        if own := need.image.get("prompt"):
            return self._told(cleaned(own, MAX_OWN_PROMPT)), ""
        strategy = need.slot["strategy"]
        if strategy in SCENES:
            scene = self._next("scenes")
            return scene, scene
        if strategy == "gallery-set" and not _said(need.entry, "caption", "alt"):
            shot = self._next("gallery")
            return shot, shot
        return self._about(strategy, need), ""

    def _about(self, strategy: str, need: Need) -> str:
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
                return f"a still life hinting at: {self._told(entry['title'])}"
            case "milestone":
                return self._told(_with_first_sentence(entry, "title", "description"))
            case "portrait-role":
                return f"a fictional adult working as {self._told(entry['role'])}"
            case "before-after":
                return self._before_or_after(need)
        return self._detail(entry)

    def _detail(self, entry: Mapping[str, Any]) -> str:
        """A thing of the trade that goes with the section's words."""
        thing = self._next("props")
        headline = "headline" if "headline" in entry else "title"
        body = "body" if "body" in entry else "description"
        told = self._told(_with_first_sentence(entry, headline, body))
        return f"a specific detail of the trade with {thing}; it illustrates: {told}"

    def _before_or_after(self, need: Need) -> str:
        said = _said(need.entry, "caption") or need.placement.content.get("headline", "the work")
        told = self._told(said)
        if not need.is_after:
            return f"the state before the work; {told}"
        return (
            "the same subject after the work, as an edit of the given picture: keep viewpoint, "
            f"framing and surroundings exactly, change only what the work changed; {told}"
        )

    def _told(self, text: str) -> str:
        return in_language(cleaned(text, MAX_OWN_PROMPT), self._brief.language)

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
