from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from gallery.models import Image
from sessions_app.models import Message, MessagePart, PartKind, WorkSession
from tests.factories.gallery import stored_image
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(owner: User) -> WorkSession:
    made: WorkSession = WorkSessionFactory.create(owner=owner)
    return made


@pytest.fixture
def turn(session: WorkSession) -> Message:
    return Message.objects.create(work_session=session, role="user", mode="chat", text="Hello")


def refused(message: Message, **part: object) -> bool:
    """Whether the database takes no such part."""
    try:
        with transaction.atomic():
            MessagePart.objects.create(message=message, **{"position": 0, **part})
    except IntegrityError:
        return True
    return False


def test_model_speaks_only_in_answer(session: WorkSession) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(work_session=session, role="model", mode="chat")


def test_part_is_words_or_one_picture(turn: Message, owner: User) -> None:
    image: Image = stored_image(owner)
    assert refused(turn, kind=PartKind.TEXT, text="Hello", image=image)
    assert refused(turn, kind=PartKind.IMAGE, text="Hello", image=image)
    assert refused(turn, kind=PartKind.IMAGE, image=image, name="images/a.png")
    assert not refused(turn, kind=PartKind.IMAGE, image=image)


def test_place_in_a_message_is_taken_once(turn: Message) -> None:
    assert not refused(turn, kind=PartKind.TEXT, text="Hello")
    assert refused(turn, kind=PartKind.TEXT, text="again")


def test_signature_comes_back_as_the_same_bytes(turn: Message) -> None:
    signature = bytes(range(256)) * 40
    MessagePart.objects.create(message=turn, position=0, kind="text", signature=signature)
    assert bytes(turn.parts.get().signature or b"") == signature


def test_part_of_a_deleted_picture_stays_and_says_so(turn: Message, owner: User) -> None:
    image: Image = stored_image(owner)
    MessagePart.objects.create(message=turn, position=0, kind=PartKind.IMAGE, image=image)
    image.delete()
    assert turn.parts.get().file_name == ""


def test_messages_are_their_owners_alone(turn: Message, stranger: User) -> None:
    assert list(Message.objects.visible_to(turn.work_session.owner)) == [turn]
    assert not Message.objects.visible_to(stranger).exists()
