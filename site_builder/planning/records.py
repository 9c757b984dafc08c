"""What a plan says: which pictures a site needs, and which it does without and why."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

PLAN_VERSION = "1.0"
PRIORITIES = ("critical", "important", "nice-to-have")

# The size of a 1K picture by its ratio; models deviate a little.
NOMINAL_PX: Mapping[str, tuple[int, int]] = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One picture to make.  `waits_for` is the slot whose picture an `edit` starts from.

    `subject` is the part of the prompt that is about this picture alone.  `owner_text` is what of
    it the owner wrote in another language than English, as they wrote it; else "".
    """

    sequence: int
    slot_key: str
    pointer: str
    page: str
    component_id: str
    role: str
    priority: str
    stage: str
    aspect_ratio: str
    width: int
    height: int
    quality: str
    size: str
    strategy: str
    decorative: bool
    stand_in: bool
    mode: str
    waits_for: str
    subject: str
    owner_text: str
    is_translated: bool  # the prompt has the owner's text in English
    prompt: str
    prompt_hash: str
    alt: str
    alt_source: str

    def as_json(self) -> dict[str, Any]:
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("subject", "owner_text", "is_translated"):  # they stand in the prompt
            named.pop(name)
        waits_for = named.pop("waits_for")
        answer = {_camel(name): value for name, value in named.items()}
        return answer | ({"waitsFor": waits_for} if waits_for else {})


@dataclass(frozen=True, slots=True)
class Skip:
    """Pictures that one placement does without; a before/after pair counts as two."""

    pointer: str  # of the placement
    component_id: str
    reason: str
    slots: int

    def as_json(self) -> dict[str, Any]:
        return {_camel(field.name): getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Plan:
    industry: str
    entry_page: str
    provided: int  # pictures that the owner has given
    requirements: tuple[Requirement, ...]
    skips: tuple[Skip, ...]

    @property
    def counts(self) -> dict[str, int]:
        priorities = Counter(each.priority for each in self.requirements)
        stages = Counter(each.stage for each in self.requirements)
        return {
            "planned": len(self.requirements),
            "critical": priorities["critical"],
            "important": priorities["important"],
            "niceToHave": priorities["nice-to-have"],
            "eager": stages["eager"],
            "lazy": stages["lazy"],
            "provided": self.provided,
            "skipped": sum(skip.slots for skip in self.skips),
        }

    @property
    def aspects(self) -> dict[str, int]:
        return dict(sorted(Counter(each.aspect_ratio for each in self.requirements).items()))

    @property
    def untranslated(self) -> list[str]:
        """The owner's words that go along in their language, each once, in sequence."""
        foreign = [each for each in self.requirements if each.owner_text]
        return list(dict.fromkeys(each.owner_text for each in foreign if not each.is_translated))

    def as_json(self) -> dict[str, Any]:
        return {
            "planVersion": PLAN_VERSION,
            "industry": self.industry,
            "entryPage": self.entry_page,
            "counts": self.counts,
            "aspects": self.aspects,
            "requirements": [each.as_json() for each in self.requirements],
            "skips": [each.as_json() for each in self.skips],
        }


def size_of(quality: str, asked: str) -> str:
    """At the pro tier 2K costs as much as 1K."""
    return asked or ("2K" if quality == "pro" else "1K")


def prompt_hash(
    *, prompt: str, aspect_ratio: str, quality: str, size: str, seed: int | None, source: str = ""
) -> str:
    """Of all that makes a request what it is; `source` is the hash of what an edit starts from."""
    said = {
        "aspectRatio": aspect_ratio,
        "prompt": prompt,
        "quality": quality,
        "seed": seed,
        "size": size,
        "source": source,
    }
    whole = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)
