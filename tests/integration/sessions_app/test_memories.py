from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sessions_app.models import Mark, Memory
from tests import images
from tests.factories.gallery import ImageFactory, stored_image
from tests.factories.memories import MemoryFactory

URL = "/memories/"
WORDS = {"content": "Lime white, sea slate", "title": "Palette", "type": "style"}


@pytest.fixture
def palette(owner: User) -> Memory:
    return MemoryFactory.create(
        owner=owner, title="Palette", content="Lime white", type="style", tags=("brand",)
    )


def test_page_tells_how_to_begin(owner_client: Client) -> None:
    assert "No memories yet" in owner_client.get(URL).text


def test_memory_is_written(owner_client: Client, owner: User) -> None:
    said = WORDS | {"tags": "Brand, #Sea", "importance": "80", "pinned": "on"}
    answer = owner_client.post(f"{URL}new", said)
    assert (answer.status_code, answer["Location"]) == (302, URL)
    memory = Memory.objects.get(owner=owner)
    assert (memory.title, memory.tags, memory.importance) == ("Palette", ["brand", "sea"], 80)
    assert memory.pinned
    assert memory.token_estimate > 12


def test_empty_memory_is_refused_beside_its_field(owner_client: Client) -> None:
    answer = owner_client.post(f"{URL}new", WORDS | {"content": " ", "importance": "101"})
    assert answer.status_code == 422
    assert "Write what is to be remembered." in answer.text
    assert "Give a number from 0 to 100" in answer.text


def test_same_words_twice_are_refused(owner_client: Client, palette: Memory) -> None:
    answer = owner_client.post(
        f"{URL}new", {"title": "Palette", "content": " Lime white ", "type": "tip"}
    )
    assert answer.status_code == 422
    assert "exactly these words already" in answer.text


def test_memory_is_changed(owner_client: Client, palette: Memory) -> None:
    before = palette.token_estimate
    said = WORDS | {"content": "Lime white and much more than before"}
    owner_client.post(f"{URL}{palette.pk}/", said)
    palette.refresh_from_db()
    assert palette.content == "Lime white and much more than before"
    assert palette.token_estimate > before


def test_list_is_narrowed_by_words_type_tag_and_status(
    owner_client: Client, owner: User, palette: Memory
) -> None:
    MemoryFactory.create(owner=owner, title="Roof line", content="Two gables", mark=Mark.ARCHIVED)
    assert "Roof line" not in owner_client.get(URL).text
    assert "Roof line" in owner_client.get(URL, {"status": "archived", "q": "gables"}).text
    assert "Palette" in owner_client.get(URL, {"type": "style", "tag": "brand", "q": "LIME"}).text
    assert "No memory matches" in owner_client.get(URL, {"q": "submarine"}).text


def test_old_memory_asks_to_be_reviewed(owner_client: Client, palette: Memory) -> None:
    Memory.objects.update(alive_at=timezone.now() - timedelta(days=31))
    assert "Needs review" in owner_client.get(URL).text
    owner_client.post(f"{URL}{palette.pk}/mark", {"mark": ""})
    assert 'data-status="warn"' not in owner_client.get(URL).text


def test_memory_is_pinned_and_unpinned(owner_client: Client, palette: Memory) -> None:
    owner_client.post(f"{URL}{palette.pk}/pin", {"pinned": "1", "next": f"{URL}?q=lime"})
    assert Memory.objects.get().pinned
    answer = owner_client.post(f"{URL}{palette.pk}/pin", {"pinned": "0", "next": "https://evil"})
    assert answer["Location"] == URL
    assert not Memory.objects.get().pinned


def test_deleted_memory_can_be_taken_back(owner_client: Client, palette: Memory) -> None:
    answer = owner_client.post(f"{URL}{palette.pk}/delete", follow=True)
    assert "“Palette” deleted" in answer.text
    owner_client.post(f"{URL}{palette.pk}/restore")
    assert list(Memory.objects.visible_to(palette.owner)) == [palette]


def test_deleted_memory_whose_words_are_there_again_stays_deleted(
    owner_client: Client, palette: Memory
) -> None:
    owner_client.post(f"{URL}{palette.pk}/delete")
    MemoryFactory.create(owner=palette.owner, title="Palette", content="Lime white")
    answer = owner_client.post(f"{URL}{palette.pk}/restore", follow=True)
    assert "exactly these words again already" in answer.text


@pytest.mark.parametrize("action", ["", "pin", "mark", "delete"])
def test_strangers_memory_is_404(stranger_client: Client, palette: Memory, action: str) -> None:
    assert stranger_client.post(f"{URL}{palette.pk}/{action}").status_code == 404
    assert "Palette" not in stranger_client.get(URL).text


def test_uploaded_picture_goes_to_the_gallery_and_the_memory(
    owner_client: Client, owner: User
) -> None:
    file = SimpleUploadedFile("roof.png", images.png(), "image/png")
    owner_client.post(f"{URL}new", WORDS | {"file": file})
    assert Memory.objects.get().image == owner.images.get()


def test_picture_that_is_none_is_told(owner_client: Client) -> None:
    file = SimpleUploadedFile("roof.png", b"no picture", "image/png")
    answer = owner_client.post(f"{URL}new", WORDS | {"file": file})
    assert answer.status_code == 422
    assert 'id="image-error"' in answer.text


def test_strangers_picture_cannot_be_attached(owner_client: Client, stranger: User) -> None:
    picture = ImageFactory.create(owner=stranger)
    assert owner_client.post(f"{URL}new", WORDS | {"image": picture.pk}).status_code == 422
    assert owner_client.get(f"{URL}new?image={picture.pk}").status_code == 404


def test_picture_becomes_a_memory(owner_client: Client, owner: User) -> None:
    picture = stored_image(owner, prompt="a white house", details={"text": "It has two gables."})
    page = owner_client.get(f"{URL}new?image={picture.pk}").text
    assert "a white house\n\nIt has two gables." in page
    owner_client.post(f"{URL}new?image={picture.pk}", WORDS | {"image": picture.pk})
    assert (Memory.objects.get().source, Memory.objects.get().image) == ("image", picture)


def test_deleted_picture_leaves_the_text(owner: User) -> None:
    memory = MemoryFactory.create(owner=owner, image=ImageFactory.create(owner=owner))
    owner.images.all().delete()
    memory.refresh_from_db()
    assert (memory.image, memory.title) == (None, memory.title)


def test_jsonl_is_imported_and_what_is_known_is_told(owner_client: Client, palette: Memory) -> None:
    text = "\n".join(
        json.dumps(row)
        for row in (
            {"title": "Palette", "content": "Lime white"},
            {"content": "No cars", "type": "rumour", "tags": ["Brand"], "importance": 5},
        )
    )
    answer = owner_client.post(f"{URL}import", {"text": text}, follow=True)
    assert "1 added. 1 you had already." in answer.text
    assert Memory.objects.get(content="No cars").type == "general"


def test_broken_lines_are_named_and_nothing_is_imported(owner_client: Client) -> None:
    text = '{"content": "a"}\n{"content": }\n{"content": 3}\n{"content": "b", "colour": 1}'
    answer = owner_client.post(f"{URL}import", {"text": text})
    assert answer.status_code == 422
    for sentence in (
        "Line 2: this is not JSON.",
        "Line 3: “content” must be text.",
        "Line 4: there is no field “colour”.",
    ):
        assert sentence in answer.text
    assert not Memory.objects.exists()


def test_export_can_be_imported_again(
    owner_client: Client, stranger_client: Client, palette: Memory
) -> None:
    text = owner_client.get(f"{URL}export").text
    stranger_client.post(f"{URL}import", {"text": text})
    copy = Memory.objects.exclude(pk=palette.pk).get()
    assert (copy.title, copy.tags, copy.checksum) == ("Palette", ["brand"], palette.checksum)


def test_page_costs_the_same_queries_for_more_memories(
    owner_client: Client, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    MemoryFactory.create_batch(30, owner=owner, image=ImageFactory.create(owner=owner))
    with django_assert_max_num_queries(25):
        owner_client.get(URL)
