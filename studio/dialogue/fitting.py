"""How much of a conversation goes along: always its end, as far as there is room for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gallery.models import Image
from sessions_app.memories import tokens
from sessions_app.models import MessagePart
from studio.dialogue.exchanges import Exchange
from studio.dialogue.script import Piece, Said, Speaker, is_native, script

# Pictures that a model drew go back untouched, so they cannot be made smaller.  Base64 and the
# person's own 14 MB stay below the provider's 100 MB (reference, section 1.4).
MAX_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Size:
    words_tokens: int = 0
    pictures: int = 0
    size_bytes: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(
            self.words_tokens + other.words_tokens,
            self.pictures + other.pictures,
            self.size_bytes + other.size_bytes,
        )

    @property
    def tokens(self) -> int:
        return self.words_tokens + self.image_tokens

    @property
    def image_tokens(self) -> int:
        return self.pictures * tokens.PER_PICTURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """`turns` is how many exchanges the session keeps at most, None for all that fit."""

    tokens: int
    size_bytes: int = MAX_BYTES
    turns: int | None = None


def first_that_fits(exchanges: Sequence[Exchange], speaker: Speaker, room: Room) -> int:
    """The place from which on everything goes along; their number where nothing does."""
    start = len(exchanges) - min(room.turns or len(exchanges), len(exchanges))
    taken = Size()
    for place in range(len(exchanges) - 1, start - 1, -1):
        taken += _size_of_one(exchanges[place], speaker)
        if taken.tokens > room.tokens or taken.size_bytes > room.size_bytes:
            return place + 1
    return start


def size_of(said: Iterable[Said]) -> Size:
    return sum((_size_of_piece(piece) for turn in said for piece in turn.pieces), Size())


def _size_of_one(exchange: Exchange, speaker: Speaker) -> Size:
    """At most: of those that go along as words only the last brings its picture."""
    if is_native(exchange, speaker):
        return size_of(script([exchange], (), speaker))
    pieces: list[Piece] = [f"{exchange.asked.text}\n\n{exchange.answer.text}"]
    pieces += [exchange.drawn] if exchange.drawn else exchange.attached
    return sum(map(_size_of_piece, pieces), Size(words_tokens=30))


def _size_of_piece(piece: Piece) -> Size:
    if isinstance(piece, str):
        return Size(words_tokens=tokens.count(piece))
    if isinstance(piece, Image):
        return Size(pictures=1, size_bytes=piece.size_bytes)
    return _size_of_part(piece)


def _size_of_part(part: MessagePart) -> Size:
    if not part.is_picture:
        return Size(words_tokens=tokens.count(part.text))
    size_bytes = part.image.size_bytes if part.image else part.size_bytes
    return Size(pictures=1, size_bytes=size_bytes)
