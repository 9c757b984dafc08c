from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from gallery.management.telling import CommandError, TellingCommand
from sessions_app.models import ApiToken, Scope
from sessions_app.models.api_token import today

MOST_DAYS = 36_500


class Command(TellingCommand):
    help = "Make an API token and print it, alone and once; only its hash is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user whom the token speaks for")
        parser.add_argument("--label", default="", help="what it is for")
        parser.add_argument(
            "--scope",
            action="append",
            choices=Scope.values,
            help="what it may do; again for each; all where none is named",
        )
        parser.add_argument(
            "--days", type=_days, metavar="N", help="it is good for; default: until it is revoked"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(username__iexact=options["name"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['name']}.")
        label, scopes = options["label"], options["scope"] or Scope.values
        if len(label) > _LABEL_MAX:
            raise CommandError(f"A label has at most {_LABEL_MAX} characters.")
        over = today() + timedelta(days=options["days"]) if options["days"] else None
        bare = ApiToken.issue(owner=owner, label=label, scopes=scopes, expires_on=over)[1]
        self.stdout.write(bare)


def _days(word: str) -> int:
    if not word.isdecimal() or not 1 <= int(word) <= MOST_DAYS:
        raise ArgumentTypeError(f"give whole days, 1 to {MOST_DAYS}")
    return int(word)


_LABEL_MAX = ApiToken._meta.get_field("label").max_length or 0
