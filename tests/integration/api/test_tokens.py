"""What a token may do, and what may be spent through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from config.api import scopes, whole_document
from gallery.models import Image
from sessions_app import acting
from sessions_app.models import ApiToken, Scope
from sessions_app.models.api_token import today
from studio import actions, auditing, ledger, tasks
from studio.ledger import InsufficientBudget
from studio.models import Batch, Generation, TokenBudget
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests.integration.api.client import ApiClient, problem
from tests.races import at_once, shared_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("simulator")]

REQUEST = GenerationRequest(prompt="a red kettle", resolution="1K")


def client_with(
    owner: User,
    *granted: Scope,
    monthly_limit_usd: Decimal | None = None,
    approval_above_usd: Decimal | None = None,
) -> ApiClient:
    token, bare = ApiToken.issue(owner=owner, scopes=granted)
    token.monthly_limit_usd, token.approval_above_usd = monthly_limit_usd, approval_above_usd
    token.save()
    return ApiClient(bare)


@pytest.fixture
def price_usd(owner: User) -> Decimal:
    batch = actions.submit(requests=[REQUEST], by=owner)
    actions.cancel_batch(batch=batch, by=owner)
    return batch.generations.get().estimated_cost_usd


def test_token_reads_where_it_may_only_read(owner: User) -> None:
    reader = client_with(owner, Scope.READ)
    assert reader.get("/images").status_code == 200
    assert reader.post("/estimate", {"prompt": "a kettle"}).status_code == 200
    answer = reader.post("/generate", {"prompt": "a kettle"})
    assert problem(answer) == (403, "insufficient_scope")
    assert answer.json()["scope"] == "generate"
    assert not Batch.objects.exists()


def test_token_that_generates_may_not_manage(owner: User, picture: Image) -> None:
    maker = client_with(owner, Scope.GENERATE)
    assert maker.post("/generate", {"prompt": "a kettle"}).status_code == 202
    assert problem(maker.delete(f"/images/{picture.pk}"))[0] == 403
    assert problem(maker.get("/images"))[0] == 403
    picture.refresh_from_db()
    assert picture.trashed_at is None


def test_token_without_reading_gets_no_picture(owner: User, picture: Image) -> None:
    address = picture.url.replace("http://localhost:8000", "")
    assert client_with(owner, Scope.READ).django.get(address).status_code == 200
    assert client_with(owner, Scope.GENERATE).django.get(address).status_code != 200


def test_every_operation_names_its_scope() -> None:
    document = whole_document()
    found = {
        (method, path): operation["x-scope"]
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert {each for (method, _), each in found.items() if method == "get"} == {"read"}
    assert found["post", "/api/generations/{pk}/retry"] == "generate"
    assert found["put", "/api/settings"] == found["delete", "/api/images/bulk"] == "manage"


def test_token_is_good_on_its_last_day_and_not_on_the_next(owner: User) -> None:
    _, bare = ApiToken.issue(owner=owner, expires_on=today())
    assert ApiClient(bare).get("/usage").status_code == 200
    ApiToken.objects.update(expires_on=today() - timedelta(days=1))
    assert ApiClient(bare).get("/usage").status_code == 401


def test_unknown_address_needs_most() -> None:
    assert scopes.needed("POST", "/api/something-new") == Scope.MANAGE


def test_limit_of_a_token_refuses_before_anything_is_sent(
    owner: User, price_usd: Decimal, simulator: Simulator
) -> None:
    limit_usd = (price_usd * Decimal("1.5")).quantize(Decimal("0.01"))
    client = client_with(owner, Scope.GENERATE, monthly_limit_usd=limit_usd)
    assert client.post("/generate", {"prompt": "a kettle", "resolution": "1K"}).status_code == 202
    refused = client.post("/generate", {"prompt": "a cup", "resolution": "1K"})
    assert problem(refused) == (402, "insufficient_budget")
    assert Decimal(refused.json()["available_usd"]) == limit_usd - price_usd
    assert actions.submit(requests=[REQUEST], by=owner)  # the person's own limit is another thing


def test_what_a_token_spent_is_kept_with_it(owner: User) -> None:
    token, _ = ApiToken.issue(owner=owner)
    actions.submit(requests=[REQUEST], by=acting.with_token(token))
    tasks.work()
    generation, budget = Generation.objects.get(), TokenBudget.objects.get()
    assert generation.api_token == token
    assert (budget.spent_usd, budget.reserved_usd) == (generation.cost_usd, Decimal(0))
    assert auditing.differences() == []


def test_audit_tells_a_token_that_does_not_add_up(owner: User) -> None:
    token, _ = ApiToken.issue(owner=owner)
    actions.submit(requests=[REQUEST], by=acting.with_token(token))
    TokenBudget.objects.update(spent_usd=Decimal("1"))
    found = auditing.differences()
    assert [(each.of_token, each.holder_id) for each in found] == [(True, token.pk)]


def test_canceled_work_gives_the_tokens_money_back(owner: User) -> None:
    token, _ = ApiToken.issue(owner=owner)
    batch = actions.submit(requests=[REQUEST], by=acting.with_token(token))
    actions.cancel_batch(batch=batch, by=owner)
    assert TokenBudget.objects.get().reserved_usd == 0


def test_what_is_dear_is_left_to_the_person(owner: User, price_usd: Decimal) -> None:
    at_once_usd = (price_usd * 2).quantize(Decimal("0.01")) + Decimal("0.01")
    client = client_with(owner, Scope.GENERATE, approval_above_usd=at_once_usd)
    body = {"prompt": "a kettle", "resolution": "1K"}
    assert client.post("/generate", {**body, "count": 2}).status_code == 202
    refused = client.post("/generate", {**body, "count": 3})
    assert problem(refused) == (403, "approval_required")
    assert Decimal(refused.json()["needed_usd"]) == price_usd * 3


def test_revoked_token_leaves_the_work_it_began(owner: User) -> None:
    token, _ = ApiToken.issue(owner=owner)
    actions.submit(requests=[REQUEST], by=acting.with_token(token))
    token.delete()
    tasks.work()
    assert Generation.objects.get().status == "complete"
    assert auditing.differences() == []


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture(autouse=True)
    def _real_database(self, transactional_db: None, tmp_path: Path) -> Iterator[None]:
        with shared_database(tmp_path):
            yield

    def test_racing_submits_never_pass_a_tokens_limit(
        self, owner: User, price_usd: Decimal
    ) -> None:
        limit_usd = (price_usd * 5).quantize(Decimal("0.01")) + Decimal("0.01")
        token, _ = ApiToken.issue(owner=owner, monthly_limit_usd=limit_usd)
        by = acting.with_token(token)
        results = at_once(*[partial(actions.submit, requests=[REQUEST], by=by)] * 20)
        assert sum(isinstance(each, Batch) for each in results) == 5
        assert sum(isinstance(each, InsufficientBudget) for each in results) == 15
        month = ledger.month_of(timezone.now())
        assert TokenBudget.objects.get(month=month).reserved_usd == price_usd * 5
