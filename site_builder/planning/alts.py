"""The alternative text of a picture that is still to be made, in the site's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from site_builder.planning.brief import Brief
from site_builder.planning.owner_text import cleaned, cut
from site_builder.planning.slots import Need

MAX_ALT = 120
_IMAGE_OF = re.compile(r"^(an? |the )?(image|picture|photo|photograph) (of|showing) ", re.I)
_NAMES = ("caption", "name", "headline", "title")


def alt_of(need: Need, brief: Brief, *, scene: str) -> tuple[str, str]:
    """The text and where it is from: spec, decorative, scene or text."""
    if own := need.image.get("alt"):
        return own, "spec"
    if need.is_decorative:
        return "", "decorative"
    if scene and brief.language == "en":
        return _worded(scene), "scene"
    return _worded(_told(need, brief)), "text"


def _told(need: Need, brief: Brief) -> str:
    entry, strategy = need.entry, need.slot["strategy"]
    if strategy == "portrait-role":
        return f"{entry['name']}, {entry['role']}"
    if strategy == "before-after":
        return _of_pair(need.entry, is_after=need.is_after) or _headline(need, brief)
    return next((str(entry[name]) for name in _NAMES if entry.get(name)), _headline(need, brief))


def _of_pair(entry: Mapping[str, str], *, is_after: bool) -> str:
    label = entry.get("afterLabel" if is_after else "beforeLabel", "")
    return ": ".join(filter(None, [label, entry.get("caption", "")]))


def _headline(need: Need, brief: Brief) -> str:
    return str(need.placement.content.get("headline") or brief.document["businessName"])


def _worded(text: str) -> str:
    plain = _IMAGE_OF.sub("", cleaned(text))
    return cut(plain[:1].upper() + plain[1:], MAX_ALT)
