"""Full text over prompt, alternative text and tags: one more table, kept by the database itself.

`gallery_search` has one row a picture.  Triggers keep it, so that bulk writes, the admin and SQL
by hand cannot leave it behind.  They are looked after whenever migrations have run, since SQLite
loses a table's triggers each time that Django makes the table anew.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from gallery import search_postgresql, search_sqlite
from gallery.models import ImageQuerySet

_BETWEEN_WORDS = re.compile(r"[\s!-/:-@\[-`{-~]+")  # space and ASCII punctuation


def words_of(text: str) -> list[str]:
    """What can be looked for in it; nothing of it is syntax."""
    return [word for word in _BETWEEN_WORDS.split(text) if any(map(str.isalnum, word))]


def having(images: ImageQuerySet, text: str) -> ImageQuerySet:
    """The pictures with all of its words, the last one perhaps only begun; none for no words."""
    words = words_of(text)
    if not words:
        return images.none()
    backend = _backend(connections[images.db])
    found = RawSQL(backend.FOUND, [backend.query(words)])  # noqa: S611  the words are a parameter
    return images.among(found)


def keep_index(*, using: str, **kwargs: Any) -> None:
    """Make the table and its triggers where they are not as they should be; after `migrate`."""
    connection = connections[using]
    if "gallery_image" not in connection.introspection.table_names():
        return  # migrated back to before the first picture
    backend = _backend(connection)
    with connection.cursor() as cursor:
        if not backend.is_kept(cursor):
            backend.make(cursor)


def _backend(connection: BaseDatabaseWrapper) -> Any:
    return search_postgresql if connection.vendor == "postgresql" else search_sqlite
