"""What an image page tells about a picture, read from its row alone.

`Image.details` is the studio's copy of how the picture came to be.  All keys may be missing:
`requested`, `sent`, `received` (objects), `tokens` (`input`, `output`, `thoughts`), `cost_usd`,
`created_at`, `started_at`, `received_at`, `finished_at` (ISO 8601), `text`, `thoughts`,
`grounding` (the provider's groundingMetadata).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from gallery import naming, wording
from gallery.models import Image, Source

TYPES = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/webp": "WebP",
    "image/gif": "GIF",
    "image/avif": "AVIF",
    "image/heic": "HEIC",
}
PEOPLE = {"allow_adult": "Adults only", "allow_all": "Everyone", "dont_allow": "No people"}
RECORDS = {"requested": "Asked for", "sent": "Sent", "received": "Received"}
RECEIVED_NAMES = {"model_version": "model"}
TOKEN_WORDS = {"input": "in", "output": "out", "thoughts": "thinking"}


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """One of requested, sent, received, as it was written down."""

    key: str
    title: str
    facts: list[Fact]


def main(image: Image, *, now: datetime) -> list[Fact]:
    """What a person asks first, in the order of the page; facts without a value are left out."""
    requested = _record(image, "requested")
    facts = [
        Fact("Model", naming.model_name(image.model) if image.model else ""),
        Fact("Size", wording.size_px(image.width_px, image.height_px)),
        Fact("Aspect ratio", image.aspect_ratio),
        Fact("Resolution", image.resolution),
        Fact("Made", _made(image, now)),
        Fact("People", PEOPLE.get(str(requested.get("person_generation")), "")),
        Fact("Tokens", tokens_in_words(_record(image, "tokens"))),
        Fact("Cost", wording.money(image.details["cost_usd"]) if _has_cost(image) else ""),
        Fact("File", f"{TYPES[image.mime_type]}, {wording.file_size(image.size_bytes)}"),
        Fact("Origin", "" if image.source == Source.GENERATED else image.get_source_display()),
    ]
    return [fact for fact in facts if fact.value]


@dataclass(frozen=True, slots=True)
class Stages:
    """What was asked for, sent and received: apart where it differs, once where it does not."""

    changed: list[Stage]
    same: list[Fact]

    def __bool__(self) -> bool:
        return bool(self.changed or self.same)


@dataclass(frozen=True, slots=True)
class Stage:
    """One setting on its way; "" where a step does not speak of it."""

    label: str
    requested: str
    sent: str
    received: str

    @property
    def told(self) -> list[str]:
        return [word for word in (self.requested, self.sent, self.received) if word]


def stages(image: Image) -> Stages:
    """Each name once, in the order of asking; the provider's own names are translated."""
    asked = {"prompt": image.prompt} | _spread(_record(image, "requested"))
    steps = [asked, _record(image, "sent"), _own_names(_record(image, "received"))]
    if not any(steps[1:]):
        return Stages([], [])
    found = [
        Stage(name.replace("_", " ").capitalize(), *(_said(step.get(name)) for step in steps))
        for name in dict.fromkeys(name for step in steps for name in step)
    ]
    return Stages(
        changed=[each for each in found if len(set(each.told)) > 1],
        same=[Fact(each.label, each.told[0]) for each in found if len(set(each.told)) == 1],
    )


def _spread(record: Mapping[str, Any]) -> dict[str, Any]:
    """What stands together in an object, each under a name of its own: `edit_mode`."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        inner = value if isinstance(value, dict) else {}
        found |= {f"{name}_{key}": each for key, each in inner.items()} or {name: value}
    return found


def _own_names(received: Mapping[str, Any]) -> dict[str, Any]:
    return {RECEIVED_NAMES.get(name, name): value for name, value in received.items()}


def _said(value: object) -> str:
    """References are counted: pages show the pictures themselves."""
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return str(len(value))
    return wording.plain(value)


def records_in(details: Mapping[str, Any]) -> list[Record]:
    """Requested, sent and received stand apart, since they may differ."""
    found = []
    for key, title in RECORDS.items():
        facts = [
            Fact(name.replace("_", " ").capitalize(), wording.plain(value))
            for name, value in _spread(_object(details.get(key))).items()
        ]
        shown = [fact for fact in facts if fact.value]
        if shown:
            found.append(Record(key, title, shown))
    return found


def _record(image: Image, key: str) -> dict[str, Any]:
    return _object(image.details.get(key))


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _made(image: Image, now: datetime) -> str:
    """When, and how long the model took."""
    made = wording.made_at(image.created_at, now=now)
    asked, answered = _time(image, "started_at"), _time(image, "received_at")
    if asked is None or answered is None:
        return made
    return f"{made}, {(answered - asked).total_seconds():.1f} s"


def _time(image: Image, key: str) -> datetime | None:
    word = image.details.get(key)
    return parse_datetime(word) if isinstance(word, str) else None


def tokens_in_words(counts: Mapping[str, Any]) -> str:
    told = [(counts.get(key), word) for key, word in TOKEN_WORDS.items()]
    return ", ".join(
        f"{count:,} {word}" for count, word in told if isinstance(count, int) and count
    )


def _has_cost(image: Image) -> bool:
    return image.details.get("cost_usd") is not None
