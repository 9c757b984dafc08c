"""A generation into the request that its engine gets, and the words that are kept about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gallery import imaging, storage
from gallery.imaging import Fitted
from gallery.models import Image
from sessions_app.models import MessagePart, Role
from studio import dialogue, prompting
from studio.dialogue import Said
from studio.editing import parcels
from studio.editing.plans import Plan, plan_in
from studio.engines.base import EngineError, EngineRequest, Part, Turn
from studio.models import EngineModel, Generation, Grounding, ResponseModality
from studio.prompting import Reference
from studio.requesting import BEFORE, WORDS
from studio.sketches import attaching
from studio.sketches.plans import plan_in as sketch_in

# The provider takes 7 MB a picture and 20 MB a request, base64 and words included
# (reference, section 1.4).
MAX_PICTURE_BYTES = 7_000_000
MAX_PICTURES_BYTES = 14_500_000

_SEARCH_TYPES = {Grounding.WEB: ("web",), Grounding.WEB_AND_IMAGES: ("web", "images")}


@dataclass(frozen=True, slots=True)
class Parcel:
    """`sent` is what `Generation.sent` keeps: everything but the pictures' bytes."""

    request: EngineRequest
    sent: dict[str, object]


def parcel_for(generation: Generation, *, route: str = "") -> Parcel:
    """What goes through this door (`ApiKey.route`).

    Raises EngineError, StorageError or BadImage where a picture cannot be had.
    """
    if BEFORE in generation.requested:
        return _of_turn(generation, route)
    asked = generation.requested
    references, plan = prompting.references_in(asked), plan_in(asked)
    prompt = prompting.assemble(
        plan.instruction if plan else prompting.told(generation.prompt, asked),
        person_generation=asked["person_generation"],
        references=references,
        first_number=2 if plan else 1,
    )
    images = _images(generation, references, plan)
    pictures = _for_sending(images, plan)
    sketch = sketch_in(asked)
    drawings = attaching.drawings(sketch, owner_id=generation.owner_id) if sketch else []
    parts = (Part(text=prompt), *map(_picture, [*pictures, *drawings]))
    request = _request(generation, [Turn(role="user", parts=parts)])
    described = _description(request, images, pictures) | {"route": route}
    if sketch:
        described["drawings"] = list(sketch.references)
    return Parcel(request, described)


def _of_turn(generation: Generation, route: str) -> Parcel:
    """A person's turn with what goes along of the conversation before it."""
    message = generation.message
    turn = message.parent if message else None
    if turn is None:
        raise EngineError("invalid_request", "The conversation is gone.", was_sent=False)
    speaker = dialogue.speaker_of(generation.engine_model, route)
    since = generation.requested[BEFORE]["since"]
    path = dialogue.path_to(turn.work_session, turn.parent_id) if since else []
    before = dialogue.exchanges_of(path[path.index(since) :] if path else [])
    said = dialogue.script(before, dialogue.pieces_of(turn), speaker)
    images = dialogue.pictures_of(said[-1])
    own = _for_sending(images)
    turns = [*map(_turn, said[:-1]), _said_by_person(said[-1], own)]
    request = _request(generation, turns)
    told = _description(request, images, own)
    return Parcel(request, told | {"route": route, "turns": len(turns), "since": since})


def _turn(said: Said) -> Turn:
    """A person's pictures are fitted as they were the first time, the model's are its own bytes."""
    if said.role == Role.USER:
        return _said_by_person(said, _for_sending(dialogue.pictures_of(said)))
    parts = (_part(piece) for piece in said.pieces if isinstance(piece, MessagePart))
    return Turn(role="model", parts=tuple(parts))


def _said_by_person(said: Said, pictures: Sequence[Fitted]) -> Turn:
    words = (Part(text=each) for each in dialogue.words_of(said))
    return Turn(role="user", parts=(*words, *map(_picture, pictures)))


def _part(part: MessagePart) -> Part:
    """As it came, with its signature."""
    signature = bytes(part.signature) if part.signature is not None else None
    if not part.is_picture:
        return Part(text=part.text, thought=part.is_thought, signature=signature)
    return Part(
        data=storage.read(part.file_name),
        mime_type=part.mime_type,
        thought=part.is_thought,
        signature=signature,
    )


def _picture(fitted: Fitted) -> Part:
    return Part(data=fitted.data, mime_type=fitted.mime_type)


def _request(generation: Generation, turns: Sequence[Turn]) -> EngineRequest:
    return EngineRequest(
        model_id=generation.engine_model.model_id, turns=tuple(turns), **_settings(generation)
    )


def _settings(generation: Generation) -> dict[str, Any]:
    """Everything of an `EngineRequest` but the model and what it is told."""
    asked = generation.requested
    return {
        "aspect_ratio": asked["aspect_ratio"],
        "image_size": asked["resolution"],
        "with_text": asked["response_modality"] == ResponseModality.TEXT_IMAGE,
        "search_types": _search_types(generation),
        "include_thoughts": bool(asked.get("include_thoughts")),
        **_settings_of_words(asked.get(WORDS), generation.engine_model),
    }


def _settings_of_words(words: dict[str, Any] | None, model: EngineModel) -> dict[str, Any]:
    if words is None:
        return {}
    # Models that think take no temperature: ignored, or refused (reference, section 1.5).
    temperature = None if model.thinks else words["temperature"]
    return {
        "draws": False,
        "system": words["system"],
        "schema": words["schema"],
        "temperature": temperature,
    }


def _description(
    request: EngineRequest, images: Sequence[Image], pictures: Sequence[Fitted]
) -> dict[str, object]:
    return {
        "model": request.model_id,
        "prompt": "\n\n".join(part.text or "" for part in request.turns[-1].parts if part.text),
        "aspect_ratio": request.aspect_ratio,
        "resolution": request.image_size,
        "response_modalities": list(request.modalities),
        "search_types": list(request.search_types),
        "include_thoughts": request.include_thoughts,
        "references": [
            {
                "id": image.pk,
                "sha256": image.sha256,
                "mime_type": picture.mime_type,
                "size_bytes": len(picture.data),
            }
            for image, picture in zip(images, pictures, strict=True)
        ],
    }


def _images(
    generation: Generation, references: Sequence[Reference], plan: Plan | None
) -> list[Image]:
    """The picture to be changed, then the others in the order in which they were given.

    The prompt may speak of the second image.
    """
    changed = [plan.image_id] if plan else []
    ids = changed + [reference.image_id for reference in references]
    found = generation.references.in_bulk(ids) if ids else {}
    if len(found) < len(set(ids)):
        raise EngineError("invalid_request", "A reference image is gone.", was_sent=False)
    return [found[pk] for pk in ids]


def _for_sending(images: Sequence[Image], plan: Plan | None = None) -> list[Fitted]:
    """Upright and without metadata; smaller only where one, or all together, would be too much."""
    plans = [plan] + [None] * (len(images) - 1) if images else []
    pictures = [
        _fitted(image, MAX_PICTURE_BYTES, its) for image, its in zip(images, plans, strict=True)
    ]
    if sum(len(picture.data) for picture in pictures) <= MAX_PICTURES_BYTES:
        return pictures
    share = MAX_PICTURES_BYTES // len(pictures)
    return [
        picture if len(picture.data) <= share else _fitted(image, share, its)
        for image, picture, its in zip(images, pictures, plans, strict=True)
    ]


def _fitted(image: Image, max_bytes: int, plan: Plan | None) -> Fitted:
    """`plan` is that of the picture which is to be changed, None for all others."""
    if plan is not None:
        return parcels.shown(image, plan, max_bytes=max_bytes)
    return imaging.fitted(storage.read(image.name), max_bytes=max_bytes)


def _search_types(generation: Generation) -> tuple[str, ...]:
    if not generation.requested["google_search_enabled"]:
        return ()
    return _SEARCH_TYPES.get(Grounding(generation.engine_model.grounding), ())
