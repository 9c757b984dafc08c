"""Where a link of a spec leads on the pages that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

PLAIN = ("mailto:", "tel:")
OUTSIDE = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is empty where the target does not exist: then the words stand alone."""

    href: str
    is_outside: bool = False

    def __bool__(self) -> bool:
        return bool(self.href)


@dataclass(frozen=True, slots=True)
class Linking:
    """Every place that a page may link to; `anchors` by page, in the spec's order.

    `page` gives the address of a page: a file's name in an export, a path in a preview.
    """

    here: str
    entry: str
    anchors: Mapping[str, frozenset[str]]
    page: Callable[[str], str]

    def resolved(self, href: str) -> Link:
        if href.startswith(OUTSIDE):
            return Link(href, is_outside=True)
        if href.startswith(PLAIN):
            return Link(href)
        if href.startswith("#"):
            return Link(href) if href[1:] in self.anchors[self.here] else Link("")
        return self._inside(href)

    def _inside(self, href: str) -> Link:
        path, _, anchor = href.removeprefix("/").partition("#")
        slug = path or self.entry
        if not href.startswith("/") or slug not in self.anchors:
            return Link("")
        if not anchor:
            return Link(self.page(slug))
        if anchor not in self.anchors[slug]:
            return Link("")
        return Link(f"#{anchor}" if slug == self.here else f"{self.page(slug)}#{anchor}")
