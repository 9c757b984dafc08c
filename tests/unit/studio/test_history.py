from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from studio import actions
from studio.models import PastPrompt
from studio.requesting import GenerationRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo(settings: object) -> None:
    settings.SIMULATOR_URL = "http://simulator.invalid"  # type: ignore[attr-defined]


def submit(owner: User, *requests: GenerationRequest) -> None:
    actions.submit(requests=requests, by=owner)


def test_submit_is_remembered_with_all_its_settings(owner: User) -> None:
    asked = GenerationRequest(prompt="a red chair", aspect_ratio="3:2", resolution="2K", count=3)
    submit(owner, asked)
    past = PastPrompt.objects.get()
    assert (past.owner, past.prompt) == (owner, "a red chair")
    assert past.requested["aspect_ratio"] == "3:2"
    assert past.requested["resolution"] == "2K"
    assert past.requested["count"] == 3


def test_same_prompt_again_moves_up_and_takes_the_new_settings(owner: User) -> None:
    submit(owner, GenerationRequest(prompt="a red chair", aspect_ratio="3:2"))
    submit(owner, GenerationRequest(prompt="a blue chair"))
    submit(owner, GenerationRequest(prompt="a red chair", aspect_ratio="16:9"))
    found = PastPrompt.objects.newest_first()
    assert [each.prompt for each in found] == ["a red chair", "a blue chair"]
    assert found[0].requested["aspect_ratio"] == "16:9"


def test_each_prompt_of_a_list_is_remembered_once(owner: User) -> None:
    requests = [GenerationRequest(prompt=f"chair {n % 2}", count=2) for n in range(6)]
    submit(owner, *requests)
    assert PastPrompt.objects.count() == 2
    assert PastPrompt.objects.first().requested["count"] == 6  # type: ignore[union-attr]


def test_prompts_of_two_people_do_not_meet(owner: User, stranger: User) -> None:
    submit(owner, GenerationRequest(prompt="a red chair"))
    submit(stranger, GenerationRequest(prompt="a red chair"))
    assert PastPrompt.objects.visible_to(owner).count() == 1


def test_history_stays_when_the_pictures_are_gone(owner: User) -> None:
    submit(owner, GenerationRequest(prompt="a red chair"))
    past = PastPrompt.objects.get()
    past.latest.delete()  # type: ignore[union-attr]
    past.refresh_from_db()
    assert past.latest is None
