"""All that is known about one answer, made ready for `studio/_details.html`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from gallery import facts
from gallery.facts import Fact, Record
from gallery.grounding import Sources, sources_of
from studio import answers, problems, wording
from studio.models import Answer, Generation, GenerationQuerySet, Kind

SIGNATURE_CHARACTERS = 24  # of several thousand; the rest says nothing to people


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """One generation's answer; every part may be empty."""

    pk: int
    letter: str
    title: str
    text: str
    thoughts: str
    drafts: list[str]  # addresses of the pictures that came besides the finished one
    is_edit: bool
    sources: Sources
    facts: list[Fact]
    times: list[Fact]
    records: list[Record]
    raw: str

    @property
    def drafts_title(self) -> str:
        """The finished edit of a region is made of what the model drew, which is then no draft."""
        return "What the model drew" if self.is_edit else "Drafts while thinking"

    @property
    def facts_id(self) -> str:
        return f"facts-{self.pk}"

    @property
    def times_id(self) -> str:
        return f"times-{self.pk}"


def answered(by: AbstractBaseUser) -> GenerationQuerySet:
    """The person's generations, with all that `details` reads."""
    rows = Generation.objects.visible_to(by)
    return rows.select_related("answer", "engine_model", "image").order_by("position", "pk")


def details(generation: Generation) -> Details:
    """Of a row that came from `answered`."""
    answer = getattr(generation, "answer", None) or Answer()
    kept = {name: getattr(generation, name) for name in facts.RECORDS}
    return Details(
        pk=generation.pk,
        letter=wording.letter(generation.position),
        title=_title(generation),
        text=answer.text.strip(),
        thoughts=answer.thoughts.strip(),
        drafts=_draft_urls(generation),
        is_edit=generation.kind == Kind.EDIT,
        sources=sources_of(answer.grounding),
        facts=[fact for fact in _facts(generation) if fact.value],
        times=[fact for fact in _times(generation) if fact.value],
        records=[
            replace(record, key=f"{record.key}-{generation.pk}")
            for record in facts.records_in(kept)
        ],
        raw=_raw(answer) if answer.content or answer.usage else "",
    )


def _draft_urls(generation: Generation) -> list[str]:
    numbers = range(len(drafts_of(generation)))
    return [reverse("studio:draft", args=[generation.pk, number]) for number in numbers]


def drafts_of(generation: Generation) -> list[str]:
    """The names of the pictures that came besides the finished one."""
    answer = getattr(generation, "answer", None)
    if answer is None:
        return []
    final_name = generation.image.name if generation.image else ""
    return answers.other_blobs(answer.content, final_name=final_name)


def _title(generation: Generation) -> str:
    if generation.error_code:
        return problems.wording(generation.error_code).title
    return generation.get_status_display()


def _facts(row: Generation) -> Iterator[Fact]:
    yield Fact("Model", row.engine_model.label)
    yield Fact("Tokens", facts.tokens_in_words(row.tokens))
    yield Fact("Cost", wording.usd(row.cost_usd) if row.cost_usd else "Not charged")
    yield Fact("Google says", row.error_note)


def _times(row: Generation) -> Iterator[Fact]:
    yield Fact("In line", _between(row.created_at, row.started_at))
    yield Fact("Drawing", _between(row.sent_at, row.received_at))
    yield Fact("Attempts", str(row.attempt) if row.attempt > 1 else "")


def _between(start: datetime | None, end: datetime | None) -> str:
    """ "" until both are there."""
    return wording.seconds((end - start).total_seconds()) if start and end else ""


def _raw(answer: Answer) -> str:
    """The answer as it came, in the provider's words; pictures and signatures cut out."""
    whole = {
        "content": _cut_out(answer.content),
        "finishReason": answer.finish_reason,
        "groundingMetadata": answer.grounding,
        "usageMetadata": answer.usage,
        "modelVersion": answer.model_version,
        "responseId": answer.response_id,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _cut_out(content: dict[str, Any]) -> dict[str, Any]:
    return content | {"parts": [_cut_part(part) for part in content.get("parts", [])]}


def _cut_part(part: dict[str, Any]) -> dict[str, Any]:
    shown = dict(part)
    if "inlineData" in part:
        shown["inlineData"] = part["inlineData"] | {"data": "(picture)"}
    if signature := part.get("thoughtSignature"):
        shown["thoughtSignature"] = f"{signature[:SIGNATURE_CHARACTERS]}…"
    return shown
