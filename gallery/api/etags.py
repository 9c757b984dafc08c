"""What was edited meanwhile: an answer's mark, and changes that name the mark they were made on."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.utils.http import parse_etags
from ninja.params.functions import Header

from gallery.api.refusals import Refusal
from gallery.api.wire import Answer

IF_MATCH = Header(
    None,
    alias="If-Match",
    max_length=2000,
    description="The ETag that the change is made on: 412 where it is no longer that",
)


def etag_of(answer: Answer) -> str:
    words = answer.model_dump_json(exclude=set(answer.moving))
    return f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'


def mark(response: HttpResponse, answer: Answer) -> None:
    response.headers["ETag"] = etag_of(answer)


def want(if_match: str | None, current: Answer) -> None:
    """Raises Refusal where the change was made on something older; call it with the row locked."""
    if if_match is None:
        return
    named = parse_etags(if_match)
    if "*" not in named and etag_of(current) not in named:
        detail = "It was changed meanwhile. Get it again, and make the change on that."
        raise Refusal(412, "precondition_failed", detail)
