from __future__ import annotations

import pytest

from sessions_app import transcripts
from sessions_app.models import Message, MessagePart, Mode, PartKind, WorkSession
from tests.factories.conversations import a_turn, an_answer, an_exchange
from tests.factories.gallery import ImageFactory
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> WorkSession:
    return WorkSessionFactory.create()


def attach(turn: Message, *, asked: bool) -> int:
    """A picture that goes along: named by the person, or brought by a memory."""
    image = ImageFactory.create(owner=turn.work_session.owner)
    MessagePart.objects.create(message=turn, position=1, kind=PartKind.IMAGE, image=image)
    turn.asked = {"references": [{"image_id": image.pk}] if asked else []}
    turn.save()
    return int(image.pk)


def test_branch_leaves_out_what_is_beside_it(session: WorkSession) -> None:
    first = an_exchange(session, "a house")
    day = an_exchange(session, "by day", parent=first)
    an_exchange(session, "by night", parent=first)
    told = transcripts.of_branch(session, day.pk)
    assert [each.turn.text for each in told] == ["a house", "by day"]


def test_all_answers_of_a_turn_are_told(session: WorkSession) -> None:
    turn = a_turn(session, "two houses")
    images = ImageFactory.create_batch(2, owner=session.owner)
    last = [an_answer(turn, image=image) for image in images][-1]
    told = transcripts.of_branch(session, last.pk)
    assert list(told[0].pictures) == images


def test_answer_that_never_came_is_not_told(session: WorkSession) -> None:
    answer = an_answer(a_turn(session, "a house"), failed=True)
    assert transcripts.of_branch(session, answer.pk)[0].answers == ()


def test_picture_in_the_trash_is_not_told(session: WorkSession) -> None:
    image = ImageFactory.create(owner=session.owner)
    answer = an_exchange(session, "a house", image=image, answer="Here it is.")
    image.trash()
    assert transcripts.of_branch(session, answer.pk)[0].pictures == ()


def test_pictures_of_memories_stay_private(session: WorkSession) -> None:
    turn = a_turn(session, "as remembered", mode=Mode.CHAT)
    attach(turn, asked=False)
    assert transcripts.of_branch(session, an_answer(turn, "Good.").pk)[0].pictures == ()


def test_attached_picture_is_told_with_its_turn(session: WorkSession) -> None:
    turn = a_turn(session, "like this")
    pk = attach(turn, asked=True)
    answer = an_answer(turn, "Good.")
    assert [image.pk for image in transcripts.of_branch(session, answer.pk)[0].pictures] == [pk]
    assert transcripts.picture(session, answer.pk, pk) is not None


def test_branch_costs_the_same_queries_for_more_turns(
    session: WorkSession, django_assert_num_queries: object
) -> None:
    answer = None
    for number in range(6):
        answer = an_exchange(session, f"turn {number}", parent=answer, answer="Yes.")
    assert answer is not None
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(transcripts.of_branch(session, answer.pk)) == 6
