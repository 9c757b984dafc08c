from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from gallery import storage
from studio.management.pictures import PicturesCommand
from studio.models import Batch, Generation
from studio.shots import planning, reading
from studio.shots.planning import Act, Step
from studio.wording import counted, usd


class Command(PicturesCommand):
    """Plan as code: a file of named pictures is made true, and only what changed is made."""

    help = (
        "Make the pictures that a YAML file names, each at its path. What did not change since the "
        "last time is kept and costs nothing; --plan tells what would be done and its price. Exit "
        "status 1 where a picture failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="for example shots.yaml")
        parser.add_argument("--user", required=True, metavar="NAME", help="whose pictures they are")
        parser.add_argument("--plan", action="store_true", help="tell it and spend nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self.owner(options)
        try:
            shots = reading.read(options["file"])
            steps = planning.plan(shots, folder=options["file"].parent, by=by)
        except reading.Unreadable as error:
            raise CommandError(str(error)) from error
        wanted = [step for step in steps if step.act is not Act.KEEP]
        for step in steps:
            self._tell_step(step, options)
        self._sum(wanted, options)
        if options["plan"] or not wanted:
            return
        name = options["file"].name
        requests, key = [step.request for step in wanted], planning.key_of(wanted, name)
        batch = self.submit(requests, by=by, name=name, key=key)
        self._wait(batch)
        self._finish(batch, wanted, options)

    def _tell_step(self, step: Step, options: dict[str, Any]) -> None:
        if options["json"]:
            facts = {"name": step.shot.name, "act": step.act.value, "path": str(step.path)}
            self.stdout.write(json.dumps(facts | {"cost_usd": format(step.cost_usd, "f")}))
        else:
            price = f", up to {usd(step.cost_usd)}" if step.act is not Act.KEEP else ""
            self.stdout.write(f"{step.act.value:6} {step.shot.name} → {step.path}{price}")

    def _sum(self, wanted: list[Step], options: dict[str, Any]) -> None:
        if options["json"]:
            return
        total = sum((step.cost_usd for step in wanted), planning.ZERO)
        pictures = counted(len(wanted), "image")
        self.stdout.write(f"{pictures}, up to {usd(total)}" if wanted else "Nothing to do.")

    def _finish(self, batch: Batch, wanted: list[Step], options: dict[str, Any]) -> None:
        """Write each picture beside its mark; what failed is told, and is made the next time."""
        rows = Generation.objects.filter(batch=batch).select_related("image").order_by("position")
        failed = 0
        for step, generation in zip(wanted, rows, strict=True):
            if generation.image is None:
                failed += 1
                self.stderr.write(f"{step.shot.name}: {generation.error_code or 'canceled'}")
                continue
            planning.write(step, storage.read(generation.image.name))
        if failed:
            raise SystemExit(1)
