from __future__ import annotations

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory, Password

from sessions_app.models import ApiToken, WorkSession

PASSWORD = "a-password-of-the-tests"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"person{number}")
    password = Password(PASSWORD)


class ApiTokenFactory(DjangoModelFactory[ApiToken]):
    """A token that nobody knows; `ApiToken.issue` makes one that can be used."""

    class Meta:
        model = ApiToken

    owner = factory.SubFactory(UserFactory)
    digest = factory.Sequence(lambda number: f"{number:064x}")


class WorkSessionFactory(DjangoModelFactory[WorkSession]):
    class Meta:
        model = WorkSession

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Session {number}")
