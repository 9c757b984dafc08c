from __future__ import annotations

from dataclasses import dataclass

from gallery.models import Image

Marked = tuple[str, str, str]  # before, what was typed, after


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`icon` of icons.svg stands where there is no `image`; `keys` lead there from any page."""

    title: Marked
    url: str
    about: str = ""
    icon: str = ""
    image: Image | None = None
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str
    places: list[Place]


def marked(title: str, words: str) -> Marked:
    """The first place where the title says it, with the rest around it; ("", "", title) for none.

    Letters whose lower case is longer are compared as they are, so that the cut is exact.
    """
    lower, wanted = title.lower(), words.lower()
    start = lower.find(wanted) if wanted and len(lower) == len(title) else -1
    if start < 0:
        return "", "", title
    end = start + len(wanted)
    return title[:start], title[start:end], title[end:]
