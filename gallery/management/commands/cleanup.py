from __future__ import annotations

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat, pluralize
from django.utils import timezone

from gallery import cleanup


class Command(BaseCommand):
    help = "Move old pictures to the trash by their owners' rules, and empty what waited there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        report = cleanup.clean(timezone.now(), dry_run=dry_run)
        would = "would be " if dry_run else ""
        size = filesizeformat(report.freed_bytes).replace("\xa0", " ")
        self.stdout.write(f"{_counted(report.trashed)} {would}moved to the trash.")
        self.stdout.write(f"{_counted(report.deleted)} {would}deleted for good, {size}.")


def _counted(pictures: int) -> str:
    return f"{pictures} picture{pluralize(pictures)}"
