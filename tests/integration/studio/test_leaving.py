"""A person who is deleted: nothing of theirs stays, the books still add up."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from gallery.models import Image
from studio import auditing, leaving, ledger, scheduling, tasks
from studio.models import Budget, Generation, PromptTemplate
from tests.factories.gallery import stored_image
from tests.factories.prompts import PromptTemplateFactory
from tests.factories.studio import BatchFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_client() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def removal(*people: User) -> dict[str, object]:
    return {"action": "delete_selected", "_selected_action": [each.pk for each in people]}


def test_files_go_along(
    owner: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    image = stored_image(owner)
    with django_capture_on_commit_callbacks(execute=True):
        leaving.remove(owner)
    assert not default_storage.exists(image.name)
    assert not Image.objects.exists()


def test_call_under_way_is_booked_and_the_waiting_one_given_back(owner: User) -> None:
    rows = GenerationFactory.create_batch(2, batch=BatchFactory.create(owner=owner))
    ledger.reserve(rows)
    claimed = scheduling.claim_next()
    assert claimed
    assert scheduling.mark_sent(claimed, {})
    leaving.remove(owner)
    instance = Budget.objects.get(owner=None)
    assert instance.spent_usd == claimed.estimated_cost_usd
    assert instance.reserved_usd == 0
    assert auditing.differences() == []


def test_worker_finds_its_row_gone_and_goes_on(owner: User, stranger: User) -> None:
    rows = [
        GenerationFactory.create(batch=BatchFactory.create(owner=each))
        for each in (owner, stranger)
    ]
    leaving.remove(owner)
    tasks.work()
    assert list(Generation.objects.values_list("pk", flat=True)) == [rows[1].pk]


def test_shared_template_stays_everybodys(owner: User) -> None:
    shared = PromptTemplateFactory.create(owner=owner, shared=True)
    own = PromptTemplateFactory.create(owner=owner)
    leaving.remove(owner)
    assert PromptTemplate.objects.get(pk=shared.pk).owner is None
    assert not PromptTemplate.objects.filter(pk=own.pk).exists()


def test_staff_are_told_what_goes_along(staff_client: Client, owner: User) -> None:
    GenerationFactory.create_batch(3, batch=BatchFactory.create(owner=owner))
    page = staff_client.get(reverse("admin:auth_user_delete", args=[owner.pk]))
    assert "3 generations" in page.text
    staff_client.post(reverse("admin:auth_user_delete", args=[owner.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=owner.pk).exists()


def test_staff_delete_several_but_never_themselves(staff_client: Client, owner: User) -> None:
    url, root = reverse("admin:auth_user_changelist"), User.objects.get(username="root")
    staff_client.post(url, {**removal(owner, root), "post": "yes"})
    assert User.objects.count() == 2
    staff_client.post(url, {**removal(owner), "post": "yes"})
    assert list(User.objects.all()) == [root]


def test_list_of_people_tells_pictures_and_spending(staff_client: Client, owner: User) -> None:
    stored_image(owner)
    Budget.objects.create(
        owner=owner, month=ledger.month_of(timezone.now()), spent_usd=Decimal("1.5")
    )
    page = staff_client.get(reverse("admin:auth_user_changelist")).text
    assert '<td class="field-images">1</td>' in page
    assert '<td class="field-spent">$1.50</td>' in page


def test_command_wants_to_be_sure(owner: User) -> None:
    with pytest.raises(CommandError, match="--yes"):
        call_command("delete_user", "ada", stdout=io.StringIO())
    output = io.StringIO()
    call_command("delete_user", "ada", "--yes", stdout=output)
    assert "ada is gone." in output.getvalue()
    assert not User.objects.exists()


def test_command_names_an_unknown_user() -> None:
    with pytest.raises(CommandError, match="no user named “bob”"):
        call_command("delete_user", "bob", "--yes")
