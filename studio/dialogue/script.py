"""Who says what on the wire, before any byte is read.

A model gets back its own turns part by part as they came.  What another model said, or this one
through another door or without the signatures that it wants, goes along as words in the person's
next turn, together with the last picture (reference, section 4.1, rule 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gallery.models import Image
from sessions_app.models import Message, MessagePart, PartKind, Role
from studio.dialogue.exchanges import Exchange
from studio.models import EngineModel

Piece = str | MessagePart | Image  # the person's words, a part as it came, a picture taken along

_BEFORE = "This was said before in this conversation:"
_STANDS = "The last picture that is attached here is where it stands."
_DREW = "(a picture)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who is asked; `signs` where its turns are refused without signatures."""

    model_id: str
    route: str
    signs: bool
    max_pictures: int  # in one turn


def speaker_of(model: EngineModel, route: str) -> Speaker:
    return Speaker(
        model_id=model.model_id,
        route=route,
        signs=model.thinks,
        max_pictures=model.max_references,
    )


@dataclass(frozen=True, slots=True)
class Said:
    role: str
    pieces: tuple[Piece, ...]


def script(exchanges: Sequence[Exchange], own: Sequence[Piece], speaker: Speaker) -> list[Said]:
    """The turns of these exchanges and, last, the person's new one."""
    said: list[Said] = []
    told: list[Exchange] = []
    for each in exchanges:
        if not is_native(each, speaker):
            told.append(each)
            continue
        said.append(Said(Role.USER, _with_told(told, _still_there(each.asked_parts), speaker)))
        said.append(Said(Role.MODEL, each.answer_parts))
        told = []
    return [*said, Said(Role.USER, _with_told(told, own, speaker))]


def is_native(exchange: Exchange, speaker: Speaker) -> bool:
    """Whether the speaker said it, and takes it back as it came."""
    answer = exchange.answer
    if (answer.model, answer.route) != (speaker.model_id, speaker.route):
        return False
    if any(part.is_picture and not part.file_name for part in exchange.answer_parts):
        return False  # its picture was deleted
    return not speaker.signs or is_signed(exchange.answer_parts)


def is_signed(parts: Sequence[MessagePart]) -> bool:
    """Whether every part has its signature that has to: pictures, and the words before them."""
    spoken = [part for part in parts if not part.is_thought]
    wanted = [part for part in spoken if part.is_picture]
    if wanted and spoken[0].kind == PartKind.TEXT:
        wanted.append(spoken[0])
    return all(part.signature for part in wanted)


def pieces_of(turn: Message) -> tuple[Piece, ...]:
    """A person's turn as it was sent; pictures deleted since are left out."""
    return _still_there(turn.parts.select_related("image"))


def _still_there(parts: Iterable[MessagePart]) -> tuple[Piece, ...]:
    return tuple(part for part in parts if part.file_name or not part.is_picture)


def words_of(said: Said) -> list[str]:
    """Of a person's turn, in their order."""
    found = (piece.text if isinstance(piece, MessagePart) else piece for piece in said.pieces)
    return [words for words in found if isinstance(words, str) and words]


def pictures_of(said: Said) -> list[Image]:
    """Of a person's turn, in their order."""
    found = (piece.image if isinstance(piece, MessagePart) else piece for piece in said.pieces)
    return [image for image in found if isinstance(image, Image)]


def told_in_words(exchanges: Sequence[Exchange]) -> str:
    lines = [line for each in exchanges for line in _lines(each)]
    return "\n\n".join([_BEFORE, *lines])


def last_pictures(exchanges: Sequence[Exchange]) -> tuple[Image, ...]:
    """The last one that was drawn, else those that the person attached last."""
    for each in reversed(exchanges):
        if each.drawn:
            return (each.drawn,)
        if each.attached:
            return each.attached
    return ()


def _with_told(
    told: Sequence[Exchange], own: Sequence[Piece], speaker: Speaker
) -> tuple[Piece, ...]:
    """The pictures come last, so that the numbers of the person's own ones hold."""
    if not told:
        return tuple(own)
    room = speaker.max_pictures - sum(not _is_words(piece) for piece in own)
    pictures = last_pictures(told)[: max(room, 0)]
    words = told_in_words(told)
    return (f"{words}\n\n{_STANDS}" if pictures else words, *own, *pictures)


def _lines(exchange: Exchange) -> Iterator[str]:
    yield f"The person: {exchange.asked.text}"
    yield f"The model: {exchange.answer.text or _DREW}"


def _is_words(piece: Piece) -> bool:
    return isinstance(piece, str) or (isinstance(piece, MessagePart) and not piece.is_picture)
