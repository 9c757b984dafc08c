"""The versions of a picture on its page: the tree, a comparison, what hangs on it."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import versions
from gallery.models import Image
from sessions_app import filing
from tests import images
from tests.factories.gallery import stored_image
from tests.factories.sessions import WorkSessionFactory
from tests.factories.studio import GenerationFactory


def edit(parent: Image, words: str = "warmer", data: bytes | None = None) -> Image:
    child = stored_image(parent.owner, data or images.png(), prompt=words)
    versions.add(child, parent=parent, words=words)
    return child


@pytest.fixture
def root(owner: User) -> Image:
    return stored_image(owner, prompt="A house")


def page(client: Client, image: Image, query: str = "") -> str:
    return client.get(f"/images/{image.pk}/{query}").text


def test_picture_without_versions_draws_no_tree(owner_client: Client, root: Image) -> None:
    text = page(owner_client, root)
    assert 'id="versions"' not in text
    assert "Delete this picture?" in text


def test_tree_names_and_links_every_version(owner_client: Client, root: Image) -> None:
    second = edit(root, "golden <hour>")
    text = page(owner_client, second)
    assert f'href="/images/{root.pk}/"' in text
    assert 'title="v2: golden &lt;hour&gt;" aria-current="true"' in text
    assert "v2 of 2" in text


def test_trashed_parent_is_hatched_and_no_link(owner_client: Client, root: Image) -> None:
    second = edit(root)
    root.trash()
    text = page(owner_client, second)
    assert 'data-status="deleted"' in text
    assert f'href="/images/{root.pk}/"' not in text


def test_comparison_shows_before_and_after(owner_client: Client, root: Image) -> None:
    second = edit(root)
    text = page(owner_client, second, f"?compare={root.pk}")
    assert "<musa-compare" in text
    assert "Before, v1" in text
    assert "After, v2" in text
    assert f'<option value="{root.pk}" selected>' in text
    assert "stands between bars" not in text


def test_comparison_of_other_shapes_says_so(owner_client: Client, root: Image) -> None:
    second = edit(root, data=images.png(48, 64))
    assert "stands between bars" in page(owner_client, second, f"?compare={root.pk}")


def test_tree_leads_from_one_comparison_to_the_next(owner_client: Client, root: Image) -> None:
    second, third = edit(root), edit(root)
    text = page(owner_client, third, f"?compare={root.pk}")
    assert f'href="?compare={second.pk}"' in text


@pytest.mark.parametrize("word", ["0", "x", "-1", "9" * 30, "\N{SUPERSCRIPT TWO}"])
def test_comparison_with_what_is_not_there_is_404(
    owner_client: Client, root: Image, word: str
) -> None:
    response = owner_client.get(f"/images/{root.pk}/", {"compare": word})
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_comparison_with_a_picture_of_another_tree_is_404(
    owner: User, owner_client: Client, root: Image
) -> None:
    other = stored_image(owner)
    response = owner_client.get(f"/images/{root.pk}/", {"compare": other.pk})
    assert response.status_code == HTTPStatus.NOT_FOUND


def test_twice_the_versions_cost_the_same_queries(owner_client: Client, root: Image) -> None:
    newest = edit(edit(root))
    page(owner_client, newest)
    with CaptureQueriesContext(connection) as few:
        page(owner_client, newest)
    edit(edit(newest))
    with CaptureQueriesContext(connection) as many:
        page(owner_client, newest)
    assert len(many) == len(few)


def test_deletion_says_what_hangs_on_the_picture(
    owner: User, owner_client: Client, root: Image
) -> None:
    second, third = edit(root), edit(root)
    edit(second)
    edit(root).trash()
    filing.file([root.pk], WorkSessionFactory.create(owner=owner, name="Kelda <House>"))
    GenerationFactory.create(batch__owner=owner).references.add(root)
    GenerationFactory.create(batch__owner=owner, failed=True).references.add(root)
    text = page(owner_client, root)
    assert "Delete v1?" in text
    assert "v2 and v3, made from it, stay." in text
    assert "It leaves the session “Kelda &lt;House&gt;”." in text
    assert "1 picture on its way wants it as a reference." in text
    assert "v3, made from it" not in page(owner_client, third)


def test_deleted_session_is_no_use(owner: User, owner_client: Client, root: Image) -> None:
    gone = WorkSessionFactory.create(owner=owner, deleted_at=timezone.now())
    filing.file([root.pk], gone)
    assert "It leaves the session" not in page(owner_client, root)
