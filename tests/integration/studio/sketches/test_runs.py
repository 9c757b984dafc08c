"""Runs of sketches from the concept to the folder, through the worker and the simulated Gemini."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image as Pillow

from gallery import storage
from gallery.models import Image
from sessions_app import acting
from sessions_app.models import ApiToken
from studio import actions, ledger, limits, sweeping, tasks
from studio.models import Event, Generation, PastPrompt, Sketch, SketchRun, TokenBudget
from studio.requesting import RequestRefused
from studio.simulator.process import Simulator
from studio.sketches import feedback, refining, removing, running, standing
from studio.sketches.briefs import Brief
from studio.standing import standing_of
from tests.factories.gallery import stored_image
from tests.factories.sketches import SketchReferenceFactory

pytestmark = pytest.mark.django_db(transaction=True)

GOLF = "A cheerful golf ball with a cap, running"
BAD = "[[if:three quarters:fail:IMAGE_SAFETY]] [[if:close crop:tint]]"


def start(owner: User, concept: str = GOLF, **said: Any) -> SketchRun:
    """Three small ones, which are quickly drawn."""
    quick: dict[str, Any] = {"count": 3, "resolution": "512", "model": "nano-banana-2"}
    brief = Brief(concept=concept, style="vintage-mascot", **(quick | said))
    return running.start(brief, by=owner)


def draw(run: SketchRun) -> list[Sketch]:
    while Generation.objects.filter(batch=run.batch_id).open().exists():
        tasks.work()
    run.refresh_from_db()
    return standing.current_of(run)


def metadata_of(run: SketchRun) -> dict[str, Any]:
    with default_storage.open(f"{run.folder}/metadata.json") as file:
        told: dict[str, Any] = json.load(file)
    return told


def test_each_sketch_is_drawn_checked_and_filed(owner: User, simulator: Simulator) -> None:
    run = start(owner, resolution="", model="")
    sketches = draw(run)
    assert [each.verdict for each in sketches] == ["clean"] * 3
    drawn = Pillow.open(io.BytesIO(storage.read(sketches[0].image.name)))  # type: ignore[union-attr]
    assert (drawn.mode, drawn.size) == ("L", (1024, 1024))
    assert sketches[0].image.source == "sketch"  # type: ignore[union-attr]
    folders, files = default_storage.listdir(run.folder)
    assert set(files) == {"sketch_0.png", "sketch_1.png", "sketch_2.png", "metadata.json"}
    assert folders == ["original"]


def test_sketches_differ_in_layout_and_exaggeration_alone(
    owner: User, simulator: Simulator
) -> None:
    sketches = standing.current_of(start(owner))
    assert [each.exaggeration for each in sketches] == [0.45, 0.675, 0.9]
    assert len({each.layout for each in sketches}) == 3


def test_references_go_along_small(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    draw(run)
    assert run.used_references[0] == "golf-ball-runner"
    assert simulator.requests[0]["images_in"] == len(run.used_references) <= 3


def test_drawing_that_left_the_library_is_left_out_of_the_next_sketch(
    owner: User, simulator: Simulator
) -> None:
    own = SketchReferenceFactory.create(owner=owner, image=stored_image(owner))
    run = start(owner, references=(str(own.pk), "golf-ball-runner"))
    draw(run)
    own.delete()
    running.reroll(run, by=owner, indices=[0])
    assert draw(run)[0].verdict
    assert [each["images_in"] for each in simulator.requests] == [2, 2, 2, 1]


def test_run_is_filed_with_all_that_is_to_be_known_of_it(owner: User, simulator: Simulator) -> None:
    run = start(owner, f"{GOLF} {BAD}", count=4)
    draw(run)
    told = metadata_of(run)
    assert re.fullmatch(rf"sketches/{owner.pk}/\d{{8}}_\d{{6}}_{run.pk}", run.folder)
    assert {
        "timestamp", "run_id", "prompt_spec", "compiled_prompts", "style_id", "style_version",
        "reference_images", "retrieval_scores", "retrieval_reasons", "config", "images",
        "total_cost_usd", "mode", "parent_run",
    } <= set(told)  # fmt: skip
    assert {
        "num_images", "resolution", "aspect_ratio", "image_size", "model_name", "seed",
        "enforce_grayscale",
    } <= set(told["config"])  # fmt: skip
    assert set(told["images"][0]) >= {
        "file", "original", "layout", "exaggeration", "verdict", "checks", "dhash256", "cost_usd",
        "error",
    }  # fmt: skip
    assert told["images"][0]["file"] == "sketch_0.png"
    assert [each["error"] is None for each in told["images"]].count(False) == 1


def test_failing_and_tinted_sketches_are_told_as_they_are(
    owner: User, simulator: Simulator
) -> None:
    run = start(owner, f"{GOLF} {BAD}", count=4)
    sketches = draw(run)
    verdicts = {each.layout: (each.verdict, each.error) for each in sketches}
    assert verdicts["head-and-shoulders"][0] == "clean after enforcement"
    assert verdicts["three-quarter"] == ("", "Stopped by the safety filter.")
    assert standing.state_of(sketches) == "partial"
    told = metadata_of(run)
    assert [each["error"] for each in told["images"]].count(None) == 3
    assert len(told["compiled_prompts"]) == 4


def test_retry_of_a_failed_check_repeats_its_rule_first(owner: User, simulator: Simulator) -> None:
    run = start(owner, f"{GOLF} [[if:close crop:tint]]", auto_retry=True)
    sketches = draw(run)
    retried = Sketch.objects.get(run=run, cause="retry")
    assert retried.pk in [each.pk for each in sketches]
    assert Sketch.objects.filter(run=run).count() == 4  # once, whatever comes of it
    assert retried.generation.prompt.startswith("No colour at all")  # type: ignore[union-attr]


def test_run_ends_once_with_the_last_event(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    draw(run)
    sweeping.sweep(run.created_at)
    kinds = list(Event.objects.filter(kind__startswith="sketches.").values_list("kind", flat=True))
    assert kinds.count("sketches.image") == 3
    assert kinds[-1] == "sketches.complete" and kinds.count("sketches.complete") == 1


def test_locked_sketch_stays_when_others_are_drawn_anew(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    first, *_ = draw(run)
    running.set_lock(first, locked=True)
    assert running.reroll(run, by=owner) == 2
    again = draw(run)
    assert again[0].pk == first.pk
    assert [each.cause for each in again[1:]] == ["reroll", "reroll"]
    _, files = default_storage.listdir(run.folder)
    assert {"sketch_1_v2.png", "metadata_2.json"} <= set(files)


def test_refining_gives_one_for_one_in_the_same_place(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    draw(run)
    made = refining.refine(run, [2], "Give it a bigger grin", by=owner)
    (sketch,) = draw(made)
    assert (sketch.index, made.mode, made.parent_run_id) == (2, "refine", run.pk)
    assert sketch.source.index == 2 and sketch.image is not None  # type: ignore[union-attr]
    assert simulator.requests[-1]["images_in"] == 1


def test_what_cannot_be_refined_is_refused(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    with pytest.raises(RequestRefused) as refused:
        refining.refine(run, [0], "", by=owner)
    assert {each.field for each in refused.value.problems} == {"instruction", "indices"}


def test_same_key_starts_one_run(owner: User, simulator: Simulator) -> None:
    brief = Brief(concept=GOLF, style="vintage-mascot")
    one, other = (running.start(brief, by=owner, idempotency_key="k") for _ in range(2))
    assert one == other
    assert SketchRun.objects.count() == 1


def test_canceled_run_has_failed(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    actions.cancel_batch(batch=run.batch, by=owner)
    sketches = draw(run)
    assert {each.error for each in sketches} == {"Canceled."}
    assert standing.state_of(sketches) == standing.FAILED
    assert run.ended_at is not None


def test_sweep_ends_what_a_lost_signal_left(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    draw(run)
    SketchRun.objects.update(ended_at=None)
    sweeping.sweep(timezone.now() + timedelta(minutes=2))
    run.refresh_from_db()
    assert run.ended_at is not None


def test_folder_goes_with_its_run(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    draw(run)
    folder = run.folder
    owner.delete()
    assert not default_storage.exists(f"{folder}/sketch_0.png")


def test_sketch_prompts_are_not_the_persons_history(owner: User, simulator: Simulator) -> None:
    start(owner)
    assert not PastPrompt.objects.exists()


def spend_all_but(owner: User, left_usd: Decimal) -> None:
    used = standing_of(owner.pk, ledger.month_of(timezone.now())).used_usd
    limits.change(owner.pk, own_limit_usd=used + left_usd)


def test_retry_that_the_budget_does_not_reach_is_told_and_not_drawn(
    owner: User, simulator: Simulator
) -> None:
    run = start(owner, f"{GOLF} [[if:close crop:tint]]", auto_retry=True)
    spend_all_but(owner, Decimal("0.01"))
    sketches = draw(run)
    assert Generation.objects.filter(batch=run.batch_id).count() == 3
    assert Sketch.objects.filter(run=run).count() == 3
    told = next(each.notices for each in sketches if each.verdict != "clean")
    assert "not drawn again" in told[0]
    assert told in [each["notices"] for each in metadata_of(run)["images"]]
    now = standing_of(owner.pk, ledger.month_of(timezone.now()))
    assert now.limit_usd is not None and now.used_usd <= now.limit_usd


def test_retry_is_paid_by_the_token_that_began_the_run(owner: User, simulator: Simulator) -> None:
    token, _ = ApiToken.issue(owner=owner, monthly_limit_usd=Decimal("1"))
    run = start(acting.with_token(token), f"{GOLF} [[if:close crop:tint]]", auto_retry=True)
    draw(run)
    rows = Generation.objects.filter(batch=run.batch_id)
    assert set(rows.values_list("api_token_id", flat=True)) == {token.pk}
    assert TokenBudget.objects.get(token=token).spent_usd == sum(row.cost_usd for row in rows)


def test_reroll_is_held_to_the_limits_of_its_token(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    actions.cancel_batch(batch=run.batch, by=owner)
    token, _ = ApiToken.issue(owner=owner, approval_above_usd=Decimal("0.05"))
    with pytest.raises(ledger.ApprovalRequired):
        running.reroll(run, by=acting.with_token(token))
    assert running.reroll(run, by=acting.with_token(token), indices=[1]) == 1
    assert Generation.objects.latest("pk").api_token == token


def test_retries_count_for_what_a_token_has_to_ask_for(owner: User, simulator: Simulator) -> None:
    estimate = running.prepare(Brief(concept=GOLF, style="vintage-mascot"), by=owner).estimate()
    token, _ = ApiToken.issue(owner=owner, approval_above_usd=estimate.cost_usd)
    by = acting.with_token(token)
    brief = Brief(concept=GOLF, style="vintage-mascot", auto_retry=True)
    with pytest.raises(ledger.ApprovalRequired):
        running.start(brief, by=by)
    assert running.start(replace(brief, auto_retry=False), by=by).pk


def test_deleted_run_stops_and_comes_back_with_its_pictures(
    owner: User, simulator: Simulator
) -> None:
    run = start(owner)
    tasks.work()
    removing.delete(run, with_pictures=True, by=owner)
    assert not Generation.objects.filter(batch=run.batch_id).open().exists()
    assert not SketchRun.objects.visible_to(owner).exists()
    image = Image.objects.get()
    assert image.trashed_at is not None
    removing.restore(SketchRun.objects.get())
    image.refresh_from_db()
    assert list(Image.objects.visible_to(owner)) == [image]
    assert list(SketchRun.objects.visible_to(owner)) == [run]


def test_deleted_run_goes_for_good_with_its_folder(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    tasks.work()
    removing.delete(run, with_pictures=False, by=owner)
    later = timezone.now() + removing.DELETED_KEPT
    assert removing.sweep_deleted(later, True).count == 1
    assert default_storage.exists(f"{run.folder}/sketch_0.png")
    removing.sweep_deleted(later, False)
    assert not default_storage.exists(f"{run.folder}/sketch_0.png")
    assert Image.objects.visible_to(owner).count() == 1


def test_comments_of_a_deleted_run_no_longer_count(owner: User, simulator: Simulator) -> None:
    run = start(owner)
    feedback.say(run, "Fewer lines", by=owner)
    assert run.style_id
    assert running.earlier_remarks(run.style_id, by=owner) == ["Fewer lines"]
    removing.delete(run, with_pictures=False, by=owner)
    assert running.earlier_remarks(run.style_id, by=owner) == []
