"""How a command ends: a sentence for a person, JSON for a program, a status for the shell."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.core.management import base
from django.db import OperationalError, ProgrammingError

INTERRUPTED = 130  # what a shell calls Ctrl-C
BROKEN = "internal"


class CommandError(base.CommandError):
    """What stands in the way; `code` is the API's word for it.  Django prints the class's name."""

    def __init__(self, sentence: str, *, code: str = "invalid_request") -> None:
        super().__init__(sentence)
        self.code = code


class TellingCommand(base.BaseCommand):
    """Where it was begun with --json, what stands in the way is JSON, too.

    Exit status 1 where it could not be done or not all of it, 2 for wrong arguments, 130 after
    Ctrl-C.
    """

    def run_from_argv(self, argv: list[str]) -> None:
        """The lines of the log are for processes that go on; here the answer says it all."""
        logging.getLogger().setLevel(logging.WARNING)
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return self._execute(*args, **options)
        except base.CommandError as error:
            if options.get("json"):
                said = {"error": getattr(error, "code", BROKEN), "message": str(error)}
                self.stdout.write(json.dumps(said))
            raise

    def _execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            advice = "Look at DATABASE_URL; `manage.py migrate` makes its tables."
            raise CommandError(
                f"The database cannot be used: {error}. {advice}", code=BROKEN
            ) from error
