"""A conversation between rows and wire: what a model is told of all that was said before.

Both sides use it: the person's for price and room, the worker's to send.  The same rows, model and
door always make the same turns.
"""

from __future__ import annotations

from studio.dialogue.exchanges import (
    MOST_TURNS,
    Exchange,
    count_answered,
    exchanges_of,
    path_to,
)
from studio.dialogue.fitting import Room, Size, first_that_fits, size_of
from studio.dialogue.repair import give_up_signatures
from studio.dialogue.script import (
    Piece,
    Said,
    Speaker,
    is_native,
    last_pictures,
    pictures_of,
    pieces_of,
    script,
    speaker_of,
    words_of,
)

__all__ = [
    "MOST_TURNS",
    "Exchange",
    "Piece",
    "Room",
    "Said",
    "Size",
    "Speaker",
    "count_answered",
    "exchanges_of",
    "first_that_fits",
    "give_up_signatures",
    "is_native",
    "last_pictures",
    "path_to",
    "pictures_of",
    "pieces_of",
    "script",
    "size_of",
    "speaker_of",
    "words_of",
]
