from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpResponse
from ninja import Router, Status
from ninja.params.functions import Body

from gallery.api.wire import absolute
from gallery.models import Image
from gallery.request import Request
from studio import estimating, spending
from studio.api.answers import (
    EstimateAnswer,
    FinishedAnswer,
    GenerationAnswer,
    SubmittedAnswer,
)
from studio.api.bodies import EstimateBody, GenerateBody
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay
from studio.api.submitting import submit, work_session_of
from studio.api.waiting import PREFER, until_settled
from studio.models import Batch, Generation

router = Router(tags=["Generate"])
THE_BODY = Body()  # of a choice between two the library does not see by itself that it is one


@router.post(
    "/generate",
    response={200: FinishedAnswer | SubmittedAnswer, 202: SubmittedAnswer},
    summary="Make pictures of one prompt",
)
async def generate(
    request: Request,
    body: GenerateBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[SubmittedAnswer]:
    """Answers 202 at once, with a generation for each picture to follow.

    With `Prefer: wait=N` it answers 200 with the finished result, or 202 with the state when the
    time is up.
    """
    batch, replayed = await sync_to_async(submit)(body, by=request.user, key=idempotency_key)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=batch), prefer, response)
    return await sync_to_async(_answer)(batch)


@router.post("/estimate", response=EstimateAnswer, summary="What it would cost at most")
def estimate(request: Request, body: EstimateBody = THE_BODY) -> EstimateAnswer:
    """Takes the body of `generate` or of `batches`; costs nothing and queues nothing."""
    session = work_session_of(body.session_id, request.user)
    with refusals(body.pointer):
        found = estimating.estimate(body.requests(), by=request.user, work_session=session)
    return EstimateAnswer.of(found, spending.warnings(found, by=request.user))


def _answer(batch: Batch) -> Status[SubmittedAnswer]:
    """200 once all is over, with the picture itself where one was asked for and is there."""
    rows = batch.generations.select_related("batch", "engine_model", "image", "answer")
    generations = list(rows.order_by("position"))
    drawn = [GenerationAnswer.of(each) for each in generations]
    answer = SubmittedAnswer(batch_id=batch.pk, generations=drawn)
    if not all(each.is_settled for each in generations):
        return Status(202, answer)
    if len(generations) == 1 and (image := generations[0].image):
        answer = FinishedAnswer(**dict(answer), **_finished(generations[0], image))
    return Status(200, answer)


def _finished(generation: Generation, image: Image) -> dict[str, Any]:
    said = getattr(generation, "answer", None)
    return {
        "image_id": image.pk,
        "image_url": absolute(image.url),
        "metadata": generation.received,
        "text_response": said.text if said else "",
        "grounding_data": said.grounding if said else None,
    }
