from __future__ import annotations

from django.core.management.base import CommandParser

from gallery.management.telling import TellingCommand
from studio import catalogue


class Command(TellingCommand):
    help = "Add the models and prices that the database lacks; migrate does this too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="put changed rows back to the file's words"
        )

    def handle(self, *args: object, overwrite: bool, **options: object) -> None:
        written = catalogue.seed(overwrite=overwrite)
        self.stdout.write(f"{written} models written.")
