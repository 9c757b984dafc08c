from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow

from gallery import intake, storage
from gallery.models import Image
from sessions_app.models import SessionImage, WorkSession
from tests.integration.api.client import ApiClient, pointers, problem
from tests.integration.api.conftest import png

pytestmark = pytest.mark.django_db


def file(data: bytes, name: str = "kettle.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def facts(image: Image, **changes: Any) -> Image:
    Image.objects.filter(pk=image.pk).update(**changes)
    return image


def test_upload_answers_the_picture(client_of_owner: ApiClient, owner: User) -> None:
    answer = client_of_owner.upload(file(png(size=(640, 480)), "evil.php"))
    found = answer.json()
    assert answer.status_code == 201
    assert (found["width"], found["height"], found["mime_type"]) == (640, 480, "image/png")
    assert (found["source"], found["parent_id"], found["tags"]) == ("uploaded", None, [])
    assert found["url"].startswith("http://localhost:8000/media/images/")
    assert owner.images.get().pk == found["id"]


def test_same_bytes_are_one_picture(client_of_owner: ApiClient) -> None:
    first = client_of_owner.upload(file(png())).json()
    assert client_of_owner.upload(file(png())).json()["id"] == first["id"]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", png()[:60]])
def test_upload_that_is_no_picture_is_refused(client_of_owner: ApiClient, data: bytes) -> None:
    answer = client_of_owner.upload(file(data))
    assert problem(answer) == (422, "bad_image")
    assert pointers(answer) == ["/file"]
    assert not Image.objects.exists()


def test_upload_without_a_file_is_refused(client_of_owner: ApiClient) -> None:
    assert pointers(client_of_owner.upload("words")) == ["/file"]


def test_upload_above_25_megabytes_is_too_large(client_of_owner: ApiClient) -> None:
    answer = client_of_owner.upload(file(png() + b"\0" * 25_000_000))
    assert problem(answer) == (413, "too_large")


def test_cut_off_form_is_malformed(client_of_owner: ApiClient) -> None:
    kind = "multipart/form-data; boundary=x"
    answer = client_of_owner.django.post("/api/images", b"--x\r\nbroken", content_type=kind)
    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_picture_tells_how_it_came_to_be(client_of_owner: ApiClient, picture: Image) -> None:
    facts(picture, prompt="a kettle", details={"cost_usd": "0.04"})
    found = client_of_owner.get(f"/images/{picture.pk}").json()
    assert (found["prompt"], found["details"]) == ("a kettle", {"cost_usd": "0.04"})
    assert found["uuid"] == str(picture.uuid)
    assert found["thumbnail_url"] == found["renditions"][-1]["url"]


def test_pictures_are_found_by_what_they_are(client_of_owner: ApiClient, owner: User) -> None:
    red, blue = (intake.upload(png(colour), owner=owner) for colour in ("red", "blue"))
    facts(red, prompt="A red Kettle", model="m1", aspect_ratio="16:9", resolution="2K")
    facts(blue, starred=True, source="generated", created_at=datetime(2026, 1, 31, 23, tzinfo=UTC))
    blue.tags.add("sea")

    def found(query: str) -> list[int]:
        items = client_of_owner.get(f"/images?{query}").json()["items"]
        return [each["id"] for each in items]

    assert found("q=kettle") == found("model=m1&aspect_ratio=16:9&resolution=2K") == [red.pk]
    assert found("starred=true") == found("source=generated") == found("tag=sea") == [blue.pk]
    assert found("start_date=2026-01-31&end_date=2026-01-31") == [blue.pk]
    assert found("end_date=2026-01-30") == []
    assert found("sort_by=oldest") == [blue.pk, red.pk]
    facts(blue, tier="pro", edit_count=2)
    assert found("has_edits=true") == found("tier=pro") == found("q=sea") == [blue.pk]
    assert found("has_edits=false") == found("starred=false") == [red.pk]
    assert found("sort_by=most_edited") == [blue.pk, red.pk]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("sort_by=random", "/sort_by"),
        ("starred=perhaps", "/starred"),
        ("source=stolen", "/source"),
        ("start_date=yesterday", "/start_date"),
        ("q=%00", "/q"),
        ("limit=1000", "/limit"),
        ("cursor=1", "/cursor"),
        ("cursor=1-1&sort_by=most_edited", "/cursor"),
        ("aspect_ratio=7:5", "/aspect_ratio"),
        ("start_date=2026-02-01&end_date=2026-01-01", "/end_date"),
        ("q=!!", "/q"),
        ("has_edits=perhaps", "/has_edits"),
        ("session_id=999", "/session_id"),
        ("colour=red", "/colour"),
    ],
)
def test_odd_filter_is_refused(client_of_owner: ApiClient, query: str, pointer: str) -> None:
    assert pointers(client_of_owner.get(f"/images?{query}")) == [pointer]


def test_pictures_of_a_session_are_found(client_of_owner: ApiClient, owner: User) -> None:
    filed, _ = (intake.upload(png(colour), owner=owner) for colour in ("red", "blue"))
    session = WorkSession.objects.create(owner=owner, name="Kelda House")
    SessionImage.objects.create(work_session=session, image=filed)
    answer = client_of_owner.get(f"/images?session_id={session.pk}").json()
    assert [each["id"] for each in answer["items"]] == [filed.pk]


def test_strangers_session_is_refused(client_of_owner: ApiClient, stranger: User) -> None:
    session = WorkSession.objects.create(owner=stranger, name="Kelda House")
    assert pointers(client_of_owner.get(f"/images?session_id={session.pk}")) == ["/session_id"]


@pytest.mark.parametrize("order", ["newest", "oldest", "most_edited"])
def test_pages_show_each_picture_once(client_of_owner: ApiClient, owner: User, order: str) -> None:
    made = [intake.upload(png(colour), owner=owner) for colour in ("red", "blue", "green")]
    Image.objects.update(created_at=made[0].created_at)  # ties are broken by id
    first = client_of_owner.get(f"/images?limit=2&sort_by={order}").json()
    second = client_of_owner.get(first["next"].partition("/api")[2]).json()
    seen = [each["id"] for each in first["items"] + second["items"]]
    assert seen == sorted((each.pk for each in made), reverse=order != "oldest")
    assert second["next"] is None


def test_twice_the_pictures_cost_the_same_queries(client_of_owner: ApiClient, owner: User) -> None:
    intake.upload(png("red"), owner=owner).tags.add("a")
    client_of_owner.get("/images")
    with CaptureQueriesContext(connection) as one:
        client_of_owner.get("/images")
    intake.upload(png("blue"), owner=owner).tags.add("b", "c")
    with CaptureQueriesContext(connection) as two:
        client_of_owner.get("/images")
    assert len(two) == len(one)


def test_change_touches_what_it_names(client_of_owner: ApiClient, picture: Image) -> None:
    path = f"/images/{picture.pk}"
    tagged = client_of_owner.patch(path, {"tags": ["red", "kitchen"], "alt": "A kettle"}).json()
    assert (tagged["tags"], tagged["alt"], tagged["starred"]) == (
        ["kitchen", "red"],
        "A kettle",
        False,
    )
    starred = client_of_owner.patch(path, {"starred": True}).json()
    assert (starred["tags"], starred["alt"], starred["starred"]) == (
        ["kitchen", "red"],
        "A kettle",
        True,
    )
    assert client_of_owner.patch(path, {"tags": []}).json()["tags"] == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"alt": "x" * 501}, "/alt"),
        ({"alt": None}, "/alt"),
        ({"starred": "yes"}, "/starred"),
        ({"tags": ["ok", ""]}, "/tags/1"),
        ({"tags": "red"}, "/tags"),
        ({"owner": 2}, "/owner"),
        ({"prompt": "mine"}, "/prompt"),
    ],
)
def test_odd_change_is_refused(
    client_of_owner: ApiClient, picture: Image, changes: dict[str, Any], pointer: str
) -> None:
    assert pointers(client_of_owner.patch(f"/images/{picture.pk}", changes)) == [pointer]


def test_original_is_downloaded_byte_for_byte(client_of_owner: ApiClient, picture: Image) -> None:
    answer = client_of_owner.get(f"/images/{picture.pk}/download")
    assert answer.content == png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].endswith(f'filename="musa-{picture.pk}.png"')


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
def test_picture_is_exported(client_of_owner: ApiClient, picture: Image, kind: str) -> None:
    answer = client_of_owner.get(f"/images/{picture.pk}/download?format={kind}&quality=50&size=32")
    exported = Pillow.open(io.BytesIO(answer.content))
    assert answer.headers["Content-Type"] == f"image/{kind}"
    assert (exported.format, exported.size) == (kind.upper(), (32, 24))


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("format=svg", "/format"),
        ("format=jpeg&quality=0", "/quality"),
        ("format=jpeg&size=99999", "/size"),
        ("size=64", "/size"),
    ],
)
def test_odd_download_is_refused(
    client_of_owner: ApiClient, picture: Image, query: str, pointer: str
) -> None:
    assert pointers(client_of_owner.get(f"/images/{picture.pk}/download?{query}")) == [pointer]


def test_lost_file_is_said_to_be_missing(client_of_owner: ApiClient, picture: Image) -> None:
    storage.remove(picture.name)
    original = client_of_owner.get(f"/images/{picture.pk}/download")
    exported = client_of_owner.get(f"/images/{picture.pk}/download?format=png")
    assert problem(original) == (404, "not_found")
    assert problem(exported) == (503, "storage_error")
    assert exported.headers["Retry-After"] == "5"


def test_picture_goes_to_the_trash_and_back(client_of_owner: ApiClient, picture: Image) -> None:
    path = f"/images/{picture.pk}"
    assert client_of_owner.delete(path).status_code == 204
    assert client_of_owner.get(path).status_code == 404
    assert client_of_owner.get("/images").json()["items"] == []
    assert client_of_owner.post(f"{path}/restore").status_code == 200
    assert client_of_owner.get(path).status_code == 200


def test_strangers_picture_is_not_there(client_of_stranger: ApiClient, picture: Image) -> None:
    path = f"/images/{picture.pk}"
    refusals = [
        client_of_stranger.get(path),
        client_of_stranger.get(f"{path}/download"),
        client_of_stranger.patch(path, {"starred": True}),
        client_of_stranger.delete(path),
        client_of_stranger.post(f"{path}/restore"),
    ]
    assert [answer.status_code for answer in refusals] == [404] * 5
    assert client_of_stranger.get("/images").json()["items"] == []


def test_token_opens_its_owners_files_alone(
    client_of_owner: ApiClient,
    client_of_stranger: ApiClient,
    client_of_nobody: ApiClient,
    picture: Image,
) -> None:
    assert client_of_owner.django.get(picture.url).content == png()
    assert client_of_stranger.django.get(picture.url).status_code == 404
    assert client_of_nobody.django.get(picture.url).status_code == 404
