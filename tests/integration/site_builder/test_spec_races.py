"""Two people at one spec, or one in two tabs: both press Save at the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from site_builder import revisions, validation
from site_builder.models import Origin, SiteSpec
from tests.factories.sites import document, site_with_spec
from tests.races import at_once, shared_database

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _real_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with shared_database(tmp_path):
        yield


def test_of_saves_at_once_one_is_kept_and_the_others_are_told(owner: User) -> None:
    site = site_with_spec(owner)
    saves = [
        partial(
            revisions.save,
            site,
            validation.validate(document() | {"tagline": f"Number {number}"}),
            origin=Origin.EDITED,
            base=1,
        )
        for number in range(4)
    ]
    outcomes = at_once(*saves)
    refused = [each for each in outcomes if isinstance(each, revisions.Conflict)]
    kept = [each for each in outcomes if isinstance(each, SiteSpec)]
    assert (len(kept), len(refused)) == (1, 3)
    assert {each.newest.revision for each in refused} == {2}
