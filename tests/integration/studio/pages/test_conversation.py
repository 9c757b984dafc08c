from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sessions_app.models import Memory, MemorySource, Message, Mode, Role, ShareLink, WorkSession
from sessions_app.sharing import links
from studio import limits
from studio.models import Generation, Status
from tests.factories.conversations import a_turn, an_answer, an_exchange
from tests.factories.gallery import images_of
from tests.factories.sessions import WorkSessionFactory
from tests.integration.studio.pages.conftest import HTMX, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    return WorkSessionFactory.create(owner=owner, name="Kelda House")


@pytest.fixture
def session_page(kelda: WorkSession) -> str:
    return reverse("studio:session", args=[kelda.pk])


def say(client: Client, session: WorkSession, text: str, **said: Any) -> Any:
    htmx = said.pop("htmx", False)
    form = {"prompt": text, "count": "1", "mode": "generate", **said}
    url = reverse("studio:say_turn", args=[session.pk])
    return client.post(url, form, headers=HTMX if htmx else {})


def a_long_talk(session: WorkSession, turns: int) -> Message:
    pictures = images_of(session.owner, turns)
    answer = None
    for number in range(turns):
        answer = an_exchange(session, f"turn {number}.", parent=answer, image=pictures[number])
    assert answer is not None
    return answer


def test_empty_session_invites_to_begin(owner_client: Client, session_page: str) -> None:
    text = owner_client.get(session_page).text
    assert "Begin with words or with a picture" in text
    assert 'placeholder="Describe the picture"' in text


def test_turn_is_asked_and_its_place_held(owner_client: Client, kelda: WorkSession) -> None:
    answer = say(owner_client, kelda, "a white house", count="2", htmx=True)
    assert answer.status_code == 202
    assert answer.text.count('data-status="pending"') == 2
    assert Generation.objects.filter(message__work_session=kelda).count() == 2


def test_without_script_the_page_of_the_turn_follows(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    answer = say(owner_client, kelda, "a white house")
    turn = Message.objects.get(role=Role.USER)
    assert answer.status_code == 302
    assert answer.url == f"{session_page}?at={turn.pk}#turn-{turn.pk}"
    assert "a white house" in owner_client.get(answer.url).text


def test_chat_asks_for_words(owner_client: Client, kelda: WorkSession) -> None:
    say(owner_client, kelda, "what shall it be", mode="chat", htmx=True)
    assert Message.objects.get(role=Role.USER).mode == Mode.CHAT
    assert Generation.objects.get().kind == "chat"


def test_empty_words_are_refused_beside_the_field(owner_client: Client, kelda: WorkSession) -> None:
    answer = say(owner_client, kelda, " ", htmx=True)
    assert answer.status_code == 422
    assert 'id="prompt-error"' in answer.text
    assert not Message.objects.exists()


def test_double_click_is_one_turn(owner_client: Client, kelda: WorkSession) -> None:
    for _ in range(2):
        say(owner_client, kelda, "a white house", key="once", parent="0", htmx=True)
    assert Message.objects.filter(role=Role.USER).count() == 1


def test_going_on_from_an_earlier_turn_leads_to_its_branch(
    owner_client: Client, kelda: WorkSession
) -> None:
    first = an_exchange(kelda, "a house", image=images_of(kelda.owner, 1)[0])
    later = an_exchange(kelda, "by day", parent=first)
    shown = f"{kelda.pk}:{later.pk}"
    answer = say(owner_client, kelda, "by night", parent=first.pk, conversing=shown, htmx=True)
    assert answer.headers["HX-Redirect"].startswith(reverse("studio:session", args=[kelda.pk]))
    assert Message.objects.get(text="by night").parent == first


def test_forks_are_told_and_lead_to_each_other(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    first = an_exchange(kelda, "a house")
    day = an_exchange(kelda, "by day", parent=first)
    an_exchange(kelda, "by night", parent=first)
    text = owner_client.get(session_page).text
    assert "Branch 2 of 2" in text
    assert f"?at={day.parent_id}#turn-{day.parent_id}" in text
    assert "Branch 1 of 2" in owner_client.get(session_page, {"at": day.pk}).text


def test_edited_turn_comes_back_with_its_words(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    first = an_exchange(kelda, "a house")
    second = an_exchange(kelda, "by day", parent=first)
    composer = owner_client.get(session_page, {"edit": second.parent_id or 0}).context["composer"]
    assert (composer.words, composer.parent) == ("by day", first)


def test_edited_beginning_begins_anew(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    first = an_exchange(kelda, "a house")
    composer = owner_client.get(session_page, {"edit": first.parent_id or 0}).context["composer"]
    assert (composer.words, composer.parent_word, composer.parent) == ("a house", "0", None)


def test_talk_becomes_the_prompt_of_a_picture(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    talk = an_exchange(kelda, "what shall it be", mode=Mode.CHAT, answer="A white house at dusk.")
    composer = owner_client.get(session_page, {"draw": talk.pk}).context["composer"]
    assert "A white house at dusk." in composer.words
    assert not composer.is_chat


def test_turn_that_goes_wrong_can_be_retried(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    an_answer(a_turn(kelda, "a house"), failed=True)
    row = Generation.objects.get()
    assert reverse("studio:retry", args=[row.pk]) in owner_client.get(session_page).text
    owner_client.post(reverse("studio:retry", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == Status.PENDING


def test_page_asks_again_by_itself_without_script(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    an_answer(a_turn(kelda, "a house"), generating=True)
    row = Generation.objects.get()
    # Without the fragment: an address that differs by nothing is not asked again.
    assert f'content="5;url={session_page}"' in owner_client.get(session_page).text
    Generation.objects.filter(pk=row.pk).update(
        status=Status.COMPLETE, leased_until=None, finished_at=row.started_at
    )
    assert 'http-equiv="refresh"' not in owner_client.get(session_page).text


def test_pulse_brings_the_turn_that_changed(owner_client: Client, kelda: WorkSession) -> None:
    image = images_of(kelda.owner, 1)[0]
    answer = an_exchange(kelda, "a house", image=image)
    row = Generation.objects.get()
    told = {"waiting": f"{row.pk}:generating:", "conversing": f"{kelda.pk}:{answer.pk}"}
    text = owner_client.get(reverse("studio:pulse"), told, headers=HTMX).text
    assert f'id="turn-{answer.parent_id}"' in text
    assert 'hx-swap-oob="true"' in text
    assert image.preview_url in text


def test_siblings_lie_side_by_side(owner_client: Client, kelda: WorkSession) -> None:
    turn = a_turn(kelda, "two houses")
    for image in images_of(kelda.owner, 2):
        an_answer(turn, image=image)
    url = reverse("studio:compare_session_turn", args=[kelda.pk, turn.pk])
    assert url in owner_client.get(reverse("studio:session", args=[kelda.pk])).text
    comparison = owner_client.get(url).context["comparison"]
    assert (comparison.before_label, comparison.after_label) == ("v1", "v1b")


def test_only_pictures_of_the_session_are_compared(
    owner_client: Client, kelda: WorkSession
) -> None:
    inside, outside = images_of(kelda.owner, 2)
    an_exchange(kelda, "a house", image=inside)
    url = reverse("studio:compare_session_images", args=[kelda.pk])
    asked = {"before": outside.pk, "after": inside.pk}
    assert owner_client.get(url, asked).status_code == 404


def test_long_conversation_opens_at_its_end(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    a_long_talk(kelda, 25)
    answer = owner_client.get(session_page)
    assert "turn 24." in answer.text
    assert "turn 4." not in answer.text
    earlier = owner_client.get(answer.context["page"].earlier_url, headers=HTMX).text
    assert "turn 4." in earlier
    assert "turn 24." not in earlier


def test_page_costs_the_same_for_more_turns(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    answer = a_long_talk(kelda, 3)
    few = queries(owner_client, session_page)
    for number in range(9):
        image = images_of(kelda.owner, 1)[0]
        answer = an_exchange(kelda, f"more {number}", parent=answer, image=image)
    assert queries(owner_client, session_page) == few


def test_turn_is_saved_as_a_memory(owner_client: Client, kelda: WorkSession) -> None:
    answer = an_exchange(kelda, "a house", image=images_of(kelda.owner, 1)[0], answer="White.")
    url = f"{reverse('sessions_app:new_memory')}?message={answer.pk}"
    said = owner_client.get(url).context["form"].initial
    assert said["content"] == "a house\n\nWhite."
    owner_client.post(url, said)
    saved = Memory.objects.get()
    assert (saved.source, saved.image_id) == (MemorySource.TURN, said["image"])


def test_branch_is_shared_and_the_link_revoked(
    owner_client: Client, kelda: WorkSession, session_page: str
) -> None:
    answer = an_exchange(kelda, "a house")
    owner_client.post(f"{session_page}share", {"message": answer.pk, "days": "1"})
    link = ShareLink.objects.get()
    assert link.expires_at is not None
    assert link.token in owner_client.get(session_page).text
    owner_client.post(f"{session_page}share/{link.pk}/revoke")
    assert link.token not in owner_client.get(session_page).text


def test_everything_of_a_session_is_404_to_a_stranger(
    stranger_client: Client, kelda: WorkSession
) -> None:
    answer = an_exchange(kelda, "a house")
    link = links.make(kelda, answer, days=1, now=timezone.now())
    page = reverse("studio:session", args=[kelda.pk])
    told = [stranger_client.get(f"{page}{each}") for each in ("", "export.md", "export.html")]
    told += [stranger_client.get(f"{page}turns/{answer.parent_id}/compare")]
    told += [stranger_client.get(f"/memories/new?message={answer.pk}")]
    posts = ("say", "estimate", "references", "share", f"share/{link.pk}/revoke")
    told += [stranger_client.post(f"{page}{each}", {"prompt": "x"}) for each in posts]
    assert {each.status_code for each in told} == {404}


def test_conversation_is_taken_along(owner_client: Client, kelda: WorkSession) -> None:
    an_exchange(kelda, "a house", answer="White.")
    page = reverse("studio:session", args=[kelda.pk])
    packed: Any = owner_client.get(f"{page}export.md")
    assert packed.headers["Content-Type"] == "application/zip"
    assert "kelda-house.zip" in packed.headers["Content-Disposition"]
    assert b"conversation.md" in b"".join(packed.streaming_content)
    written: Any = owner_client.get(f"{page}export.html")
    assert b"White." in b"".join(written.streaming_content)


@pytest.mark.usefixtures("simulator")
def test_refused_turn_offers_a_cheaper_way_that_fits(
    owner_client: Client, owner: User, kelda: WorkSession
) -> None:
    a_long_talk(kelda, 3)
    limits.change(owner.pk, own_limit_usd=Decimal("0.20"))
    dear = {"model": "pro", "resolution": "2K", "count": "4"}
    refused = say(owner_client, kelda, "warmer", htmx=True, **dear)
    way = refused.context["notice"].way
    assert refused.status_code == 402
    assert "warmer</textarea>" in refused.text
    assert f'value="{way.choice}">Use {way.label}, {way.price}' in refused.text
    assert say(owner_client, kelda, "warmer", cheaper=way.choice, **dear).status_code == 302
    held = sum(row.estimated_cost_usd for row in Generation.objects.filter(status=Status.PENDING))
    assert held == way.cost_usd <= Decimal("0.20")


@pytest.mark.usefixtures("simulator")
def test_chat_offers_no_cheaper_way(owner_client: Client, owner: User, kelda: WorkSession) -> None:
    limits.change(owner.pk, own_limit_usd=Decimal("0.00"))
    refused = say(owner_client, kelda, "what shall it be", mode="chat", htmx=True)
    assert refused.status_code == 402
    assert refused.context["notice"].way is None
