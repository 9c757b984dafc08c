from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User

from gallery.api.wire import absolute
from gallery.management.telling import INTERRUPTED
from studio.management.pictures import PicturesCommand, in_words
from studio.models import Sketch, SketchRun
from studio.sketches import metadata, running, standing
from studio.sketches.briefs import Brief
from studio.sketches.variation import LEAST, MOST, USUAL


class Command(PicturesCommand):
    """The Sketches page for a terminal or a script."""

    help = (
        "Sketch a concept in a style. Prints the run's id; with --wait a line for each sketch with "
        "its verdict, and exit status 1 where one is missing or does not meet its style."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("concept", metavar="CONCEPT")
        parser.add_argument("--user", required=True, metavar="NAME", help="whose sketches they are")
        parser.add_argument("--style", required=True, help="a style's key or id")
        help_of_count = f"{LEAST} to {MOST}"
        parser.add_argument("--count", type=int, default=USUAL, metavar="N", help=help_of_count)
        parser.add_argument("--model", default="", help="a model's id, alias or tier")
        parser.add_argument("--resolution", default="", metavar="SIZE", help="for example 2K")
        parser.add_argument("--aspect-ratio", default="", metavar="W:H")
        parser.add_argument(
            "--reference", action="append", default=[], metavar="KEY", help="a drawing to go along"
        )
        parser.add_argument(
            "--without", action="append", default=[], metavar="KEY", help="a drawing to leave out"
        )
        parser.add_argument("--auto-retry", action="store_true", help="once, where a check fails")
        parser.add_argument("--dry-run", action="store_true", help="tell the price, send nothing")
        parser.add_argument("--wait", action="store_true", help="until all sketches are there")
        parser.add_argument("--json", action="store_true", help="the run as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        by, brief = self.owner(options), _brief(options)
        if options["dry_run"]:
            self._tell_price(brief, options, by=by)
            return
        run = self._start(brief, by=by)
        waited = not options["wait"] or self.wait(run.batch)
        self._tell_run(run, options)
        if not waited:
            raise SystemExit(INTERRUPTED)
        if options["wait"] and not all(map(_is_good, standing.current_of(run))):
            raise SystemExit(1)

    def _tell_price(self, brief: Brief, options: dict[str, Any], *, by: User) -> None:
        with in_words():
            found = running.prepare(brief, by=by, with_model=False).estimate()
        self.tell_price(found.images, found.cost_usd, options)

    def _start(self, brief: Brief, *, by: User) -> SketchRun:
        with in_words():
            return running.start(brief, by=by)

    def _tell_run(self, run: SketchRun, options: dict[str, Any]) -> None:
        sketches = standing.current_of(run)
        if options["json"]:
            told = metadata.of_run(run) | {"status": standing.state_of(sketches)}
            self.stdout.write(json.dumps(told))
        elif options["wait"]:
            for sketch in sketches:
                self.stdout.write(_line(sketch))
        else:
            self.stdout.write(str(run.pk))


def _brief(options: dict[str, Any]) -> Brief:
    return Brief(
        concept=options["concept"],
        style=options["style"],
        count=options["count"],
        model=options["model"],
        resolution=options["resolution"],
        aspect_ratio=options["aspect_ratio"],
        pinned=tuple(options["reference"]),
        excluded=tuple(options["without"]),
        auto_retry=options["auto_retry"],
    )


def _is_good(sketch: Sketch) -> bool:
    return standing.is_there(sketch) and not sketch.verdict.startswith("does not")


def _line(sketch: Sketch) -> str:
    """ "0  clean  http://…": position, verdict or error, address."""
    where = absolute(sketch.image.url) if sketch.image else "-"
    return f"{sketch.index}\t{sketch.error or sketch.verdict}\t{where}"
