"""A generation into the request that its engine gets, and the words that are kept about it."""

from __future__ import annotations

from dataclasses import dataclass

from gallery import imaging, storage
from gallery.models import Image
from studio import prompting
from studio.engines.base import EngineError, EngineRequest, Part, Turn
from studio.models import Generation, Grounding, ResponseModality

# References go out upright and without metadata; larger ones gain nothing (reference, section 1.4).
REFERENCE_QUALITY = 92
REFERENCE_MAX_SIDE_PX = 3072

_SEARCH_TYPES = {Grounding.WEB: ("web",), Grounding.WEB_AND_IMAGES: ("web", "images")}


@dataclass(frozen=True, slots=True)
class Parcel:
    """`sent` is what `Generation.sent` keeps: everything but the pictures' bytes."""

    request: EngineRequest
    sent: dict[str, object]


def parcel_for(generation: Generation) -> Parcel:
    """Raises EngineError, StorageError or BadImage where a reference image cannot be had."""
    asked = generation.requested
    prompt = prompting.assemble(generation.prompt, person_generation=asked["person_generation"])
    references = _references(generation)
    pictures = tuple(Part(data=_for_sending(image), mime_type="image/jpeg") for image in references)
    request = EngineRequest(
        model_id=generation.engine_model.model_id,
        turns=(Turn(role="user", parts=(Part(text=prompt), *pictures)),),
        aspect_ratio=asked["aspect_ratio"],
        image_size=asked["resolution"],
        with_text=asked["response_modality"] == ResponseModality.TEXT_IMAGE,
        search_types=_search_types(generation),
    )
    return Parcel(request, _description(request, references))


def _description(request: EngineRequest, references: list[Image]) -> dict[str, object]:
    return {
        "model": request.model_id,
        "prompt": request.turns[0].parts[0].text,
        "aspect_ratio": request.aspect_ratio,
        "resolution": request.image_size,
        "response_modalities": ["TEXT", "IMAGE"] if request.with_text else ["IMAGE"],
        "search_types": list(request.search_types),
        "references": [{"id": image.pk, "sha256": image.sha256} for image in references],
    }


def _references(generation: Generation) -> list[Image]:
    """In the order in which they were given: the prompt may speak of the second image."""
    ids = generation.requested["reference_image_ids"]
    found = generation.references.in_bulk(ids) if ids else {}
    if len(found) < len(ids):
        raise EngineError("invalid_request", "A reference image is gone.", was_sent=False)
    return [found[pk] for pk in ids]


def _for_sending(image: Image) -> bytes:
    original = storage.read(image.name)
    return imaging.export(
        original,
        format="jpeg",
        quality=REFERENCE_QUALITY,
        max_side_px=REFERENCE_MAX_SIDE_PX,
    )


def _search_types(generation: Generation) -> tuple[str, ...]:
    if not generation.requested["google_search_enabled"]:
        return ()
    return _SEARCH_TYPES.get(Grounding(generation.engine_model.grounding), ())
