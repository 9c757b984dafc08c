"""What the provider says about its search: untrusted JSON, read with care; pure.

Its terms ask that the sources and the search suggestions are shown beside a grounded answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MAX_SOURCES = 12


@dataclass(frozen=True, slots=True)
class Source:
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Sources:
    links: tuple[Source, ...] = ()
    queries: tuple[str, ...] = ()
    suggestions: str = ""  # HTML with styles of its own: for a sandboxed frame only

    def __bool__(self) -> bool:
        return bool(self.links or self.queries or self.suggestions)


def sources_of(grounding: object) -> Sources:
    """Empty where there was no search, or where its description is not as documented."""
    if not isinstance(grounding, dict):
        return Sources()
    entry = grounding.get("searchEntryPoint")
    suggestions = entry.get("renderedContent") if isinstance(entry, dict) else ""
    links = [_link(chunk) for chunk in _list(grounding.get("groundingChunks"))]
    queries = _list(grounding.get("webSearchQueries")) + _list(grounding.get("imageSearchQueries"))
    return Sources(
        links=tuple(dict.fromkeys(link for link in links if link))[:MAX_SOURCES],
        queries=tuple(query for query in queries if isinstance(query, str)),
        suggestions=suggestions if isinstance(suggestions, str) else "",
    )


def _link(chunk: object) -> Source | None:
    """A picture's source is the page that holds it, never the picture's own address."""
    found = (chunk.get("web") or chunk.get("image")) if isinstance(chunk, dict) else None
    if not isinstance(found, dict):
        return None
    url = found.get("uri") or found.get("sourceUri")
    host = _host(url) if isinstance(url, str) else ""
    if not host:
        return None
    title = found.get("title")
    return Source(str(url), title if isinstance(title, str) and title else host)


def _host(url: str) -> str:
    """Whose page it is; "" where it is no address of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
