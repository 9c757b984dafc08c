"""A conversation as one HTML page that needs nothing beside itself, streamed a turn at a time."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString, mark_safe

from gallery import intake, storage
from gallery.imaging import BadImage
from gallery.models import Image
from gallery.storage import StorageError
from sessions_app.models import WorkSession
from sessions_app.transcripts import Said
from studio import wording
from studio.transcripts.content import Step, Told, Whole, caption, moment

_STYLE = Path(__file__).with_name("page.css")
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def pages(session: WorkSession) -> Iterator[bytes]:
    """In pieces; pictures at the size of a screen."""
    whole = Whole.of(session)
    yield _head(whole).encode()
    for step in whole.steps():
        yield _step(step).encode()
    yield b"</main></body></html>\n"


def _head(whole: Whole) -> str:
    style = mark_safe(_STYLE.read_text(encoding="utf-8"))  # noqa: S308  a file of ours
    return format_html(
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        '<meta http-equiv="Content-Security-Policy" content="{}">'
        "<title>{}</title><style>{}</style></head><body><main>"
        "<h1>{}</h1><p>{}. Made with Musa.</p>",
        _POLICY,
        whole.session.name,
        style,
        whole.session.name,
        whole.figures,
    )


def _step(step: Step) -> str:
    turn = step.exchange.turn
    answers = [
        _answer(said, step.told.get(said.message.pk, Told()), step)
        for said in step.exchange.answers
    ]
    return format_html(
        "{}<section><h2>{}. {}, <time>{}</time></h2><blockquote>{}</blockquote>{}{}{}</section>\n",
        format_html("<h2>Another branch: {}</h2>", step.branch) if step.branch else "",
        step.number,
        step.kind,
        moment(turn.message.created_at),
        _words(turn.text),
        format_html("<p><em>{}</em></p>", turn.message.note) if turn.message.note else "",
        _pictures(turn, "", Told()),
        format_html_join("", "{}", ((each,) for each in answers)),
    )


def _answer(said: Said, told: Told, step: Step) -> SafeString:
    version = step.versions.get(said.message.pk, "")
    cost = wording.usd(told.cost_usd) if told.cost_usd else ""
    return format_html(
        "<article><h3>{}</h3>{}{}{}{}</article>",
        ", ".join(filter(None, ("Musa", told.model, cost))),
        _thoughts(told),
        _words(said.text),
        _pictures(said, version, told),
        format_html_join(
            "",
            '<p><a href="{}" rel="noreferrer">{}</a></p>',
            ((each.url, each.title) for each in told.sources),
        ),
    )


def _thoughts(told: Told) -> str:
    if not told.thoughts:
        return ""
    return format_html("<details><summary>Thinking</summary>{}</details>", _words(told.thoughts))


def _words(text: str) -> SafeString:
    return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308  it escapes


def _pictures(said: Said, version: str, told: Told) -> SafeString:
    return format_html_join(
        "",
        "<figure>{}<figcaption>{}</figcaption></figure>",
        ((_picture(image), caption(image, version, told)) for image in said.pictures),
    )


def _picture(image: Image) -> SafeString:
    try:
        rendition = intake.rendition_of(image, intake.SCREEN_WIDTH_PX)
        data = storage.read(rendition.name)
    except (StorageError, BadImage):
        return format_html("<p>{}</p>", "The file of this picture is missing.")
    return format_html(
        '<img src="data:image/webp;base64,{}" width="{}" height="{}" alt="{}">',
        base64.b64encode(data).decode(),
        rendition.width_px,
        rendition.height_px,
        image.described,
    )
