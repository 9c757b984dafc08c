from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.transport import memory
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery import moments, storage, tasks
from gallery.models import Image
from gallery.views import trash
from tests.factories.gallery import ImageFactory, images_of, stored_image
from tests.factories.studio import GenerationFactory

URL, RESTORE, DELETE = "/gallery/trash/", "/gallery/trash/restore", "/gallery/trash/delete"


def trashed(owner: User, *, days: float = 1, **fields: object) -> Image:
    return ImageFactory.create(
        owner=owner, trashed_at=timezone.now() - timedelta(days=days), **fields
    )


def test_empty_trash_says_so(owner_client: Client) -> None:
    assert "The trash is empty" in owner_client.get(URL).text


def test_trash_tells_when_each_picture_goes(owner: User, owner_client: Client) -> None:
    trashed(owner, days=27)
    trashed(owner, days=29.2)
    trashed(owner, days=31)
    trashed(owner, starred=True)
    GenerationFactory.create().references.add(trashed(owner))
    text = owner_client.get(URL).text
    for words in ("Goes in 3 days", "Goes in 1 day<", "Goes at the next clean-up"):
        assert words in text
    assert "Starred, stays" in text
    assert "In use, stays" in text


def test_trash_is_the_persons_own(owner: User, stranger: User, owner_client: Client) -> None:
    theirs, visible = trashed(stranger), ImageFactory.create(owner=owner)
    text = owner_client.get(URL).text
    assert f"trashed-{theirs.pk}" not in text
    assert f"trashed-{visible.pk}" not in text


def test_one_is_restored(owner: User, owner_client: Client) -> None:
    back, left = trashed(owner), trashed(owner)
    text = owner_client.post(RESTORE, {"only": back.pk, "image": [left.pk]}, follow=True).text
    assert "The picture is back." in text
    assert list(Image.objects.visible_to(owner)) == [back]


def test_ticked_ones_are_restored(owner: User, owner_client: Client) -> None:
    rows = [trashed(owner) for _ in range(3)]
    owner_client.post(RESTORE, {"image": [rows[0].pk, rows[1].pk]})
    assert set(Image.objects.visible_to(owner)) == set(rows[:2])


def test_all_are_restored(owner: User, owner_client: Client) -> None:
    trashed(owner)
    trashed(owner)
    assert "2 pictures are back." in owner_client.post(RESTORE, {"all": "1"}, follow=True).text
    assert Image.objects.visible_to(owner).count() == 2


def test_nothing_ticked_is_told(owner: User, owner_client: Client) -> None:
    trashed(owner)
    for url in (RESTORE, DELETE):
        text = owner_client.post(url, {"image": ["x", "²"]}, follow=True).text
        assert "Tick at least one picture." in text


def test_strangers_pictures_are_never_touched(owner: User, stranger_client: Client) -> None:
    image = trashed(owner)
    stranger_client.post(RESTORE, {"image": [image.pk]})
    stranger_client.post(DELETE, {"image": [image.pk], "confirmed": "1"})
    stranger_client.post(DELETE, {"all": "1", "confirmed": "1"})
    image.refresh_from_db()
    assert image.trashed_at is not None


def test_deletion_asks_first(owner: User, owner_client: Client) -> None:
    rows = [trashed(owner, size_bytes=600_000), trashed(owner, size_bytes=600_000, starred=True)]
    asked = owner_client.post(DELETE, {"image": [each.pk for each in rows]}).text
    assert re.search(r"Delete 2 pictures for good\?\s*</h2>", asked)
    assert "1.2 MB. The files go too." in asked
    assert "1 of them is starred." in asked
    assert Image.objects.count() == 2


def test_question_comes_alone_to_htmx(owner: User, owner_client: Client) -> None:
    answer = owner_client.post(
        DELETE, {"only": trashed(owner).pk}, headers={"HX-Request": "true"}
    ).text
    assert "Delete 1 picture for good?" in answer
    assert "<html" not in answer


def test_confirmed_deletion_takes_rows_and_files(
    owner: User,
    owner_client: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    image = stored_image(owner)
    names = [image.name, *image.renditions.values_list("name", flat=True)]
    image.trash()
    with django_capture_on_commit_callbacks(execute=True):
        answer = owner_client.post(DELETE, {"image": [image.pk], "confirmed": "1"}, follow=True)
    assert "Deleted for good." in answer.text
    assert not Image.objects.exists()
    assert not any(storage.exists(name) for name in names)


def test_picture_in_use_stays(owner: User, owner_client: Client) -> None:
    used, free = trashed(owner), trashed(owner)
    GenerationFactory.create().references.add(used)
    assert "1 more is in use and stays." in owner_client.post(DELETE, {"all": "1"}).text
    owner_client.post(DELETE, {"all": "1", "confirmed": "1"})
    assert list(Image.objects.all()) == [used]
    assert free != used
    assert "These pictures are in use" in owner_client.post(DELETE, {"only": used.pk}).text


def test_what_came_after_the_question_is_not_deleted(owner: User, owner_client: Client) -> None:
    trashed(owner)
    asked = owner_client.post(DELETE, {"all": "1"}).text
    until = re.search(r'name="until" value="(\d+)"', asked)
    assert until
    later = ImageFactory.create(owner=owner)
    later.trash()
    owner_client.post(DELETE, {"all": "1", "confirmed": "1", "until": until[1]})
    assert list(Image.objects.all()) == [later]


def test_visible_picture_is_never_deleted_from_here(owner: User, owner_client: Client) -> None:
    image = ImageFactory.create(owner=owner)
    owner_client.post(DELETE, {"image": [image.pk], "confirmed": "1"})
    assert Image.objects.get() == image


def test_worker_empties_what_was_there_when_it_was_asked(owner: User, stranger: User) -> None:
    now = timezone.now()
    trashed(owner)
    later = trashed(owner, days=-1)
    theirs = trashed(stranger)
    tasks.empty_trash(owner.pk, moments.word(now))
    assert set(Image.objects.all()) == {later, theirs}


def test_large_trash_is_left_to_a_worker(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash, "AT_ONCE", 1)
    trashed(owner)
    trashed(owner)
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue(current_app.conf.task_default_queue)
        queue.clear()
        text = owner_client.post(DELETE, {"all": "1", "confirmed": "1"}, follow=True).text
        sent = queue.get(timeout=5)
        sent.ack()
    assert "The trash is being emptied." in text
    assert sent.headers["task"] == "gallery.empty_trash"
    assert Image.objects.count() == 2


def refuse(*args: object, **kwargs: object) -> None:
    raise ConnectionRefusedError


def test_queue_that_is_away_is_told(
    owner: User, owner_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trash, "AT_ONCE", 0)
    monkeypatch.setattr(memory.Channel, "_put", refuse)
    trashed(owner)
    text = owner_client.post(DELETE, {"all": "1", "confirmed": "1"}, follow=True).text
    assert "The queue does not answer" in text
    assert Image.objects.count() == 1


def test_trash_goes_over_pages_at_the_same_queries(owner: User, owner_client: Client) -> None:
    images_of(owner, trash.PAGE_SIZE + 1)
    Image.objects.update(trashed_at=timezone.now())
    with CaptureQueriesContext(connection) as first:
        text = owner_client.get(URL).text
    with CaptureQueriesContext(connection) as second:
        last = owner_client.get(f"{URL}?page=2")
    assert "61 pictures" in text
    assert f'href="{URL}?page=2"' in text
    assert last.text.count('class="trashed"') == 1
    assert len(second) == len(first)


def test_trash_opens_only_by_post(owner_client: Client) -> None:
    assert owner_client.get(RESTORE).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert owner_client.get(DELETE).status_code == HTTPStatus.METHOD_NOT_ALLOWED
