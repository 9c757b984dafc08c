"""One generation from submit to its end, through the real SDK and the simulated Gemini."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from PIL import Image as Pillow
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from gallery import storage
from studio import (
    actions,
    engines,
    finishing,
    keys,
    ledger,
    scheduling,
    sending,
    sweeping,
    tasks,
)
from studio.models import Batch, Budget, Generation, LedgerEntry, Status
from studio.prompting import Reference
from studio.requesting import GenerationRequest
from studio.simulator.process import Simulator
from tests import images
from tests.factories.gallery import stored_image

pytestmark = pytest.mark.django_db


def submit(owner: User, prompt: str, **settings: object) -> Generation:
    request = GenerationRequest(prompt=prompt, **settings)  # type: ignore[arg-type]
    return actions.submit(requests=[request], by=owner).generations.earliest("pk")


def test_generation_becomes_a_picture(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair in a bright room", aspect_ratio="16:9")
    tasks.work()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.COMPLETE, "")
    assert generation.image is not None
    assert (generation.image.width_px, generation.image.height_px) == (1376, 768)
    assert len(simulator.requests) == 1


def test_original_is_kept_as_it_came_and_the_answer_whole(
    owner: User, simulator: Simulator
) -> None:
    generation = submit(owner, "a red chair", response_modality="TEXT_IMAGE")
    tasks.work()
    generation.refresh_from_db()
    assert generation.image is not None
    blobs = [part for part in generation.answer.content["parts"] if "inlineData" in part]
    assert blobs[0]["inlineData"]["data"] == f"blob:{generation.image.name}"
    assert blobs[0]["thoughtSignature"]
    assert len(storage.read(generation.image.name)) == generation.image.size_bytes
    assert generation.answer.text


def test_money_is_reserved_and_then_booked_by_usage(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair")
    entry = LedgerEntry.objects.get()
    assert (entry.state, entry.reserved_usd) == ("reserved", generation.estimated_cost_usd)
    tasks.work()
    entry.refresh_from_db()
    assert entry.state == "charged"
    assert Decimal("0.0336") <= entry.booked_usd <= entry.reserved_usd


def test_what_was_asked_sent_and_received_stand_apart(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair", person_generation="dont_allow")
    tasks.work()
    generation.refresh_from_db()
    assert generation.requested["person_generation"] == "dont_allow"
    assert generation.sent["prompt"] == "a red chair\n\nNo people."
    assert generation.received["width"] == 1024


def test_grounding_is_kept(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "the tower of Pisa", google_search_enabled=True)
    tasks.work()
    generation.refresh_from_db()
    assert generation.answer.grounding
    assert generation.answer.grounding["webSearchQueries"]


def test_references_go_out_in_order_and_without_metadata(owner: User, simulator: Simulator) -> None:
    first, second = (submit(owner, words) for words in ("a red chair", "a blue bowl"))
    tasks.work()
    tasks.work()
    ids = tuple(
        Generation.objects.values_list("image_id", flat=True).get(pk=each.pk)
        for each in (second, first)
    )
    composed = submit(owner, "both in one room", reference_image_ids=ids)
    tasks.work()
    composed.refresh_from_db()
    assert composed.status == Status.COMPLETE
    assert [each["id"] for each in composed.sent["references"]] == list(ids)
    assert simulator.requests[-1]["images_in"] == 2


def test_roles_and_notes_go_out_as_sentences(owner: User, simulator: Simulator) -> None:
    bottle, chair = (stored_image(owner, images.png(64, side)) for side in (40, 48))
    said = (
        Reference(image_id=chair.pk, role="style"),
        Reference(image_id=bottle.pk, role="product", note="the blue bottle"),
    )
    generation = submit(owner, "a bottle on a shelf", references=said)
    tasks.work()
    generation.refresh_from_db()
    introduced = "Image 1 is the style reference. Image 2 is the product: the blue bottle."
    assert introduced in generation.sent["prompt"]
    assert [each["id"] for each in generation.sent["references"]] == [chair.pk, bottle.pk]


def test_reference_that_is_clear_goes_out_as_png(owner: User, simulator: Simulator) -> None:
    glass = Pillow.new("RGBA", (64, 48), (0, 200, 0, 90))
    image = stored_image(owner, images.encoded(glass, "PNG"))
    generation = submit(owner, "a glass", reference_image_ids=(image.pk,))
    part = sending.parcel_for(generation).request.turns[0].parts[1]
    assert part.mime_type == "image/png"
    assert images.opened(part.data or b"").size == (64, 48)


def test_references_shrink_only_where_all_together_are_too_much(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "MAX_PICTURES_BYTES", 100_000)
    noise = stored_image(owner, images.noise(600, 500))
    plain = stored_image(owner, images.png(640, 480))
    pictures = sending._for_sending([noise, plain])
    assert sum(len(picture.data) for picture in pictures) <= 100_000
    assert images.opened(pictures[0].data).width < 600
    assert images.opened(pictures[1].data).size == (640, 480)


def test_thinking_is_kept_when_it_was_asked_for(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair", model="pro", include_thoughts=True)
    tasks.work()
    generation.refresh_from_db()
    assert generation.answer.thoughts
    assert generation.image is not None
    assert generation.image.details["thoughts"] == generation.answer.thoughts


def test_same_key_gives_the_same_batch_and_one_call(owner: User, simulator: Simulator) -> None:
    request = GenerationRequest(prompt="a red chair")
    first = actions.submit(requests=[request], by=owner, idempotency_key="click-1")
    second = actions.submit(requests=[request], by=owner, idempotency_key="click-1")
    tasks.work()
    tasks.work()
    assert first == second
    assert simulator.stats()["calls"] == 1


def test_same_key_for_another_request_is_refused(owner: User, simulator: Simulator) -> None:
    actions.submit(
        requests=[GenerationRequest(prompt="a red chair")], by=owner, idempotency_key="click-1"
    )
    with pytest.raises(actions.IdempotencyConflict):
        actions.submit(
            requests=[GenerationRequest(prompt="a bowl")], by=owner, idempotency_key="click-1"
        )


def test_message_that_comes_twice_draws_once(owner: User, simulator: Simulator) -> None:
    submit(owner, "a red chair")
    tasks.work()
    tasks.work()
    assert simulator.stats()["calls"] == 1


def test_cancel_before_the_call_costs_nothing(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair")
    actions.cancel(generation=generation, by=owner)
    tasks.work()
    generation.refresh_from_db()
    assert (generation.status, generation.cost_usd) == (Status.CANCELED, Decimal(0))
    assert simulator.stats()["calls"] == 0
    assert LedgerEntry.objects.get().state == "released"


def test_cancel_during_the_call_drops_the_picture_and_books_its_cost(
    owner: User, simulator: Simulator, settings: Settings
) -> None:
    generation = submit(owner, "a red chair")
    claimed = scheduling.claim_next()
    assert claimed is not None
    assert scheduling.mark_sent(claimed, {})
    actions.cancel(generation=generation, by=owner)
    parcel = sending.parcel_for(claimed)
    result = engines.engine_for(keys.key_of(owner)).generate(parcel.request)
    finishing.finish(claimed, result)
    generation.refresh_from_db()
    assert generation.status == Status.CANCELED
    assert generation.cost_usd > 0
    assert list(stored_files(settings)) == []


def test_retry_draws_again_with_money_of_its_own(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair [[once:text-only]]")
    tasks.work()
    generation.refresh_from_db()
    assert generation.status == Status.FAILED
    actions.retry(generation=generation, by=owner)
    tasks.work()
    generation.refresh_from_db()
    assert generation.status == Status.COMPLETE
    assert [entry.state for entry in generation.ledger_entries.all()] == ["charged", "charged"]


def test_finished_generation_cannot_be_retried(owner: User, simulator: Simulator) -> None:
    generation = submit(owner, "a red chair")
    tasks.work()
    with pytest.raises(actions.NotRetryable):
        actions.retry(generation=generation, by=owner)


def test_full_disk_keeps_the_paid_picture_aside(
    owner: User, simulator: Simulator, settings: Settings
) -> None:
    folder = media_folder(settings)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file where the folder should be")
    generation = submit(owner, "a red chair")
    tasks.work()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == (Status.FAILED, "storage_error")
    folder.unlink()
    sweeping.recover_spooled()
    generation.refresh_from_db()
    assert generation.status == Status.COMPLETE
    assert simulator.stats()["calls"] == 1


def test_submit_without_a_key_is_refused(owner: User) -> None:
    with pytest.raises(keys.MissingKey):
        submit(owner, "a red chair")
    assert not Batch.objects.exists()


def test_submit_beyond_the_budget_leaves_nothing(owner: User, simulator: Simulator) -> None:
    month = ledger.month_of(timezone.now())
    Budget.objects.create(owner=owner, month=month, limit_usd=Decimal("0.10"))
    with pytest.raises(ledger.InsufficientBudget):
        submit(owner, "a red chair", count=3)
    assert not Batch.objects.exists()
    assert not LedgerEntry.objects.exists()


def media_folder(settings: Settings) -> Path:
    return Path(settings.STORAGES["default"]["OPTIONS"]["location"])


def stored_files(settings: Settings) -> Iterator[Path]:
    return (path for path in media_folder(settings).rglob("*") if path.is_file())


def test_deleted_answer_takes_its_drafts_along_and_leaves_the_picture(
    owner: User,
    simulator: Simulator,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    generation = submit(owner, "a red chair [[images:3]]")
    tasks.work()
    generation.refresh_from_db()
    before = len(list(stored_files(settings)))
    with django_capture_on_commit_callbacks(execute=True):
        generation.delete()
    assert len(list(stored_files(settings))) == before - 2
    assert generation.image is not None
    assert storage.exists(generation.image.name)
