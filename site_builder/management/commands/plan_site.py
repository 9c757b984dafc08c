from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from site_builder import planning, validation
from studio.wording import counted


class Command(BaseCommand):
    help = "Prints the plan of a site's pictures as JSON; the database is not asked."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['file']} is not text in UTF-8.") from error
        report = validation.validate_text(text)
        if report.document is None or not report.is_valid:
            self.stdout.write(
                _printed(
                    {
                        "errors": [problem.as_json() for problem in report.errors],
                        "warnings": [problem.as_json() for problem in report.warnings],
                    }
                )
            )
            raise CommandError(f"{options['file'].name}: {counted(len(report.errors), 'error')}.")
        self.stdout.write(_printed(planning.plan(report.document).as_json()))


def _printed(answer: dict[str, Any]) -> str:
    return json.dumps(answer, indent=1, ensure_ascii=False)
