from __future__ import annotations

import pytest
from django.db import IntegrityError

from sessions_app.models import ApiToken, Preferences, Theme, WorkSession
from tests.factories.sessions import UserFactory, WorkSessionFactory

pytestmark = pytest.mark.django_db


def test_token_matches_its_own_words_only() -> None:
    token, bare = ApiToken.issue(owner=UserFactory.create(), label="laptop")
    assert ApiToken.objects.matching(bare) == token
    assert ApiToken.objects.matching(bare[:-1]) is None


def test_token_of_a_person_who_was_switched_off_matches_nothing() -> None:
    _, bare = ApiToken.issue(owner=UserFactory.create(is_active=False))
    assert ApiToken.objects.matching(bare) is None


def test_token_can_be_recognised_by_its_first_letters() -> None:
    _, bare = ApiToken.issue(owner=UserFactory.create())
    assert bare.startswith("musa_")
    assert len(bare) > 40


def test_preferences_of_a_new_person_are_the_defaults() -> None:
    user = UserFactory.create()
    assert Preferences.of(user).theme == Theme.SYSTEM
    assert not Preferences.objects.exists()


def test_preferences_resend_is_not_negative() -> None:
    with pytest.raises(IntegrityError, match="preferences_resend_is_not_negative"):
        Preferences.objects.create(owner=UserFactory.create(), resend_unknown_up_to_usd=-1)


def test_work_session_is_visible_to_its_owner_only() -> None:
    work_session = WorkSessionFactory.create()
    stranger = UserFactory.create()
    assert list(WorkSession.objects.visible_to(work_session.owner)) == [work_session]
    assert not WorkSession.objects.visible_to(stranger).exists()
