from __future__ import annotations

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from gallery.imaging import BadImage
from gallery.management.telling import INTERRUPTED, CommandError
from gallery.storage import StorageError
from studio.management.pictures import PicturesCommand, why
from studio.models import Batch, Generation
from studio.shots import fitting, marks, planning, reading
from studio.shots.planning import Act, Plan, Step
from studio.wording import counted, usd

LEFT = "left"


class Command(PicturesCommand):
    """Plan as code: a file of named pictures is made true, and only what changed is made."""

    help = (
        "Make the pictures that a YAML file names, each at its path, as PNG, JPEG, WebP or AVIF by "
        "its ending. What did not change since the last time is kept and costs nothing, what has "
        "only another path is moved, and what the file no longer names is left where it is. "
        "--plan tells what would be done and its price. Exit status 1 where a picture failed; "
        "broken off by Ctrl-C, the same apply goes on within 24 hours and pays nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="for example shots.yaml")
        parser.add_argument("--user", required=True, metavar="NAME", help="whose pictures they are")
        parser.add_argument("--plan", action="store_true", help="tell it and spend nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        by, file = self.owner(options), options["file"]
        try:
            plan = planning.plan(reading.read(file), file, by=by)
        except reading.Unreadable as error:
            raise CommandError(str(error)) from error
        self._tell_plan(plan, options)
        if options["plan"]:
            return
        self._move(plan)
        if wanted := plan.wanted:
            self._make(wanted, options, by=by)

    def _make(self, wanted: list[Step], options: dict[str, Any], *, by: User) -> None:
        name = options["file"].name
        key = planning.key_of(wanted, name)
        batch = self.submit([step.request for step in wanted], by=by, name=name, key=key)
        if not self.wait(batch):
            self._say("The same apply goes on from here, and pays nothing twice.")
            raise SystemExit(INTERRUPTED)
        self._finish(batch, wanted, options)

    def _tell_plan(self, plan: Plan, options: dict[str, Any]) -> None:
        for step in plan.steps:
            self._tell_step(step, options)
        for path in plan.left:
            self._tell_left(path, options)
        if options["json"]:
            return
        total = sum((step.cost_usd for step in plan.wanted), planning.ZERO)
        if plan.wanted:
            self.stdout.write(f"{counted(len(plan.wanted), 'image')}, up to {usd(total)}")
        elif all(step.act is Act.KEEP for step in plan.steps):
            self.stdout.write("Nothing to do.")

    def _tell_step(self, step: Step, options: dict[str, Any]) -> None:
        if options["json"]:
            came_from = {"from": str(step.source)} if step.source else {}
            self._tell_json(step.shot.name, step.act.value, step.path, step.cost_usd, came_from)
        else:
            price = f", up to {usd(step.cost_usd)}" if step.cost_usd else ""
            came_from_words = f", from {step.source}" if step.source else ""
            line = f"{step.act.value:6} {step.shot.name} → {step.path}{price}{came_from_words}"
            self.stdout.write(line)

    def _tell_left(self, path: Path, options: dict[str, Any]) -> None:
        if options["json"]:
            self._tell_json(None, LEFT, path, planning.ZERO, {})
        else:
            self.stdout.write(f"{LEFT:6} {path}: no shot of the file any more")

    def _tell_json(
        self, name: str | None, act: str, path: Path, cost_usd: Decimal, more: dict[str, Any]
    ) -> None:
        facts = {"name": name, "act": act, "path": str(path), "cost_usd": format(cost_usd, "f")}
        self.stdout.write(json.dumps(facts | more))

    def _move(self, plan: Plan) -> None:
        for step in plan.steps:
            if step.source is not None:
                try:
                    marks.move(step.source, step.path)
                except OSError as error:
                    raise CommandError(f"{step.path}: {error.strerror}.") from error

    def _finish(self, batch: Batch, wanted: list[Step], options: dict[str, Any]) -> None:
        """Write each picture beside its mark; what failed is told, and is made the next time."""
        rows = Generation.objects.filter(batch=batch).select_related("image").order_by("position")
        made_for, failed = options["file"].name, 0
        for step, generation in zip(wanted, rows, strict=True):
            problem = self._write(step, generation, made_for)
            failed += bool(problem)
            self._tell_end(step, generation, problem, options)
        if failed:
            raise SystemExit(1)

    def _write(self, step: Step, generation: Generation, made_for: str) -> str:
        """Why there is no file; "" where there is one."""
        if generation.image is None:
            return why(generation)
        try:
            data = fitting.bytes_for(step.path, generation.image)
            marks.write(step.path, data, asked=step.asked, made_for=made_for)
        except (OSError, StorageError, BadImage) as error:
            return f"{step.path} cannot be written: {error}"
        return ""

    def _tell_end(
        self, step: Step, generation: Generation, problem: str, options: dict[str, Any]
    ) -> None:
        if options["json"]:
            facts = {"status": generation.status, "image_id": generation.image_id}
            facts |= {"error": generation.error_code or None, "message": problem or None}
            act = "failed" if problem else "made"
            self._tell_json(step.shot.name, act, step.path, generation.cost_usd, facts)
        elif not problem:
            self.stdout.write(f"made   {step.path}, {usd(generation.cost_usd)}")
        if problem:
            self.stderr.write(f"{step.shot.name}: {problem}")
