from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import cleanup
from gallery.models import Image
from sessions_app import filing, sessions
from sessions_app.forms import SessionForm
from sessions_app.models import Preferences, WorkSession
from tests.factories.conversations import an_exchange
from tests.factories.gallery import images_of, stored_image
from tests.factories.memories import MemoryFactory
from tests.factories.sessions import WorkSessionFactory

URL = "/sessions/"


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    """A session with four pictures."""
    session = WorkSessionFactory.create(owner=owner, name="Kelda House")
    filing.file([image.pk for image in images_of(owner, 4)], session)
    return session


def queries(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(URL)
    return len(seen)


def test_page_tells_how_to_begin(owner_client: Client) -> None:
    assert "Start a conversation" in owner_client.get(URL).text


def test_session_is_begun_with_a_name(owner_client: Client, owner: User) -> None:
    answer = owner_client.post(f"{URL}new", {"name": "Kelda House"})
    session = WorkSession.objects.get(owner=owner)
    assert (answer["Location"], session.name) == (f"{URL}{session.pk}/", "Kelda House")


def test_name_is_wanted(owner_client: Client, kelda: WorkSession) -> None:
    answer = owner_client.post(f"{URL}{kelda.pk}/rename", {"name": " "})
    assert answer.status_code == 422
    assert "Give the session a name." in answer.text


def test_card_shows_three_pictures_and_counts_all(owner_client: Client, kelda: WorkSession) -> None:
    [card] = owner_client.get(URL).context["cards"]
    assert (card.count, card.size) == ("4 images", 3)
    assert card.changed.startswith("Today")


def test_last_changed_stands_first(owner_client: Client, kelda: WorkSession) -> None:
    WorkSessionFactory.create(owner=kelda.owner, name="North")
    filing.file([Image.objects.earliest("pk").pk], kelda)
    cards = owner_client.get(URL).context["cards"]
    assert [card.session.name for card in cards] == ["Kelda House", "North"]


def test_names_are_searched(owner_client: Client, kelda: WorkSession) -> None:
    assert "Kelda House" in owner_client.get(URL, {"q": "HOUSE"}).text
    assert "No session matches" in owner_client.get(URL, {"q": "boat"}).text


@pytest.mark.parametrize("query", ["?page=999999999999999999", "?q=%00", "?deleted=x"])
def test_odd_address_is_an_empty_or_whole_page(
    owner_client: Client, kelda: WorkSession, query: str
) -> None:
    assert owner_client.get(f"{URL}{query}").status_code == 200


def test_archived_session_leaves_the_list_and_comes_back(
    owner_client: Client, kelda: WorkSession
) -> None:
    owner_client.post(f"{URL}{kelda.pk}/archive", {"archived": "1"})
    assert owner_client.get(URL).context["cards"] == []
    assert len(owner_client.get(URL, {"archived": "1"}).context["cards"]) == 1
    owner_client.post(f"{URL}{kelda.pk}/archive", {"archived": "0"})
    assert len(owner_client.get(URL).context["cards"]) == 1


def test_session_is_deleted_with_its_pictures_and_both_come_back(
    owner_client: Client, kelda: WorkSession
) -> None:
    assert "It holds 4 images." in owner_client.get(f"{URL}{kelda.pk}/delete").text
    trashed_before = Image.objects.latest("pk")
    trashed_before.trash()
    page = owner_client.post(f"{URL}{kelda.pk}/delete", {"images": "trash"}, follow=True)
    assert "“Kelda House” deleted." in page.text
    assert not Image.objects.visible_to(kelda.owner).exists()
    owner_client.post(f"{URL}{kelda.pk}/restore")
    assert Image.objects.visible_to(kelda.owner).count() == 3
    assert list(WorkSession.objects.visible_to(kelda.owner)) == [kelda]


def test_pictures_can_be_kept(owner_client: Client, kelda: WorkSession) -> None:
    owner_client.post(f"{URL}{kelda.pk}/delete", {"images": "keep"})
    assert Image.objects.visible_to(kelda.owner).count() == 4
    assert not WorkSession.objects.visible_to(kelda.owner).exists()


@pytest.mark.parametrize("action", ["rename", "archive", "delete", "restore"])
def test_strangers_session_is_404(stranger_client: Client, kelda: WorkSession, action: str) -> None:
    assert stranger_client.post(f"{URL}{kelda.pk}/{action}").status_code == 404
    assert "Kelda" not in stranger_client.get(URL).text


def test_twice_the_sessions_cost_the_same_queries(owner_client: Client, kelda: WorkSession) -> None:
    few = queries(owner_client)
    for other in WorkSessionFactory.create_batch(3, owner=kelda.owner):
        filing.file([image.pk for image in images_of(kelda.owner, 4)], other)
    assert queries(owner_client) == few


def test_what_was_deleted_long_ago_goes_for_good(kelda: WorkSession) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    WorkSession.objects.update(deleted_at=long_ago)
    MemoryFactory.create(deleted_at=long_ago)
    MemoryFactory.create(deleted_at=timezone.now())
    report = cleanup.clean(timezone.now())
    swept = {each.noun: each.count for each in report.swept}
    assert swept["deleted sessions and memories"] == 2
    assert not WorkSession.objects.exists()
    assert Image.objects.count() == 4


def test_renaming_leaves_what_was_said_meanwhile(owner: User, kelda: WorkSession) -> None:
    stale = SessionForm({"name": "North"}, instance=WorkSession.objects.get(pk=kelda.pk))
    assert stale.is_valid()
    WorkSession.objects.filter(pk=kelda.pk).update(defaults={"model": "pro"})
    sessions.rename(stale.instance)
    kelda.refresh_from_db()
    assert (kelda.name, kelda.defaults) == ("North", {"model": "pro"})


@pytest.fixture
def unsaved(owner: User) -> WorkSession:
    """Of a person who does not save every session."""
    Preferences.change(owner.pk, auto_save_conversations=False)
    session = WorkSession.begun_by(owner)
    session.name = "A try"
    session.save()
    return session


def test_new_session_follows_the_setting(owner_client: Client, owner: User) -> None:
    owner_client.post(f"{URL}new", {"name": "Kept"})
    Preferences.change(owner.pk, auto_save_conversations=False)
    owner_client.post(f"{URL}new", {"name": "A try"})
    assert list(WorkSession.objects.order_by("pk").values_list("saved", flat=True)) == [True, False]
    assert "Not saved" in owner_client.get(URL).text


def test_unsaved_session_goes_a_week_after_its_last_turn(
    owner: User, kelda: WorkSession, unsaved: WorkSession
) -> None:
    [image] = images_of(owner, 1)
    filing.file([image.pk], unsaved)
    unsaved.refresh_from_db()
    assert sessions.sweep_unsaved(unsaved.changed_at + timedelta(days=6), False).count == 0
    sessions.sweep_unsaved(unsaved.changed_at + timedelta(days=7), False)
    assert list(WorkSession.objects.visible_to(owner)) == [kelda]
    image.refresh_from_db()
    assert image.trashed_at is None


@pytest.mark.parametrize(("act", "said"), [("save", {}), ("archive", {"archived": "1"})])
def test_session_that_is_saved_or_archived_stays(
    owner_client: Client, unsaved: WorkSession, act: str, said: dict[str, str]
) -> None:
    owner_client.post(f"{URL}{unsaved.pk}/{act}", said)
    later = timezone.now() + timedelta(days=30)
    assert sessions.sweep_unsaved(later, True).count == 0


def test_archive_without_saving_is_refused_by_the_database(unsaved: WorkSession) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkSession.objects.filter(pk=unsaved.pk).update(archived=True)


def test_strangers_session_is_not_saved(stranger_client: Client, unsaved: WorkSession) -> None:
    assert stranger_client.post(f"{URL}{unsaved.pk}/save").status_code == 404


def test_picture_begins_one_conversation_however_often_it_is_pressed(
    owner_client: Client, owner: User
) -> None:
    image = stored_image(owner, prompt="A lighthouse above a calm sea")
    answers = [owner_client.post(f"/images/{image.pk}/refine") for _ in range(2)]
    session = WorkSession.objects.get(owner=owner)
    assert session.name == "A lighthouse above a calm sea"
    address = f"{URL}{session.pk}/?reference={image.pk}"
    assert {answer["Location"] for answer in answers} == {f"{address}#prompt"}
    assert f'value="{image.pk}"' in owner_client.get(address).text


def test_picture_of_a_conversation_is_refined_where_it_was_drawn(
    owner_client: Client, owner: User, kelda: WorkSession
) -> None:
    image = stored_image(owner)
    answer = an_exchange(kelda, "a lighthouse", image=image)
    location = owner_client.post(f"/images/{image.pk}/refine")["Location"]
    assert location == f"{URL}{kelda.pk}/?from={answer.pk}#prompt"


def test_picture_of_another_begins_no_conversation(stranger_client: Client, owner: User) -> None:
    assert stranger_client.post(f"/images/{stored_image(owner).pk}/refine").status_code == 404
    assert not WorkSession.objects.exists()
