from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from studio import estimating
from studio.management.pictures import PicturesCommand, in_words


class Command(PicturesCommand):
    """The page's own path for a terminal or a script: queue, and wait where it is told to."""

    help = (
        "Make pictures of a prompt. Prints one generation id a line; with --wait the path of each "
        "picture, and exit status 1 where one of them failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prompt", metavar="PROMPT")
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.owner(options)
        request = self.request(options["prompt"], options, by=by)
        if options["dry_run"]:
            with in_words():
                found = estimating.estimate([request], by=by)
            self.tell_price(found.images, found.cost_usd, options)
            return
        self.report(self.submit([request], by=by), options)
