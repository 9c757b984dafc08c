"""Whether an export holds what it promises: it works alone, and its manifest tells the truth."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import normpath

from site_builder.exporting.packing import MAX_BYTES

MANIFEST = "images/manifest.json"
_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)")
_LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("source", "src")}
_OUTSIDE = ("http:", "https:", "//")
_LETTERS = ("mailto:", "tel:")


@dataclass(slots=True)
class _Seen:
    """What one page refers to."""

    loads: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)  # pictures that lack what keeps a page still


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = _Seen()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if identity := said.get("id"):
            self.seen.ids.append(identity)
        self.seen.loads += _loaded_by(tag, said)
        if tag == "a" and "href" in said:
            self.seen.links.append(said["href"])
        if tag == "img" and not {"alt", "width", "height"} <= said.keys():
            self.seen.bare.append(said.get("src", ""))


def _loaded_by(tag: str, said: Mapping[str, str]) -> Iterator[str]:
    yield from (said[name] for of, name in _LOADED if of == tag and name in said)
    if srcset := said.get("srcset"):
        yield from (part.split()[0] for part in srcset.split(","))


def problems(files: Mapping[str, bytes]) -> list[str]:
    """Every one, as a sentence; none for a folder that may leave the house."""
    return [*_of_pages(files), *_of_styles(files), *_of_manifest(files), *_of_size(files)]


def _of_pages(files: Mapping[str, bytes]) -> Iterator[str]:
    pages = {path: _read(data) for path, data in files.items() if path.endswith(".html")}
    ids = {path: set(seen.ids) for path, seen in pages.items()}
    for path, seen in pages.items():
        yield from _of_page(path, seen, files.keys(), ids)


def _read(data: bytes) -> _Seen:
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    return reader.seen


def _of_page(
    path: str, seen: _Seen, there: Iterable[str], ids: Mapping[str, set[str]]
) -> Iterator[str]:
    paths = set(there)
    for address in seen.loads:
        if address.startswith(_OUTSIDE):
            yield f"{path} loads {address} from elsewhere."
        elif normpath(address) not in paths:
            yield f"{path} loads {address}, which is not there."
    for address in seen.bare:
        yield f"{path}: the picture {address} has no alt, width or height."
    for identity, count in Counter(seen.ids).items():
        if count > 1:
            yield f"{path}: the id {identity} stands there {count} times."
    for address in seen.links:
        yield from _of_link(path, address, paths, ids)


def _of_link(
    path: str, address: str, paths: set[str], ids: Mapping[str, set[str]]
) -> Iterator[str]:
    if address.startswith((*_OUTSIDE, *_LETTERS)):
        return
    target, _, anchor = address.partition("#")
    page = target or path
    if page not in paths:
        yield f"{path} links to {address}, which is not there."
    elif anchor and anchor not in ids.get(page, set()):
        yield f"{path} links to {address}, a place that its page has not."


def _of_styles(files: Mapping[str, bytes]) -> Iterator[str]:
    for path in (each for each in files if each.endswith(".css")):
        for address in _ADDRESS.findall(files[path].decode("utf-8")):
            if not address.startswith("data:image/"):
                yield f"{path} loads {address}."


def _of_size(files: Mapping[str, bytes]) -> Iterator[str]:
    total = sum(len(data) for data in files.values())
    if total > MAX_BYTES:
        yield f"The folder has {total:,} bytes, more than {MAX_BYTES:,}."


def _of_manifest(files: Mapping[str, bytes]) -> Iterator[str]:
    listed = {each["path"]: each for each in json.loads(files[MANIFEST])["files"]}
    pictures = {path for path in files if path.startswith("images/") and path != MANIFEST}
    for path in sorted(pictures ^ listed.keys()):
        yield f"{path} stands in the manifest or in the folder, not in both."
    for path in sorted(pictures & listed.keys()):
        if hashlib.sha256(files[path]).hexdigest() != listed[path]["sha256"]:
            yield f"{path} is not the file that the manifest tells of."
