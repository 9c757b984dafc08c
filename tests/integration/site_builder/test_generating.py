"""A site's pictures asked for: what, in which order, once, and as far as the money reaches."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from site_builder import slots
from site_builder.models import PlannedImage, Site
from site_builder.orchestrating import changing, generating, ordering
from studio import limits, scheduling
from studio.ledger import InsufficientBudget
from studio.models import Generation, Priority, Status
from studio.requesting import RequestRefused
from tests.factories.sites import SiteFactory, site_with_spec

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]


def statuses(site: Site) -> list[str]:
    found = slots.of(site)
    return [state.status for state in found.states] if found else []


def keys(site: Site) -> list[str]:
    found = slots.of(site)
    return [state.key for state in found.states] if found else []


def test_eager_slots_are_queued_in_sequence(owner: User) -> None:
    site = site_with_spec(owner)
    queued = generating.generate(site, by=owner)
    rows = queued.batch.generations.order_by("pk")
    assert [row.name for row in rows] == keys(site)[:5]
    assert statuses(site) == ["pending"] * 5 + ["planned"] * 3


def test_batch_has_the_sites_cap_and_its_priorities(owner: User) -> None:
    site = site_with_spec(owner)
    batch = generating.generate(site, by=owner, include_lazy=True).batch
    ranks = list(batch.generations.order_by("pk").values_list("priority", flat=True))
    assert batch.max_in_flight == 4
    assert ranks == [Priority.CRITICAL, Priority.IMPORTANT, *[Priority.NICE_TO_HAVE] * 6]


def test_second_press_asks_for_nothing_more(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner)
    again = generating.generate(site, by=owner)
    assert (again.queued, Generation.objects.count()) == (0, 5)


def test_critical_picture_is_claimed_first(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner)
    claimed = scheduling.claim_next()
    assert claimed is not None
    assert claimed.name == "home/hero/image"


def test_pictures_begin_in_sequence_as_many_as_the_site_lets(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner)
    ordering.bring_forward(site, "home")
    begun = [scheduling.claim_next() for _ in range(5)]
    assert [each.name for each in begun if each] == keys(site)[:4]


def test_critical_picture_made_anew_overtakes_a_page_that_is_looked_at(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=keys(site)[1:])
    ordering.bring_forward(site, "home")
    changing.regenerate(site, "home/hero/image", by=owner)
    claimed = scheduling.claim_next()
    assert claimed is not None
    assert claimed.name == "home/hero/image"


def test_site_without_a_valid_spec_plans_nothing(owner: User) -> None:
    with pytest.raises(generating.NothingPlanned):
        generating.generate(SiteFactory.create(owner=owner), by=owner)


def test_unknown_slot_is_refused(owner: User) -> None:
    with pytest.raises(RequestRefused):
        generating.generate(site_with_spec(owner), by=owner, keys=["home/hero/logo"])


def test_what_is_left_out_of_the_plan_is_not_asked_for(owner: User) -> None:
    site = site_with_spec(owner)
    PlannedImage.objects.create(site=site, slot_key="home/hero/image", included=False)
    generating.generate(site, by=owner)
    assert statuses(site)[:2] == ["planned", "pending"]


def test_budget_lets_through_what_fits_in_sequence(owner: User) -> None:
    site = site_with_spec(owner)
    price = generating.generate(site, by=owner).batch.generations.earliest("pk").estimated_cost_usd
    changing.cancel_all(site, by=owner)
    limit_to(owner, price * Decimal("2.5"))
    queued = generating.generate(site, by=owner)
    assert (queued.queued, queued.left_out) == (2, 3)
    assert statuses(site)[:3] == ["pending", "pending", "canceled"]


def test_budget_for_none_is_refused(owner: User) -> None:
    site = site_with_spec(owner)
    limit_to(owner, Decimal("0.001"))
    with pytest.raises(InsufficientBudget):
        generating.generate(site, by=owner)
    assert not Generation.objects.exists()


def limit_to(owner: User, usd: Decimal) -> None:
    limits.change(owner.pk, own_limit_usd=usd)


def test_opened_page_comes_forward_and_goes_back(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, include_lazy=True)
    ordering.bring_forward(site, "table")
    menu = Generation.objects.get(name="table/menu/sections.0.image")
    assert menu.priority == Priority.IMPORTANT
    ordering.bring_forward(site, "home")
    menu.refresh_from_db()
    assert menu.priority == Priority.NICE_TO_HAVE


def test_canceled_site_can_be_resumed(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner)
    changing.cancel_all(site, by=owner)
    assert statuses(site)[:5] == [Status.CANCELED] * 5
    assert generating.generate(site, by=owner).queued == 5


def test_quality_of_a_wish_stays_with_its_slots(owner: User) -> None:
    site = site_with_spec(owner)
    generating.generate(site, by=owner, keys=["home/hero/image"], quality="pro")
    hero = Generation.objects.get()
    assert (hero.engine_model.tier, hero.requested["resolution"]) == ("pro", "2K")
