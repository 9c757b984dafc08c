"""Conversations through the real SDK and a simulated Gemini that refuses a missing signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, TestCase
from pytest_django import Settings

from gallery import storage
from gallery.models import Image
from sessions_app import part_files, sessions
from sessions_app.models import Message, MessagePart, Mode, PartKind, WorkSession
from studio import actions, catalogue, conversing, dialogue, sending, sweeping, tasks
from studio.conversing import words
from studio.engines.base import Part
from studio.models import Batch, EngineModel, Generation, Kind, LedgerEntry, PastPrompt, Status
from studio.requesting import GenerationRequest, RequestRefused
from studio.simulator.process import Simulator
from tests.factories.gallery import stored_image
from tests.factories.memories import MemoryFactory
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db
PartAsBytes = tuple[str, bytes, bytes | None]  # words, picture, signature
PRO, FLASH = "gemini-3-pro-image", "gemini-nano-banana-2.1"


@pytest.fixture
def session(owner: User, simulator: Simulator) -> WorkSession:
    made: WorkSession = WorkSessionFactory.create(owner=owner, defaults={"model": PRO})
    return made


def say(session: WorkSession, text: str, mode: str = Mode.GENERATE, **asked: Any) -> Message:
    """Say it and let a worker answer; `parent` is where it goes, the rest are settings."""
    place = {"parent": asked.pop("parent")} if "parent" in asked else {}
    request = GenerationRequest(prompt=text, **({"resolution": "1K"} | asked))
    turn = conversing.say(
        work_session=session, by=session.owner, text=text, mode=mode, request=request, **place
    )
    for _ in range(Generation.objects.open().count()):
        tasks.work()
    session.refresh_from_db()
    return turn


def generation_of(turn: Message) -> Generation:
    return Generation.objects.filter(message__parent=turn).earliest("pk")


def model_parts(generation: Generation) -> list[tuple[Part, ...]]:
    """The model's turns that this generation sends, as the engine gets them."""
    parcel = sending.parcel_for(generation, route="simulator")
    return [turn.parts for turn in parcel.request.turns if turn.role == "model"]


def sent_parts(turn: Message) -> list[list[PartAsBytes]]:
    """As `kept_parts`, of each of the model's turns that go along with this one."""
    sent = model_parts(generation_of(turn))
    return [[(part.text or "", part.data or b"", part.signature) for part in each] for each in sent]


def kept_parts(message: Message) -> list[PartAsBytes]:
    return [
        (
            part.text,
            storage.read(part.file_name) if part.is_picture else b"",
            bytes(part.signature) if part.signature else None,
        )
        for part in message.parts.all()
    ]


def test_turn_becomes_a_message_with_an_answer_for_each_picture(session: WorkSession) -> None:
    turn = say(session, "a red chair", count=2)
    answers = list(turn.answers.order_by("pk"))
    assert [answer.generation.status for answer in answers] == [Status.COMPLETE] * 2
    assert all(answer.generation.image for answer in answers)
    assert session.current_message == answers[0]
    assert (turn.parent, turn.text, turn.role) == (None, "a red chair", "user")
    assert {answer.model for answer in answers} == {PRO}


def test_parts_keep_order_thoughts_and_signatures(session: WorkSession) -> None:
    turn = say(session, "a red chair", include_thoughts=True)
    answer = turn.answers.get()
    parts = list(answer.parts.all())
    kinds = [part.kind for part in parts]
    assert kinds == [PartKind.THOUGHT, PartKind.THOUGHT_IMAGE, PartKind.TEXT, PartKind.IMAGE]
    assert [bool(part.signature) for part in parts] == [False, False, True, True]
    assert parts[3].image == answer.generation.image
    assert answer.text == parts[2].text == answer.generation.answer.text
    assert answer.generation.answer.content == {}  # the conversation has it


def test_history_goes_back_byte_for_byte(session: WorkSession) -> None:
    first = say(session, "a red chair", include_thoughts=True)
    second = say(session, "the same at night")
    third = say(session, "with a lamp")
    assert generation_of(third).status == Status.COMPLETE
    assert sent_parts(third) == [kept_parts(turn.answers.get()) for turn in (first, second)]


def test_ten_turns_and_two_branches_are_never_refused(
    session: WorkSession, simulator: Simulator
) -> None:
    turns = [say(session, f"version {number} of a chair", model=PRO) for number in range(10)]
    third = turns[2].answers.get()
    branches = [say(session, text, parent=third) for text in ("in oak", "in steel")]
    assert {call["status"] for call in simulator.requests} == {200}
    assert [call["images_in"] for call in simulator.requests] == [*range(10), 3, 3]
    kept = [kept_parts(turn.answers.get()) for turn in turns]
    assert sent_parts(turns[9]) == kept[:9]
    assert [sent_parts(each) for each in branches] == [kept[:3]] * 2


def test_chat_answers_in_words_and_is_drawn_from(session: WorkSession) -> None:
    turn = say(session, "a chair by the sea", Mode.CHAT)
    answer = turn.answers.get()
    assert (answer.generation.kind, answer.generation.image) == (Kind.CHAT, None)
    prompt = conversing.drawn_prompt(answer)
    assert prompt == "a chair by the sea"
    drawn = say(session, prompt)
    assert generation_of(drawn).status == Status.COMPLETE
    assert model_parts(generation_of(drawn)) != []


def test_turn_edited_and_sent_again_is_a_branch(session: WorkSession) -> None:
    first = say(session, "a red chair")
    old = say(session, "at night")
    new = say(session, "at noon", parent=first.answers.get())
    assert old.parent == new.parent
    assert session.current_message == new.answers.get()
    conversing.show(session, old)
    session.refresh_from_db()
    assert session.current_message == old.answers.get()


def test_another_model_gets_words_and_the_last_picture(session: WorkSession) -> None:
    first = say(session, "a red chair")
    say(session, "at night")
    turn = say(session, "in winter", model=FLASH)
    generation = generation_of(turn)
    parcel = sending.parcel_for(generation, route="simulator")
    assert generation.status == Status.COMPLETE
    (only,) = parcel.request.turns
    assert [part.is_image for part in only.parts] == [False, False, True]
    assert "The person: a red chair" in str(only.parts[0].text)
    assert turn.note == (
        "2 earlier turns go along as words with the last picture, since Nano Banana 2.1 did not "
        "draw them."
    )
    back = say(session, "and back to pro", model=PRO)
    assert generation_of(back).status == Status.COMPLETE
    assert len(model_parts(generation_of(back))) == 2
    assert "1 earlier turn goes along as words" in back.note
    assert say(session, "wider", model=PRO).note == ""  # it was told before
    assert first.note == ""


def test_history_without_signatures_is_repaired(session: WorkSession) -> None:
    first = say(session, "a red chair")
    MessagePart.objects.filter(message__parent=first).update(signature=None)
    turn = say(session, "at night")
    assert generation_of(turn).status == Status.COMPLETE
    assert model_parts(generation_of(turn)) == []
    assert "signature" in turn.note


def test_refused_signatures_are_given_up_at_no_cost(
    session: WorkSession, simulator: Simulator
) -> None:
    first = say(session, "a red chair")
    MessagePart.objects.exclude(signature=None).update(signature=b"of another day")
    turn = say(session, "at night")
    tasks.work()
    assert [call["status"] for call in simulator.requests] == [200, 400, 200]
    assert generation_of(turn).status == Status.COMPLETE
    turn.refresh_from_db()
    assert "no longer accepts the signatures" in turn.note
    assert LedgerEntry.objects.filter(state="charged").count() == 2
    again = say(session, "in winter")
    assert generation_of(again).status == Status.COMPLETE
    assert len(simulator.requests) == 4
    assert len(model_parts(generation_of(again))) == 1
    assert first.note == ""


def test_deleted_picture_does_not_stop_the_conversation(session: WorkSession) -> None:
    first = say(session, "a red chair")
    Image.objects.get(generation__message__parent=first).delete()
    turn = say(session, "at night")
    assert generation_of(turn).status == Status.COMPLETE
    assert turn.note == (
        "1 earlier turn goes along as words, since a picture or a signature is missing."
    )


def test_failed_turn_is_left_out_and_can_be_tried_again(session: WorkSession) -> None:
    failed = say(session, "a red chair [[once:fail:IMAGE_SAFETY]]")
    generation = generation_of(failed)
    assert generation.status == Status.FAILED
    after = say(session, "a blue chair")
    assert generation_of(after).requested["before"]["since"] is None
    actions.retry(generation=generation, by=session.owner)
    tasks.work()
    assert failed.answers.get().parts.exists()


def test_answer_on_its_way_cannot_be_answered(session: WorkSession) -> None:
    conversing.say(work_session=session, by=session.owner, text="a chair", mode=Mode.GENERATE)
    with pytest.raises(RequestRefused, match="still on its way"):
        conversing.say(work_session=session, by=session.owner, text="at night", mode=Mode.GENERATE)


def test_cancel_stops_all_answers_of_a_turn(session: WorkSession) -> None:
    request = GenerationRequest(prompt="", count=3)
    turn = conversing.say(
        work_session=session, by=session.owner, text="a chair", mode="generate", request=request
    )
    conversing.cancel(turn, by=session.owner)
    states = turn.answers.values_list("generation__status", flat=True)
    assert list(states) == [Status.CANCELED] * 3


def test_key_names_one_turn(session: WorkSession) -> None:
    said = [
        conversing.say(
            work_session=session,
            by=session.owner,
            text="a red chair",
            mode=Mode.GENERATE,
            idempotency_key="once",
        )
        for _ in range(2)
    ]
    assert said[0] == said[1]
    assert Message.objects.count() == 2


def test_memories_are_told_once_while_they_stay_the_same(session: WorkSession) -> None:
    memory = MemoryFactory.create(owner=session.owner, title="Roof", content="Two gables.")
    first = say(session, "a house", memory_ids=(memory.pk,))
    second = say(session, "at night", memory_ids=(memory.pk,))
    third = say(session, "in winter")
    texts = [turn.parts.get(position=0).text for turn in (first, second, third)]
    assert ["Two gables" in text for text in texts] == [True, False, False]
    assert second.asked["memory_ids"] == [memory.pk]
    assert second.asked["context_hash"] == first.asked["context_hash"] != ""
    memory.content = "Three gables."
    memory.save()
    changed = say(session, "wider", memory_ids=(memory.pk,))
    assert "Three gables" in changed.parts.get(position=0).text


def test_session_says_how_many_turns_go_along(session: WorkSession) -> None:
    for text in ("a red chair", "at night", "in winter"):
        say(session, text)
    session.defaults["history_turns"] = 2
    session.save()
    request = GenerationRequest(prompt="wider")
    plan = conversing.plan(
        work_session=session,
        by=session.owner,
        mode=Mode.GENERATE,
        parent=conversing.CURRENT,
        request=request,
    )
    assert (plan.history.turns, plan.history.sent_turns, plan.history.left_out) == (3, 2, 1)
    assert plan.history.note == "1 earlier turn stays out of what is sent."
    turn = say(session, "wider")
    assert len(model_parts(generation_of(turn))) == 2


def test_history_costs_what_it_takes(session: WorkSession) -> None:
    def cost() -> Any:
        plan = conversing.plan(
            work_session=session,
            by=session.owner,
            mode=Mode.GENERATE,
            parent=conversing.CURRENT,
            request=GenerationRequest(prompt="wider", resolution="1K"),
        )
        return plan.cost_usd, plan.history.cost_usd

    alone, nothing = cost()
    say(session, "a red chair")
    more, history = cost()
    assert nothing == 0
    assert 0 < history <= more - alone < history + 1
    assert history > 560 * 2 / 1_000_000


def test_long_history_loses_its_beginning(session: WorkSession) -> None:
    EngineModel.objects.filter(model_id=PRO).update(max_input_tokens=7_000)
    for text in ("a red chair", "at night", "in winter", "wider"):
        say(session, text)
    turn = say(session, "closer")
    assert generation_of(turn).status == Status.COMPLETE
    assert turn.note == "1 earlier turn stays out of what is sent."


def test_pictures_of_a_turn_go_along_in_order(session: WorkSession) -> None:
    pictures = [stored_image(session.owner), stored_image(session.owner)]
    ids = tuple(each.pk for each in reversed(pictures))
    turn = say(session, "both in a room", reference_image_ids=ids)
    parts = list(turn.parts.exclude(image=None))
    assert [part.image_id for part in parts] == list(ids)
    assert generation_of(turn).tokens["input"] >= 2 * 560
    after = say(session, "at night")
    first, then = (
        sending.parcel_for(generation_of(each), route="simulator").request for each in (turn, after)
    )
    assert then.turns[0] == first.turns[0]


def test_answer_that_a_full_disk_refused_comes_into_the_conversation_later(
    session: WorkSession, settings: Settings
) -> None:
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    turn = say(session, "a red chair")
    assert generation_of(turn).error_code == "storage_error"
    folder.unlink()
    sweeping.recover_spooled()
    assert turn.answers.get().parts.exists()
    assert generation_of(say(session, "at night")).status == Status.COMPLETE


def test_conversation_is_no_run_and_no_past_prompt(session: WorkSession) -> None:
    say(session, "a red chair")
    assert not Batch.objects.runs().exists()
    assert not PastPrompt.objects.exists()
    assert session.session_images.count() == 1


def test_text_model_chats_where_there_is_one(session: WorkSession, settings: Settings) -> None:
    settings.GEMINI_TEXT_MODEL = "text"
    catalogue.seed()
    drawn = say(session, "a red chair")
    chat = say(session, "what could be better?", Mode.CHAT)
    assert generation_of(chat).status == Status.COMPLETE
    assert generation_of(chat).engine_model.tier == "text"
    again = say(session, "warmer light")
    assert (chat.note, again.note) == ("", "")  # words stay words
    sent = model_parts(generation_of(again))
    assert [part.data for part in sent[0] if part.data] == [
        storage.read(generation_of(drawn).image.name)  # type: ignore[union-attr]
    ]
    assert len(sent) == 1


def test_long_conversation_costs_the_same_queries(
    session: WorkSession, django_assert_max_num_queries: Any
) -> None:
    turn = say(session, "a red chair")
    parent = turn.answers.get()
    for number in range(200):
        asked = Message.objects.create(
            work_session=session, parent=parent, role="user", mode="generate", text=f"no {number}"
        )
        parent = Message.objects.create(
            work_session=session, parent=asked, role="model", mode="generate", model=PRO
        )
        MessagePart.objects.create(message=parent, position=0, kind="text", text="Yes.")
    with django_assert_max_num_queries(4):
        path = dialogue.path_to(session, parent.pk)
        found = dialogue.exchanges_of(path)
        answered_turns = dialogue.count_answered(path)
    assert (len(found), answered_turns) == (dialogue.MOST_TURNS, 201)
    assert found[-1].answer == parent


def test_drafts_go_with_their_session_and_pictures_stay(session: WorkSession) -> None:
    turn = say(session, "a red chair", include_thoughts=True)
    draft = MessagePart.objects.get(kind=PartKind.THOUGHT_IMAGE)
    image = generation_of(turn).image
    assert image is not None
    assert part_files.named_by_parts({draft.name, image.name}) == {draft.name}
    with TestCase.captureOnCommitCallbacks(execute=True):
        session.delete()
    assert not storage.exists(draft.name)
    assert storage.exists(image.name)
    assert Generation.objects.get(image=image).message is None


def test_deleted_session_draws_no_more(session: WorkSession) -> None:
    conversing.say(work_session=session, by=session.owner, text="a chair", mode=Mode.GENERATE)
    sessions.delete(session, with_pictures=True)
    assert Generation.objects.get().status == Status.CANCELED
    assert not LedgerEntry.objects.filter(state="reserved").exists()


def test_activity_leads_to_the_conversation(session: WorkSession, owner_client: Client) -> None:
    turn = say(session, "what could a chair be?", Mode.CHAT)
    page = owner_client.get("/activity/").text
    assert f"/sessions/{session.pk}/?at={turn.answers.get().pk}" in page
    assert "Words alone" in page
    assert "reuse_generation" not in page


def test_words_are_no_pictures_of_the_month(session: WorkSession, owner_client: Client) -> None:
    say(session, "what could a chair be?", Mode.CHAT)
    say(session, "a chair")
    usage = owner_client.get("/api/usage").json()
    assert usage["images"] == 1
    assert float(usage["cost_usd"]) > 0.134


def test_prompt_of_a_chat_is_what_follows_its_word() -> None:
    said = "Oak, low light.\n\n**Prompt:** An oak chair\nin low light."
    assert words.prompt_in(said) == "An oak chair\nin low light."
    assert words.prompt_in("An oak chair") == "An oak chair"
