from __future__ import annotations

import sys
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio import leaving


class Command(BaseCommand):
    help = "Delete a user with all that is theirs. What they spent stays in the instance's sum."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        person = User.objects.filter(username=name).first()
        if person is None:
            raise CommandError(f"There is no user named “{name}”.")
        for noun, count in leaving.belongings(person):
            self.stdout.write(f"{count:,} {noun}")
        if not options["yes"]:
            _confirm(name)
        leaving.remove(person)
        self.stdout.write(f"{name} is gone.")


def _confirm(name: str) -> None:
    if not sys.stdin.isatty():
        raise CommandError("No terminal to ask on: give --yes.")
    if input(f"All of it goes for good. Type {name} to go on: ").strip() != name:
        raise CommandError("Nothing was deleted.")
