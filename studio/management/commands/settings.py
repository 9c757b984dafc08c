from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.contrib.auth.models import User
from pydantic import ValidationError

from gallery.api import sentences
from gallery.api.refusals import Refusal
from gallery.management.telling import CommandError, TellingCommand
from studio.api.settings import SettingsAnswer, SettingsBody, change

Setting = tuple[str, str | None]


class Command(TellingCommand):
    """The Settings page for a terminal or a script; keys stay out, since a shell remembers."""

    help = "Print a person's settings as JSON, after changing those that are named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME")
        parser.add_argument(
            "--set",
            action="append",
            type=_setting,
            default=[],
            metavar="SETTING=VALUE",
            help="may stand several times; an empty value is null",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(username=options["user"]).first()
        if owner is None:
            raise CommandError(f"There is no user named “{options['user']}”.")
        if options["set"]:
            _change(owner, options["set"])
        self.stdout.write(SettingsAnswer.of(owner).model_dump_json(indent=2))


def _setting(text: str) -> Setting:
    name, equals, value = text.partition("=")
    if not equals:
        raise ArgumentTypeError(f"“{text}” is not of the form SETTING=VALUE")
    return name, value or None


def _change(owner: User, named: list[Setting]) -> None:
    try:
        change(owner, SettingsBody.model_validate(dict(named), strict=False))
    except ValidationError as error:
        lines = (f"{each['loc'][0]}: {sentences.of(each)}" for each in error.errors())
        raise CommandError("\n".join(lines)) from None
    except Refusal as refusal:
        raise CommandError(refusal.detail) from None
