from __future__ import annotations

import pytest

from sessions_app.conversations import Tree
from sessions_app.models import Mode, WorkSession
from studio.outline import Outline
from tests.factories.conversations import a_turn, an_answer, an_exchange
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> WorkSession:
    return WorkSessionFactory.create()


def outline(session: WorkSession, at: int | None = None, *, is_end: bool = False) -> Outline:
    return Outline(Tree.of(session), at, is_end=is_end)


def test_branch_goes_on_to_its_newest_end(session: WorkSession) -> None:
    first = an_exchange(session, "a house")
    day = an_exchange(session, "by day", parent=first)
    night = an_exchange(session, "by night", parent=first)
    assert outline(session, first.pk).leaf == night.pk
    assert outline(session, day.pk).leaf == day.pk
    assert outline(session, first.pk, is_end=True).path == [first.parent_id, first.pk]


def test_fork_names_the_turns_beside(session: WorkSession) -> None:
    first = an_exchange(session, "a house")
    day = an_exchange(session, "by day", parent=first)
    night = an_exchange(session, "by night", parent=first)
    found = outline(session, night.pk).fork(night.parent_id or 0)
    assert found is not None
    assert (found.number, found.total, found.title) == (2, 2, "by night")
    assert (found.previous, found.following) == (day.parent_id, 0)
    assert outline(session).fork(first.parent_id or 0) is None


def test_another_beginning_is_a_branch(session: WorkSession) -> None:
    an_exchange(session, "a house")
    other = an_exchange(session, "a boat")
    found = outline(session, other.pk)
    assert [each.title for each in found.branches] == ["a boat", "a house"]
    assert [each.is_shown for each in found.branches] == [True, False]


def test_going_on_from_a_sibling_forks_too(session: WorkSession) -> None:
    turn = a_turn(session, "two houses")
    left, right = an_answer(turn), an_answer(turn)
    one = an_exchange(session, "with a door", parent=left)
    two = an_exchange(session, "with a window", parent=right)
    found = outline(session, two.pk).fork(two.parent_id or 0)
    assert found is not None
    assert found.previous == one.parent_id


def test_pictures_are_numbered_by_their_place(session: WorkSession) -> None:
    talk = an_exchange(session, "what shall we draw", mode=Mode.CHAT)
    first = an_exchange(session, "a house", parent=talk)
    day = an_exchange(session, "by day", parent=first)
    night = an_exchange(session, "by night", parent=first)
    versions = outline(session).versions
    assert [versions[pk] for pk in (first.pk, day.pk, night.pk)] == ["v1", "v2", "v2b"]
    assert talk.pk not in versions


def test_one_branch_is_not_listed(session: WorkSession) -> None:
    an_exchange(session, "by day", parent=an_exchange(session, "a house"))
    assert outline(session).branches == []


def test_unanswered_turn_ends_the_branch(session: WorkSession) -> None:
    turn = a_turn(session, "a house")
    first, _ = an_answer(turn, generating=True), an_answer(turn, generating=True)
    assert outline(session).leaf == first.pk
