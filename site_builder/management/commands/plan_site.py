from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gallery.management.telling import CommandError, TellingCommand
from site_builder import planning, validation
from site_builder.planning import Plan, Requirement
from site_builder.validation import Report
from studio.wording import counted


class Command(TellingCommand):
    help = (
        "Tells which pictures a site's spec asks for; the database is not asked. A table on a "
        "terminal, JSON in a pipe. Exit status 1 with every error where the spec is invalid."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object, always")

    def handle(self, *args: Any, **options: Any) -> None:
        report = validation.validate_text(_text_of(options["file"]))
        for_people = self.stdout.isatty() and not options["json"]
        if report.document is None or not report.is_valid:
            self._tell_errors(report, options["file"].name, for_people=for_people)
            raise SystemExit(1)
        plan = planning.plan(report.document)
        self.stdout.write("\n".join(_lines(plan)) if for_people else _as_json(plan.as_json()))

    def _tell_errors(self, report: Report, name: str, *, for_people: bool) -> None:
        if not for_people:
            errors = [problem.as_json() for problem in report.errors]
            warnings = [problem.as_json() for problem in report.warnings]
            self.stdout.write(_as_json({"errors": errors, "warnings": warnings}))
        for problem in report.errors if for_people else ():
            self.stderr.write(f"{problem.pointer or '/'}: {problem.message}")
        self.stderr.write(f"{name}: {counted(len(report.errors), 'error')}.")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} is not text in UTF-8.") from error


def _lines(plan: Plan) -> Iterator[str]:
    """The pictures in their sequence, each in one line of the terminal."""
    counts, columns = plan.counts, shutil.get_terminal_size().columns
    yield (
        f"{counted(counts['planned'], 'image')} for a site of the industry {plan.industry}: "
        f"{counts['critical']} critical, {counts['important']} important, "
        f"{counts['niceToHave']} nice to have; {counts['lazy']} only once scrolled to"
    )
    yield from (_line(each)[:columns] for each in plan.requirements)
    if counts["provided"] or counts["skipped"]:
        yield f"{counts['provided']} provided by the owner, {counts['skipped']} left out"


def _line(each: Requirement) -> str:
    shape = f"{each.aspect_ratio:>5} {each.size} {each.quality:5}"
    words = each.alt or each.subject
    return f"{each.sequence:4}  {each.slot_key:38} {shape}  {each.priority:12}  {words}"


def _as_json(answer: dict[str, Any]) -> str:
    return json.dumps(answer, indent=1, ensure_ascii=False)
