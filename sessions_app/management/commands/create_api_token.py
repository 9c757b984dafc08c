from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser

from gallery.management.telling import CommandError, TellingCommand
from sessions_app.models import ApiToken, Scope


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

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(username__iexact=options["name"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['name']}.")
        label, scopes = options["label"], options["scope"] or Scope.values
        if len(label) > _LABEL_MAX:
            raise CommandError(f"A label has at most {_LABEL_MAX} characters.")
        self.stdout.write(ApiToken.issue(owner=owner, label=label, scopes=scopes)[1])


_LABEL_MAX = ApiToken._meta.get_field("label").max_length or 0
