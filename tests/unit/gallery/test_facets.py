from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from gallery import facets, versions
from gallery.facets import Facets
from gallery.filters import ImageFilterSet
from tests.factories.gallery import ImageFactory


def counted(person: User, address: str = "") -> Facets:
    return facets.count(ImageFilterSet(person, QueryDict(address)))


@pytest.fixture
def _pictures(owner: User) -> None:
    """Three of Pro, two of Flash; one of Pro is an edit of another."""

    def made(tier: str, resolution: str, **facts: Any) -> Any:
        return ImageFactory.create(owner=owner, tier=tier, resolution=resolution, **facts)

    first = made("pro", "2K", model="m-pro", starred=True)
    second = made("pro", "1K", model="m-pro", prompt="a kettle")
    made("pro", "1K", model="m-old")
    made("flash", "1K").tags.add("web")
    made("flash", "2K").tags.add("web", "keeper")
    versions.add(second, parent=first, words="")
    ImageFactory.create(tier="pro")


@pytest.mark.usefixtures("_pictures")
def test_every_value_is_counted(owner: User) -> None:
    found = counted(owner)
    assert found.total == 5
    assert found.counts["tier"] == {"pro": 3, "flash": 2}
    assert list(found.counts["model"].items()) == [("m-pro", 2), ("m-old", 1)]
    assert found.counts["history"] == {"original": 4, "edited": 1}
    assert found.counts["has_edits"] == {False: 4, True: 1}
    assert list(found.counts["tag"].items()) == [("web", 2), ("keeper", 1)]
    assert found.counts["in_session"] == {True: 0}


@pytest.mark.usefixtures("_pictures")
def test_a_choice_narrows_the_other_figures_and_not_its_own(owner: User) -> None:
    found = counted(owner, "tier=flash")
    assert found.total == 2
    assert found.counts["tier"] == {"pro": 3, "flash": 2}
    assert found.counts["resolution"] == {"1K": 1, "2K": 1}
    assert found.counts["starred"] == {False: 2}


@pytest.mark.usefixtures("_pictures")
def test_words_and_tags_narrow_all_figures(owner: User) -> None:
    assert counted(owner, "q=kettle").counts["tier"] == {"pro": 1}
    assert counted(owner, "tag=keeper").counts["tag"] == {"keeper": 1, "web": 1}
    assert counted(owner, "tag=keeper").total == 1


@pytest.mark.parametrize(
    "address", ["", "starred=true&tier=pro", "history=edited&q=kettle", "tag=web"]
)
@pytest.mark.usefixtures("_pictures")
def test_total_is_what_the_address_finds(owner: User, address: str) -> None:
    filters = ImageFilterSet(owner, QueryDict(address))
    assert facets.count(filters).total == filters.images.count()


@pytest.mark.usefixtures("_pictures")
def test_figures_are_kept_for_each_person_and_address(owner: User, stranger: User) -> None:
    filters = ImageFilterSet(owner, QueryDict("tier=pro"))
    first = facets.kept(owner, filters)
    with CaptureQueriesContext(connection) as asked:
        assert facets.kept(owner, filters) == first
    assert len(asked) == 1  # whether pictures came or went
    assert facets.kept(stranger, ImageFilterSet(stranger, QueryDict("tier=pro"))).total == 0
    assert facets.kept(owner, ImageFilterSet(owner, QueryDict(""))).total == 5


@pytest.mark.usefixtures("_pictures")
def test_picture_that_comes_or_goes_is_counted_at_once(owner: User) -> None:
    everything = ImageFilterSet(owner, QueryDict(""))
    before = facets.kept(owner, everything).total
    image = ImageFactory.create(owner=owner)
    assert facets.kept(owner, everything).total == before + 1
    image.trash()
    assert facets.kept(owner, everything).total == before
