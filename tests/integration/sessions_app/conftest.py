from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.factories.sessions import UserFactory


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory.create(username="ada", email="ada@example.org")
