"""The search table in SQLite: FTS5, its rowid the picture's id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# Neither common words nor sorting by column: one query over one index.
FOUND = "SELECT rowid FROM gallery_search WHERE gallery_search MATCH %s"

_IS_IMAGE = """content_type_id = (
    SELECT id FROM django_content_type WHERE app_label = 'gallery' AND model = 'image')"""
_TAGS = f"""SELECT group_concat(tag.name, ' ')
    FROM taggit_taggeditem item JOIN taggit_tag tag ON tag.id = item.tag_id
    WHERE item.{_IS_IMAGE} AND item.object_id"""
_TABLE = """CREATE VIRTUAL TABLE gallery_search
    USING fts5(words, tags, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"""


def _tagging(event: str, row: str) -> str:
    return f"""AFTER {event} ON taggit_taggeditem
    WHEN {row}.{_IS_IMAGE}
    BEGIN
        UPDATE gallery_search SET tags = ({_TAGS} = {row}.object_id) WHERE rowid = {row}.object_id;
    END"""


_TRIGGERS = {
    "gallery_search_image_added": """AFTER INSERT ON gallery_image
    BEGIN
        INSERT INTO gallery_search(rowid, words, tags)
        VALUES (new.id, new.prompt || ' ' || new.alt, '');
    END""",
    "gallery_search_image_changed": """AFTER UPDATE OF prompt, alt ON gallery_image
    BEGIN
        UPDATE gallery_search SET words = new.prompt || ' ' || new.alt WHERE rowid = new.id;
    END""",
    "gallery_search_image_gone": """AFTER DELETE ON gallery_image
    BEGIN
        DELETE FROM gallery_search WHERE rowid = old.id;
    END""",
    "gallery_search_tagged": _tagging("INSERT", "new"),
    "gallery_search_retagged": _tagging("UPDATE", "new"),
    "gallery_search_untagged": _tagging("DELETE", "old"),
    "gallery_search_tag_renamed": f"""AFTER UPDATE OF name ON taggit_tag
    BEGIN
        UPDATE gallery_search SET tags = ({_TAGS} = gallery_search.rowid) WHERE rowid IN (
            SELECT object_id FROM taggit_taggeditem WHERE tag_id = new.id AND {_IS_IMAGE});
    END""",
}
_EXPECTED = {_TABLE, *(f"CREATE TRIGGER {name} {does}" for name, does in _TRIGGERS.items())}


def query(words: Sequence[str]) -> str:
    """All of them, the last one as a beginning; each is quoted, and so no syntax."""
    return " ".join(f'"{word}"' for word in words) + "*"


def is_kept(cursor: Any) -> bool:
    cursor.execute("SELECT sql FROM sqlite_master WHERE name LIKE 'gallery#_search%' ESCAPE '#'")
    return {sql for (sql,) in cursor.fetchall()} >= _EXPECTED


def make(cursor: Any) -> None:
    """From nothing, whatever was there; then fill it."""
    for name in _TRIGGERS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    cursor.execute("DROP TABLE IF EXISTS gallery_search")
    cursor.execute(_TABLE)
    cursor.execute(
        f"""INSERT INTO gallery_search(rowid, words, tags)
        SELECT image.id, image.prompt || ' ' || image.alt, ({_TAGS} = image.id)
        FROM gallery_image image"""
    )
    for name, does in _TRIGGERS.items():
        cursor.execute(f"CREATE TRIGGER {name} {does}")
