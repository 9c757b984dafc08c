from __future__ import annotations

import json

from django.core.management.base import CommandParser
from django.utils import timezone

from gallery import cleanup, reporting
from gallery.management.telling import TellingCommand


class Command(TellingCommand):
    help = (
        "Move old pictures to the trash by their owners' rules, empty what waited there for 30 "
        "days, and sweep away old sign-ins, temporary files and files that nothing names."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")
        parser.add_argument("--json", action="store_true", help="rows and bytes for a script")

    def handle(self, *args: object, dry_run: bool, json: bool, **options: object) -> None:
        report = cleanup.clean(timezone.now(), dry_run=dry_run)
        if json:
            self.stdout.write(_as_text(reporting.as_json(report, dry_run=dry_run)))
        else:
            self.stdout.write("\n".join(reporting.sentences(report, dry_run=dry_run)))


def _as_text(values: dict[str, object]) -> str:
    return json.dumps(values, indent=2)
