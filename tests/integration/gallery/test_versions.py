"""Trees of versions: numbers, parents, and what stays when pictures go."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from gallery import versions
from gallery.models import Image, Version
from tests.factories.gallery import ImageFactory
from tests.races import at_once, shared_database


@pytest.mark.django_db
def test_branches_of_one_tree_count_on() -> None:
    root, first, second, third = ImageFactory.create_batch(4)
    versions.add(first, parent=root, words="warmer")
    versions.add(second, parent=first, words="darker")
    branch = versions.add(third, parent=root, words="cooler")
    assert (branch.number, branch.family) == (4, root.uuid)
    tree = Version.objects.of_family(Image.objects.get(pk=second.pk))
    assert [(each.number, each.parent_id) for each in tree] == [
        (2, root.pk),
        (3, first.pk),
        (4, root.pk),
    ]
    counts = Image.objects.order_by("pk").values_list("edit_count", flat=True)
    assert list(counts) == [2, 1, 0, 0]


@pytest.mark.django_db
def test_tree_holds_together_without_its_root() -> None:
    root, first, second = ImageFactory.create_batch(3)
    versions.add(first, parent=root, words="warmer")
    root.delete()
    first = Image.objects.get(pk=first.pk)
    versions.add(second, parent=first, words="darker")
    tree = Version.objects.of_family(first)
    assert [(each.number, each.parent_id) for each in tree] == [(2, None), (3, first.pk)]


@pytest.mark.django_db
def test_picture_is_no_version_of_itself() -> None:
    image = ImageFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        versions.add(image, parent=image, words="again")
    assert Image.objects.get().edit_count == 0


@pytest.mark.django_db(transaction=True)
def test_edits_that_end_together_get_numbers_of_their_own(tmp_path: Path) -> None:
    with shared_database(tmp_path):
        root, *children = ImageFactory.create_batch(9)
        added = at_once(*(partial(_add, child, root) for child in children))
        assert sorted(each for each in added if isinstance(each, int)) == list(range(2, 10))
        assert Image.objects.get(pk=root.pk).edit_count == 8


def _add(child: Image, root: Image) -> int:
    return versions.add(child, parent=Image.objects.get(pk=root.pk), words="").number
