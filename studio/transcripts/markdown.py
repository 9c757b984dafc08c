"""A conversation as Markdown: what was said can neither break it nor load anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from gallery.models import Image
from sessions_app.transcripts import Said
from studio import wording
from studio.transcripts.content import Step, Told, Whole, caption, moment

_AT_START = re.compile(r"^(\s{0,3})([#>+*=-]|\d+[.)])", re.MULTILINE)


def document(whole: Whole, steps: list[Step], files: Mapping[int, str], missing: Set[str]) -> str:
    """`files` has the name of each picture's file; those in `missing` are told as lost."""
    lines = [f"# {_line(whole.session.name)}", "", f"{whole.figures}. Made with Musa.", ""]
    for step in steps:
        lines += _step(step, files, missing)
    return "\n".join(lines)


def words(text: str) -> str:
    """Plain words: no HTML, no pictures from elsewhere, no headings of their own."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    for mark in ("\\", "`", "[", "]", "*", "_"):
        plain = plain.replace(mark, f"\\{mark}")
    return _AT_START.sub(r"\1\\\2", plain)


def _step(step: Step, files: Mapping[int, str], missing: Set[str]) -> Iterator[str]:
    turn = step.exchange.turn
    if step.branch:
        yield from ("---", "", f"## Another branch: {_line(step.branch)}", "")
    yield from (f"## {step.number}. {step.kind}, {moment(turn.message.created_at)}", "")
    yield from (f"> {line}".rstrip() for line in words(turn.text).splitlines())
    yield ""
    if turn.message.note:
        yield from (f"*{words(turn.message.note)}*", "")
    for image in turn.pictures:
        yield from _picture(image, "attached", files, missing)
    for said in step.exchange.answers:
        told = step.told.get(said.message.pk, Told())
        yield from _answer(said, told, step, files, missing)


def _answer(
    said: Said, told: Told, step: Step, files: Mapping[int, str], missing: Set[str]
) -> Iterator[str]:
    cost = wording.usd(told.cost_usd) if told.cost_usd else ""
    yield from (f"**{', '.join(filter(None, ('Musa', told.model, cost)))}**", "")
    if told.thoughts:
        yield "Thinking:"
        yield from (f"> {line}".rstrip() for line in words(told.thoughts).splitlines())
        yield ""
    if said.text:
        yield from (words(said.text), "")
    version = step.versions.get(said.message.pk, "")
    for image in said.pictures:
        yield from _picture(image, caption(image, version, told), files, missing)
    for source in told.sources:
        yield f"- {words(source.title)}: <{source.url.replace('>', '%3E').replace(' ', '%20')}>"
    if told.sources:
        yield ""


def _picture(image: Image, told: str, files: Mapping[int, str], missing: Set[str]) -> Iterator[str]:
    name = files.get(image.pk, "")
    if not name or name in missing:
        yield from (f"*The file of this picture is missing ({told}).*", "")
        return
    yield from (f"![{_line(image.described)}]({name})", "", f"*{told}*", "")


def _line(text: str) -> str:
    return words(" ".join(text.split()))
