"""Pictures that are made only where the owner asks for them in the document; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder import documents, pointers, vocabulary
from site_builder.documents import Document

HEADSHOTS = "headshots"
BEFORE_AFTER = "before-after:"
REGULATED = "Results of this trade are never illustrated."


@dataclass(frozen=True, slots=True)
class OptIn:
    """What is never made without being asked for; `refused` says why it cannot be."""

    value: str
    label: str
    hint: str
    is_on: bool
    refused: str = ""


def of(document: Document, industry: str) -> list[OptIn]:
    return list(_of(document, industry))


def with_opt_in(document: dict[str, Any], value: str, *, on: bool) -> dict[str, Any]:
    """The document with it switched; as it was where there is no such place."""
    if value == HEADSHOTS:
        wish = "generate" if on else "initials"
        return pointers.with_value(document, "/imagePolicy/headshots", wish)
    slot_key = f"{value.removeprefix(BEFORE_AFTER)}/illustrative"
    pointer = documents.locate(document, slot_key) if slot_key.count("/") == 2 else None
    return document if pointer is None else pointers.with_value(document, pointer, on)


def _of(document: Document, industry: str) -> Iterator[OptIn]:
    placements = [each for page in documents.pages_of(document) for each in page.placements]
    if any(each.component_id == "team-grid" and each.variant != "minimal" for each in placements):
        policy = document.get("imagePolicy", {})
        yield OptIn(
            HEADSHOTS,
            "AI portraits of the team",
            "Invented faces, labelled as samples. Initials stand there otherwise.",
            policy.get("headshots") == "generate",
        )
    is_regulated = vocabulary.industry(industry)["regulated_claims"]
    for each in placements:
        if each.component_id == "proof-beforeafter":
            yield OptIn(
                f"{BEFORE_AFTER}{each.page}/{each.id}",
                f"Before and after: {each.content.get('headline') or each.id}",
                "Labelled as an illustration. Two images a pair.",
                each.content.get("illustrative") is True,
                REGULATED if is_regulated else "",
            )
