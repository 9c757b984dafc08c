"""Full text over a person's drawings: which words each holds, and in which order they rank.

The index is made for the question: a person's library is small, and words that other people gave
their drawings are not to weigh in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from studio.models import SketchReference

TAGS, CAPTION = "tags", "caption"
_TAG_WEIGHT, _CAPTION_WEIGHT = 2.0, 1.0
Row = tuple[int, str, str]  # id, tags, caption


@dataclass(frozen=True, slots=True)
class Hits:
    """`places` are (word, place, id); `order` all that hold any of the words, the best first."""

    places: frozenset[tuple[str, str, int]] = frozenset()
    order: tuple[int, ...] = field(default=())

    def tagged(self, pk: int, words: Iterable[str]) -> list[str]:
        return [word for word in words if (word, TAGS, pk) in self.places]

    def captioned(self, pk: int, words: Iterable[str]) -> list[str]:
        return [word for word in words if (word, CAPTION, pk) in self.places]

    def anywhere(self, pk: int, words: Iterable[str]) -> list[str]:
        both = {(word, place, pk) for word in words for place in (TAGS, CAPTION)} & self.places
        return [word for word in words if any(word == found for found, _, _ in both)]

    def count(self, word: str) -> int:
        """How many drawings have it anywhere."""
        return len({pk for found, _, pk in self.places if found == word})

    def ranked(self, among: Iterable[int]) -> list[int]:
        wanted = set(among)
        return [pk for pk in self.order if pk in wanted]


def hits(words: Sequence[str], references: Iterable[SketchReference]) -> Hits:
    """`words` are letters and digits alone; the database knows their stems."""
    rows = [(each.pk, " ".join(each.tags), each.caption) for each in references]
    if not words or not rows:
        return Hits()
    ask: Callable[[Any, Sequence[str], Sequence[Row]], Hits] = (
        _in_postgresql if connection.vendor == "postgresql" else _in_sqlite
    )
    with transaction.atomic(), connection.cursor() as cursor:
        return ask(cursor, words, rows)


def _in_sqlite(cursor: Any, words: Sequence[str], rows: Sequence[Row]) -> Hits:
    """FTS5 in a table of this connection alone, which lies in memory."""
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.sketch_words"
        " USING fts5(tags, caption, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    cursor.execute("DELETE FROM temp.sketch_words")
    cursor.executemany(
        "INSERT INTO temp.sketch_words(rowid, tags, caption) VALUES (%s, %s, %s)", rows
    )
    places = set()
    for word in words:
        for place in (TAGS, CAPTION):
            cursor.execute(
                "SELECT rowid FROM temp.sketch_words WHERE sketch_words MATCH %s",
                [f'{place} : "{word}"'],
            )
            places |= {(word, place, pk) for (pk,) in cursor.fetchall()}
    cursor.execute(
        "SELECT rowid FROM temp.sketch_words WHERE sketch_words MATCH %s"
        " ORDER BY bm25(sketch_words, %s, %s), rowid",
        [" OR ".join(f'"{word}"' for word in words), _TAG_WEIGHT, _CAPTION_WEIGHT],
    )
    return Hits(frozenset(places), tuple(pk for (pk,) in cursor.fetchall()))


_DOCUMENTS = """WITH document AS (
    SELECT id, setweight(to_tsvector('english', tags), 'A')
        || setweight(to_tsvector('english', caption), 'B') AS words
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS given (id, tags, caption))"""
_PLACES = f"""{_DOCUMENTS}
    SELECT word, place.name, document.id
    FROM document, unnest(%s::text[]) AS word, (VALUES ('tags', 'A'), ('caption', 'B')) AS place (name, weight)
    WHERE document.words @@ to_tsquery('english', quote_literal(word) || ':' || place.weight)"""  # noqa: E501, S608
_ORDER = f"""{_DOCUMENTS}
    SELECT id FROM document, to_tsquery('english', %s) AS query
    WHERE words @@ query
    ORDER BY ts_rank('{{0, 0, 0.5, 1}}', words, query) DESC, id"""  # noqa: S608


def _in_postgresql(cursor: Any, words: Sequence[str], rows: Sequence[Row]) -> Hits:
    columns = [[row[at] for row in rows] for at in range(3)]
    cursor.execute(_PLACES, [*columns, list(words)])
    places = frozenset(cursor.fetchall())
    cursor.execute(_ORDER, [*columns, " | ".join(f"'{word}'" for word in words)])
    return Hits(places, tuple(pk for (pk,) in cursor.fetchall()))
