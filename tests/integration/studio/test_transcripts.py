from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from PIL import Image as Picture

from gallery import intake, storage
from gallery.models import Image
from sessions_app.models import MessagePart, PartKind, WorkSession
from studio.models import Answer
from studio.transcripts import markdown, packing, pages
from tests import images
from tests.factories.conversations import a_turn, an_answer, an_exchange
from tests.factories.gallery import stored_image
from tests.factories.sessions import WorkSessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kelda(owner: User) -> WorkSession:
    return WorkSessionFactory.create(owner=owner, name="Kelda House")


def zipped(session: WorkSession) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(packing.pack(session))))


def document(session: WorkSession) -> str:
    return zipped(session).read("conversation.md").decode()


def test_every_picture_of_the_markdown_comes_back_as_it_was(kelda: WorkSession) -> None:
    image = stored_image(kelda.owner, prompt="a house")
    an_exchange(kelda, "a house", image=image, answer="Here it is.")
    packed = zipped(kelda)
    named = re.findall(r"!\[.*?\]\((.+?)\)", document(kelda))
    assert set(packed.namelist()) == {"conversation.md", *named}
    assert intake.known(packed.read(named[0]), owner=kelda.owner) == image


def test_document_tells_words_models_and_costs(kelda: WorkSession) -> None:
    answer = an_exchange(kelda, "a house", image=stored_image(kelda.owner), answer="Here.")
    row = answer.generation
    row.cost_usd, row.requested = Decimal("0.134"), {"aspect_ratio": "16:9", "resolution": "2K"}
    row.save()
    text = document(kelda)
    assert "1 image, $0.13." in text
    assert f"**Musa, {row.engine_model.label}, $0.13**" in text
    assert "*v1, 64 \N{MULTIPLICATION SIGN} 48, 16:9, 2K, $0.134*" in text


def test_document_tells_every_branch_once(kelda: WorkSession) -> None:
    first = an_exchange(kelda, "a house", answer="One.")
    an_exchange(kelda, "by day", parent=first, answer="Two.")
    an_exchange(kelda, "by night", parent=first, answer="Three.")
    text = document(kelda)
    assert text.index("> by night") < text.index("## Another branch: by day")
    assert text.count("> a house") == text.count("> by day") == 1


def test_document_holds_no_signature(kelda: WorkSession) -> None:
    answer = an_exchange(kelda, "a house", answer="Here.")
    MessagePart.objects.create(
        message=answer, position=0, kind=PartKind.TEXT, text="Here.", signature=b"opaque-bytes"
    )
    Answer.objects.update(content={"parts": [{"thoughtSignature": "b3BhcXVlLWJ5dGVz"}]})
    told = b"".join(packing.pack(kelda)) + b"".join(pages.pages(kelda))
    assert b"opaque" not in told
    assert b"b3BhcXVl" not in told


def test_lost_file_is_told(kelda: WorkSession) -> None:
    image = stored_image(kelda.owner)
    an_exchange(kelda, "a house", image=image)
    storage.remove(image.name)
    assert "The file of this picture is missing" in document(kelda)


def test_place_of_an_upload_stays_out(kelda: WorkSession) -> None:
    taken = intake.upload(images.jpeg(latitude=47), owner=kelda.owner)
    turn = a_turn(kelda, "like this")
    turn.asked = {"references": [{"image_id": taken.pk}]}
    turn.save()
    MessagePart.objects.create(message=turn, position=0, kind=PartKind.IMAGE, image=taken)
    an_answer(turn, "Good.")
    packed = zipped(kelda)
    name = next(each for each in packed.namelist() if each.startswith("pictures/"))
    assert not Picture.open(io.BytesIO(packed.read(name))).getexif().get_ifd(images.GPS)


def test_words_cannot_break_the_document() -> None:
    said = "# Heading\n![x](http://evil.example/a.png)\n<script>alert(1)</script>\n1. one"
    told = markdown.words(said)
    assert told.startswith("\\# Heading")
    assert "![x](" not in told
    assert "<script" not in told


def test_page_holds_its_pictures_and_nothing_that_runs(kelda: WorkSession) -> None:
    an_exchange(kelda, "<script>alert(1)</script>", image=stored_image(kelda.owner))
    text = b"".join(pages.pages(kelda)).decode()
    assert text.count('src="data:image/webp;base64,') == 1
    assert "<script" not in text
    assert not re.search(r'(src|href)="https?:', text)


def test_export_reads_the_same_for_more_turns(
    kelda: WorkSession, django_assert_num_queries: object
) -> None:
    answer = None
    for number in range(5):
        answer = an_exchange(kelda, f"turn {number}", parent=answer, answer="Yes.")
    kelda.refresh_from_db()
    with django_assert_num_queries(5):  # type: ignore[operator]
        b"".join(packing.pack(kelda))


def test_export_of_an_empty_session_says_so(kelda: WorkSession) -> None:
    assert "0 images" in document(kelda)
    assert not Image.objects.exists()
