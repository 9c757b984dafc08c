from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from gallery.management.telling import CommandError
from studio import listing, previewing
from studio.forms import MAX_BATCH_NAME
from studio.management.pictures import PicturesCommand
from studio.models import Priority
from studio.previewing import Preview

STDIN = "-"


class Command(PicturesCommand):
    """The page "Batch from list" for a terminal or a script."""

    help = (
        "Make the pictures of a list: lines of text, CSV with a first row that names prompt, "
        "aspect_ratio, resolution, model, count, name, priority, or JSON. Prints one generation id "
        "a line; with --wait the path of each picture, and exit status 1 where one of them failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", help="a .txt, .csv or .json file; - reads stdin"
        )
        parser.add_argument("--name", default="", help="what the batch is called")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.owner(options)
        if len(options["name"]) > MAX_BATCH_NAME:
            raise CommandError(f"A name has up to {MAX_BATCH_NAME} characters.")
        preview = self._preview(by, options)
        if options["dry_run"]:
            self.tell_price(preview.images, preview.cost_usd, options)
            return
        self.report(self.submit(preview.requests, by=by, name=options["name"]), options)

    def _preview(self, by: User, options: dict[str, Any]) -> Preview:
        """Without a problem; with any, all are told and nothing is sent."""
        defaults = replace(self.request("", options, by=by), priority=Priority.NICE_TO_HAVE)
        found = listing.parse(_text_of(options["file"]), file_name=options["file"])
        preview = previewing.preview(found, defaults=defaults, by=by)
        if not preview.is_ready:
            raise CommandError("\n".join(_sentences(preview)) or "The list holds no prompt.")
        return preview


def _sentences(preview: Preview) -> list[str]:
    of_rows = (
        f"{preview.unit} {row.number}: {problem}"
        for row in preview.rows
        for problem in row.problems
    )
    return [*preview.problems, *of_rows]


def _text_of(file: str) -> str:
    try:
        return listing.decode(sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes())
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(str(error)) from error
