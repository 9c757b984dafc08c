from __future__ import annotations

import argparse
import time

from django.contrib.auth.models import User
from django.core.management.base import CommandParser
from django.utils import timezone

from gallery import seeding
from gallery.management.telling import CommandError, TellingCommand


class Command(TellingCommand):
    help = "Give a person synthetic pictures, to measure the gallery with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument("--count", required=True, type=_count, help="for example 100000")

    def handle(self, *args: object, user: str, count: int, **options: object) -> None:
        owner = User.objects.filter(username=user).first()
        if owner is None:
            raise CommandError(f"There is no user {user}. `manage.py create_user` makes one.")
        begun = time.monotonic()
        for made in seeding.seed(owner, count=count, now=timezone.now()):
            self.stdout.write(f"{made:,} of {count:,} pictures")
        self.stdout.write(f"Done in {time.monotonic() - begun:.0f} s.")


def _count(word: str) -> int:
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= 1_000_000):
        raise argparse.ArgumentTypeError("Say a number from 1 to 1000000.")
    return int(word)
