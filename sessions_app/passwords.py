from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from sessions_app.models import ApiToken

MAX_LENGTH = 128


class MaximumLengthValidator:
    """Refuses a text that is no password but a way to keep the server busy."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                f"This password is too long. It may have at most {MAX_LENGTH} characters.",
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return f"Your password may have at most {MAX_LENGTH} characters."


class TokensEndWithThePassword:
    """Ends the person's API tokens when their password changes, as Django ends their sessions.

    Django calls `password_changed` at every door: the page, the reset link, the admin, the
    command.  A hash that is only renewed at sign-in is no change and comes nowhere near.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Any password will do here."""

    def get_help_text(self) -> str:
        return "A new password ends all API tokens."

    def password_changed(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if user is not None and user.pk:
            ApiToken.objects.filter(owner_id=user.pk).delete()
