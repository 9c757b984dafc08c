"""Who acts: a person by themselves, or a program with one of their tokens.

Actions take `by`, the person; where a token spoke for them it is tied to that very object, so
that every door can hold to the token's limits without handing it from function to function.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import User

from sessions_app.models import ApiToken

_TOKEN = "_acting_api_token"  # noqa: S105  the name of an attribute


def with_token(token: ApiToken) -> User:
    """The token's owner, acting with it."""
    setattr(token.owner, _TOKEN, token)
    return token.owner


def token_of(by: AbstractBaseUser) -> ApiToken | None:
    """None where the person acts by themselves."""
    return getattr(by, _TOKEN, None)
