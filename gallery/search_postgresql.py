"""The search table in PostgreSQL: a tsvector a picture, behind a GIN index."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

FOUND = "SELECT image_id FROM gallery_search WHERE words @@ to_tsquery('simple', %s)"

_IS_IMAGE = """content_type_id = (
    SELECT id FROM django_content_type WHERE app_label = 'gallery' AND model = 'image')"""
# Punctuation goes first: the parser would keep a file name or a host as one word.
_VECTOR = f"""to_tsvector('simple', regexp_replace(
    concat_ws(' ', image.prompt, image.alt, (
        SELECT string_agg(tag.name, ' ')
        FROM taggit_taggeditem item JOIN taggit_tag tag ON tag.id = item.tag_id
        WHERE item.{_IS_IMAGE} AND item.object_id = image.id
    )), '[[:punct:]]+', ' ', 'g'))"""
_FILL = f"""INSERT INTO gallery_search (image_id, words)
    SELECT image.id, {_VECTOR} FROM gallery_image image"""
_KEEP = f"""{_FILL} WHERE image.id = %s
    ON CONFLICT (image_id) DO UPDATE SET words = excluded.words;"""

_MAKE = f"""
DROP TABLE IF EXISTS gallery_search;
CREATE TABLE gallery_search (image_id bigint PRIMARY KEY, words tsvector NOT NULL);
{_FILL};
CREATE INDEX gallery_search_words ON gallery_search USING gin (words);

CREATE OR REPLACE FUNCTION gallery_search_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        TRUNCATE gallery_search;
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM gallery_search WHERE image_id = OLD.id;
    ELSE
        {_KEEP % "NEW.id"}
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION gallery_search_tagging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.{_IS_IMAGE} THEN
        {_KEEP % "OLD.object_id"}
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.{_IS_IMAGE} THEN
        {_KEEP % "NEW.object_id"}
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION gallery_search_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_FILL} WHERE image.id IN (
        SELECT object_id FROM taggit_taggeditem WHERE tag_id = NEW.id AND {_IS_IMAGE})
    ON CONFLICT (image_id) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gallery_search_image_row
    AFTER INSERT OR DELETE OR UPDATE OF prompt, alt ON gallery_image
    FOR EACH ROW EXECUTE FUNCTION gallery_search_image();
CREATE OR REPLACE TRIGGER gallery_search_image_all AFTER TRUNCATE ON gallery_image
    FOR EACH STATEMENT EXECUTE FUNCTION gallery_search_image();
CREATE OR REPLACE TRIGGER gallery_search_tagging_row
    AFTER INSERT OR UPDATE OR DELETE ON taggit_taggeditem
    FOR EACH ROW EXECUTE FUNCTION gallery_search_tagging();
CREATE OR REPLACE TRIGGER gallery_search_tag_row AFTER UPDATE OF name ON taggit_tag
    FOR EACH ROW EXECUTE FUNCTION gallery_search_tag();
"""
_MARK = sha256(_MAKE.encode()).hexdigest()[:16]  # of this text: a change of it makes all anew


def query(words: Sequence[str]) -> str:
    """All of them, the last one as a beginning; each is quoted, and so no syntax."""
    return " & ".join(f"'{word}'" for word in words) + ":*"


def is_kept(cursor: Any) -> bool:
    cursor.execute("SELECT obj_description(to_regclass('gallery_search'), 'pg_class')")
    return bool(cursor.fetchone() == (_MARK,))


def make(cursor: Any) -> None:
    """From nothing, whatever was there; then fill it."""
    cursor.execute(_MAKE)
    cursor.execute(f"COMMENT ON TABLE gallery_search IS '{_MARK}'")
