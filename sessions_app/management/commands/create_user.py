from __future__ import annotations

import getpass
import sys
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.core.validators import validate_email
from django.db import transaction

from gallery.management.telling import CommandError, TellingCommand


class Command(TellingCommand):
    help = "Make a user who can sign in. The password is asked for, or read from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--email", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read one line")
        parser.add_argument(
            "--staff", action="store_true", help="may open and change all in the admin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = User(username=options["name"], email=options["email"].lower())
        user.is_staff = user.is_superuser = options["staff"]
        try:
            _refuse_bad_name(user)
            password = _password(from_stdin=options["password_stdin"])
            get_adapter().clean_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        _save(user, password)
        self.stdout.write(f"{user.username} can sign in.")


def _refuse_bad_name(user: User) -> None:
    get_adapter().clean_username(user.username)
    if user.email:
        validate_email(user.email)
        if filter_users_by_email(user.email):
            raise ValidationError(f"{user.email} belongs to another user.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CommandError("No terminal to ask on: give --password-stdin and one line.")
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Password, again: "):
        raise CommandError("The two passwords differ.")
    return password


@transaction.atomic
def _save(user: User, password: str) -> None:
    user.set_password(password)
    user.save()
    if user.email:  # whoever may run this command vouches for the address
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
