"""The Sketches page and what a person does on a sheet."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow

from studio import tasks
from studio.models import Generation, Sketch, SketchFeedback, SketchRun, SketchStyle
from studio.simulator.process import Simulator
from studio.sketches import feedback, running, standing
from studio.sketches.briefs import Brief
from studio.sketches.spec import PromptSpec
from studio.wording import TIMES

pytestmark = pytest.mark.django_db

GOLF = "A cheerful golf ball with a cap, running, no grass"
FORM = {"concept": GOLF, "style": "vintage-mascot", "count": "3"}
HTMX = {"HX-Request": "true"}


def start(owner: User, **said: Any) -> SketchRun:
    quick: dict[str, Any] = {"count": 3, "resolution": "512", "model": "nano-banana-2"}
    return running.start(Brief(concept=GOLF, style="vintage-mascot", **(quick | said)), by=owner)


def draw(run: SketchRun) -> list[Sketch]:
    while Generation.objects.filter(batch=run.batch_id).open().exists():
        tasks.work()
    return standing.current_of(run)


def page_of(run: SketchRun) -> str:
    return reverse("studio:sketch_sheet", args=[run.pk])


def test_what_was_understood_is_shown_before_money_is_spent(owner_client: Client) -> None:
    page = owner_client.post(reverse("studio:preview_sketches"), FORM).text
    assert "A cheerful golf ball with a cap, running</textarea>" in page
    assert "grass</textarea>" in page
    assert 'value="golf-ball-runner" checked' in " ".join(page.split())
    assert f"3 {TIMES} $0.0" in page
    assert not SketchRun.objects.exists()


def test_corrected_spec_and_choice_of_drawings_are_drawn(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    shown = owner_client.post(reverse("studio:preview_sketches"), FORM).context["brief"]
    said = {
        "spec_for": shown.spec_for,
        "found_for": shown.found_for,
        "refined_intent": "A golf ball asleep",
        "references": ["cactus-pot", "lion-mane"],
    }
    owner_client.post(reverse("studio:sketches"), FORM | said)
    run = SketchRun.objects.get()
    assert "A golf ball asleep" in run.batch.generations.earliest("pk").prompt
    assert run.used_references == ["cactus-pot", "lion-mane"]


def test_correction_of_another_concept_is_left_out(
    owner_client: Client, simulator: Simulator
) -> None:
    said = {"spec_for": "of something else", "refined_intent": "A golf ball asleep"}
    owner_client.post(reverse("studio:sketches"), FORM | said)
    assert SketchRun.objects.get().prompt_spec["refined_intent"].endswith("running")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"concept": " "}, "Say what is to be sketched."),
        ({"style": ""}, "Choose a style."),
        ({"concept": "x" * 1001}, "1 characters too long"),
        ({"count": "9"}, "Choose 3 to 6 sketches."),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    owner_client: Client, wrong: dict[str, str], said: str
) -> None:
    answer = owner_client.post(reverse("studio:sketches"), FORM | wrong, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#composer")
    assert said in answer.text


def test_sheet_tells_verdict_layout_and_exaggeration(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    draw(run)
    page = " ".join(owner_client.get(page_of(run)).text.split())
    assert page.count("<span>Clean</span>") == 3
    assert "Centred front · slightly caricatured, 0.45" in page
    assert "3 sketches" in page


def test_pulse_brings_cards_and_the_retry_in_their_place(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner, auto_retry=True, spec=_spec("[[if:front view:tint]]"))
    first = run.batch.generations.earliest("pk")
    tasks.work()
    asked: dict[str, str | int] = {
        "waiting": f"{first.pk}:pending:1",
        "drawn_as": "sketches",
        "open": 3,
    }
    page = owner_client.get(reverse("studio:pulse"), asked).text
    assert f'id="sketch-{run.pk}-0"' in page
    assert 'data-status="pending"' in page  # the retry stands where the first try stood
    assert f'id="sketch-run-{run.pk}-header"' in page


def _spec(marker: str) -> PromptSpec:
    return PromptSpec(intent=GOLF, refined_intent=f"a golf ball {marker}")


def test_lock_and_draw_anew(owner: User, owner_client: Client, simulator: Simulator) -> None:
    run = start(owner)
    first, *_ = draw(run)
    owner_client.post(reverse("studio:lock_sketch", args=[first.pk]), {"locked": "1"})
    url = reverse("studio:reroll_sketches", args=[run.pk])
    page = owner_client.post(url, headers=HTMX).text
    assert page.count('data-status="pending"') == 2
    owner_client.post(reverse("studio:cancel_sketches", args=[run.pk]))
    owner_client.post(url, {"index": "2"})
    assert Generation.objects.filter(batch=run.batch).open().count() == 1


def test_refining_leads_to_a_sheet_of_its_own(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    draw(run)
    url = reverse("studio:refine_sketches", args=[run.pk])
    refused = owner_client.post(url, {"indices": ["0"], "instruction": " "})
    assert (refused.status_code, "Say what is to change." in refused.text) == (422, True)
    answer = owner_client.post(url, {"indices": ["0", "2"], "instruction": "A bigger grin"})
    made = SketchRun.objects.latest("pk")
    assert answer.url == page_of(made)  # type: ignore[attr-defined]
    assert [each.index for each in standing.current_of(made)] == [0, 2]


def test_run_is_packed_with_its_metadata(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    draw(run)
    answer = owner_client.get(reverse("studio:download_sketches", args=[run.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"sketch_0.png", "sketch_2.png", "metadata.json"} <= set(names)
    assert sum(name.startswith("original/") for name in names) == 3


@pytest.mark.parametrize(("kind", "start_of_file"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_sketch_is_printed_to_draw_over(
    owner: User, owner_client: Client, simulator: Simulator, kind: str, start_of_file: bytes
) -> None:
    sketch = draw(start(owner))[0]
    url = reverse("studio:print_sketch", args=[sketch.pk])
    answer = owner_client.get(url, {"paper": "A4", "as": kind})
    assert answer.content.startswith(start_of_file)
    if kind == "png":
        assert Pillow.open(io.BytesIO(answer.content)).size == (2480, 3508)
    assert owner_client.get(url, {"paper": "A9"}).status_code == 404


def test_pictures_of_a_sheet_are_compared(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    url = reverse("studio:compare_sketches", args=[run.pk])
    assert owner_client.get(url).status_code == 404  # nothing is there yet
    draw(run)
    page = owner_client.get(url, {"a": 0, "b": 2}).text
    assert "<figcaption>A</figcaption>" in page and "Show A</button>" in page
    assert "Before" not in page


def test_comment_is_heard_and_may_be_taken_back(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    url = reverse("studio:comment_on_sketches", args=[run.pk])
    assert owner_client.post(url, {"text": " "}, headers=HTMX).status_code == 422
    owner_client.post(url, {"text": "No teeth, please"})
    page = owner_client.post(reverse("studio:preview_sketches"), FORM).text
    assert "teeth" in page
    comment = SketchFeedback.objects.get()
    owner_client.post(reverse("studio:delete_sketch_comment", args=[comment.pk]))
    assert not SketchFeedback.objects.exists()


def test_summary_is_saved_only_when_it_is_confirmed(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    for words in ("Fewer lines in the face", "Bigger shoes"):
        owner_client.post(reverse("studio:comment_on_sketches", args=[run.pk]), {"text": words})
    url = reverse("studio:sketch_summary", args=[run.style_id])
    shown = owner_client.get(url)
    assert "Fewer lines in the face. Bigger shoes." in shown.text
    assert not SketchStyle.objects.exclude(feedback_summary="").exists()
    later = feedback.say(run, "A hat", by=owner)  # nobody who writes the summary has seen it
    owner_client.post(url, {"summary": "Bigger shoes.", "seen": shown.context["seen"]})
    made = SketchStyle.objects.get(owner=owner)
    assert made.feedback_summary == "Bigger shoes."
    assert list(SketchFeedback.objects.filter(summarised_at=None)) == [later]


def test_ten_comments_ask_for_a_summary(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    for number in range(9):
        feedback.say(run, f"Comment {number}", by=owner)
    assert "Propose a summary" in owner_client.get(page_of(run)).text
    feedback.say(run, "One more", by=owner)
    assert "Ten are enough" in owner_client.get(page_of(run)).text


def test_too_similar_sketches_are_marked_and_can_be_drawn_anew(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    first, _, last = draw(run)
    Sketch.objects.filter(pk=last.pk).update(dhash256=first.dhash256)
    page = " ".join(owner_client.get(page_of(run)).text.split())
    assert "Too similar to C" in page and "Too similar to A" in page
    assert page.count('class="sketch-similar"') == 2


def test_archive_costs_the_same_for_more_sheets(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    counts = []
    for _ in range(2):
        start(owner)
        with CaptureQueriesContext(connection) as queries:
            owner_client.get(reverse("studio:sketch_runs"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_strangers_see_no_sheet(owner: User, stranger_client: Client, simulator: Simulator) -> None:
    run = start(owner)
    sketch = Sketch.objects.earliest("pk")
    pages = [page_of(run), reverse("studio:download_sketches", args=[run.pk])]
    pages += [
        reverse(f"studio:{name}", args=[sketch.pk]) for name in ("print_sketch", "sketch_original")
    ]
    assert [stranger_client.get(page).status_code for page in pages] == [404] * 4
    acts = ("reroll_sketches", "refine_sketches", "cancel_sketches", "comment_on_sketches")
    posts = [reverse(f"studio:{name}", args=[run.pk]) for name in acts]
    assert [stranger_client.post(url).status_code for url in posts] == [404] * 4


def test_sheet_is_deleted_and_taken_back(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    url = reverse("studio:delete_sketches", args=[run.pk])
    assert "It holds no pictures." in owner_client.get(url).text
    listed = owner_client.post(url, {"images": "keep"}, follow=True)
    assert "deleted." in listed.text
    assert f'href="{page_of(run)}"' not in listed.text
    assert owner_client.get(page_of(run)).status_code == 404
    owner_client.post(reverse("studio:restore_sketches", args=[run.pk]))
    assert owner_client.get(page_of(run)).status_code == 200


def test_strangers_delete_and_restore_nothing(
    owner: User, stranger_client: Client, simulator: Simulator
) -> None:
    run = start(owner)
    for act in ("delete", "restore"):
        url = reverse(f"studio:{act}_sketches", args=[run.pk])
        assert stranger_client.post(url).status_code == 404


def test_sheet_comes_before_the_form_on_its_own_page(
    owner: User, owner_client: Client, simulator: Simulator
) -> None:
    text = owner_client.get(page_of(start(owner))).text
    assert text.index('id="sketch-stage"') < text.index('id="composer"')
    text = owner_client.get(reverse("studio:sketches")).text
    assert text.index('id="composer"') < text.index('id="sketch-stage"')
