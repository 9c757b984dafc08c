"""Static files as a browser gets them: one stylesheet, and names that change with the content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLESHEET = "css/app.css"
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Production's: the sources stay as they are written, what is collected is put together."""

    # Else a browser may join a new module to an old one that it kept.  Ours alone: those of
    # packages import by names that only their own builds resolve.
    _imports = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _imports))

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        if STYLESHEET in paths and not dry_run:
            joined = _joined(*paths[STYLESHEET])
            self.delete(STYLESHEET)
            self.save(STYLESHEET, ContentFile(joined.encode()))
            paths = {**paths, STYLESHEET: (self, STYLESHEET)}
        yield from super().post_process(paths, dry_run, **options)


def _joined(source: Storage, name: str) -> str:
    """A stylesheet with what it imports in place: a hundred files would be a hundred requests.

    What is imported lies in the same storage and names no files of its own.
    """
    folder = name.rpartition("/")[0]

    def put_in(found: re.Match[str]) -> str:
        return f"@layer {found[2]} {{\n{_text(source, f'{folder}/{found[1]}')}}}\n"

    return _IMPORT.sub(put_in, _text(source, name))


def _text(source: Storage, name: str) -> str:
    with source.open(name) as file:
        return str(file.read().decode())
