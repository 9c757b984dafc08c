from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gallery import tree, versions
from gallery.lineage import Lineage
from gallery.models import Image
from tests.factories.gallery import ImageFactory


def edit(parent: Image, words: str = "warmer") -> Image:
    child = ImageFactory.create(owner=parent.owner)
    versions.add(child, parent=parent, words=words)
    return Image.objects.get(pk=child.pk)


@pytest.fixture
def root(owner: User) -> Image:
    return ImageFactory.create(owner=owner)


def labels(image: Image) -> list[str]:
    return [member.name for member in Lineage(image).shown]


def drawn(image: Image) -> list[tuple[int, list[str]]]:
    rows = tree.draw(Lineage(image)).rows
    return [(row.column, [member.label for member in row.members]) for row in rows]


def test_picture_without_versions_stands_alone(root: Image) -> None:
    lineage = Lineage(root)
    assert not lineage.has_versions
    assert (lineage.current.label, lineage.parent) == ("v1", None)


def test_tree_is_the_same_from_every_member(root: Image) -> None:
    first = edit(root, "golden hour")
    second = edit(first, "blue hour")
    expected = ["v1: Original", "v2: golden hour", "v3: blue hour"]
    assert labels(root) == labels(first) == labels(second) == expected


def test_branches_are_rows_below_and_wires_never_cross(root: Image) -> None:
    second = edit(root)
    third = edit(second)
    edit(third)
    fifth = edit(second)
    edit(fifth)
    edit(third)
    assert drawn(root) == [(0, ["v1", "v2", "v3", "v4"]), (3, ["v7"]), (2, ["v5", "v6"])]


def test_wires_are_as_in_the_design(root: Image) -> None:
    second = edit(root)
    edit(second)
    edit(second)
    assert tree.draw(Lineage(root)).wires == [
        "M118 33H150",
        "M268 33H300",
        "M268 33h10q6 0 6 6V161q0 6 6 6H300",
    ]


def test_trashed_parent_keeps_its_place(root: Image) -> None:
    second = edit(root)
    third = edit(second)
    second.trash()
    assert [each.is_deleted for each in Lineage(third).shown] == [False, True, False]
    assert labels(third)[1] == "v2: Deleted"


def test_trashed_leaf_is_not_shown(root: Image) -> None:
    edit(root).trash()
    assert not Lineage(root).has_versions


def test_parent_that_is_gone_for_good_is_known_by_its_number(root: Image) -> None:
    second = edit(root)
    third = edit(second)
    second.delete()
    assert labels(third) == ["v1: Original", "v2: Deleted", "v3: warmer"]
    assert drawn(Image.objects.get(pk=third.pk)) == [(0, ["v1", "v2", "v3"])]


def test_parent_without_a_certain_number_has_none(root: Image) -> None:
    second = edit(root)
    third = edit(root)
    fourth = edit(third)
    second.delete()
    third.delete()
    assert drawn(Image.objects.get(pk=fourth.pk)) == [(0, ["v1", "v?", "v4"])]


def test_root_that_is_gone_holds_its_branches_together(root: Image) -> None:
    second, third = edit(root), edit(root)
    root.delete()
    assert drawn(Image.objects.get(pk=third.pk)) == [(0, ["v1", "v2"]), (1, ["v3"])]
    assert Lineage(Image.objects.get(pk=second.pk)).others[0].label == "v3"


def test_only_pictures_that_are_there_can_be_compared(root: Image) -> None:
    second = edit(root)
    third = edit(second)
    second.trash()
    lineage = Lineage(third)
    assert [each.label for each in lineage.others] == ["v1"]
    assert lineage.member(second.pk) is None


def test_pictures_of_other_people_are_not_of_the_tree(root: Image, stranger: User) -> None:
    versions.add(ImageFactory.create(owner=stranger), parent=root, words="taken")
    assert not Lineage(root).has_versions


def test_hundred_versions_cost_the_same_queries(
    root: Image, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    newest = root
    for _ in range(100):
        newest = edit(newest)
    newest = Image.objects.select_related("version").get(pk=newest.pk)
    with django_assert_num_queries(3):
        assert len(tree.draw(Lineage(newest)).wires) == 100


def test_deletion_of_long_ago_does_not_show_what_is_trashed_below(root: Image) -> None:
    second = edit(root)
    third = edit(second)
    Image.objects.filter(pk__in=[second.pk, third.pk]).update(trashed_at=timezone.now())
    assert not Lineage(root).has_versions
