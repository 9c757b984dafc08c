"""What the live service refuses, in its words (reference: simulator checklist, point 5)."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from studio.simulator import signatures
from studio.simulator.asks import Ask, InputImage, Part, Turn
from studio.simulator.catalogue import IGNORED_SIZES, Model
from studio.simulator.wire import ApiError, JsonObject, invalid

INPUT_TYPES = {"image/png", "image/jpeg", "image/webp", "image/heic", "image/heif"}
UNDECODABLE_TYPES = {"image/heic", "image/heif"}
MIN_DEADLINE_S = 10
BODY_FIELDS = {
    "contents", "model", "systemInstruction", "generationConfig", "safetySettings", "tools",
    "toolConfig", "cachedContent", "labels", "serviceTier", "store",
}  # fmt: skip
CONFIG_FIELDS = {
    "responseModalities", "thinkingConfig", "imageConfig", "responseFormat", "temperature", "topP",
    "topK", "seed", "candidateCount", "maxOutputTokens", "stopSequences", "mediaResolution",
    "responseMimeType", "responseSchema", "responseJsonSchema", "presencePenalty",
    "frequencyPenalty", "responseLogprobs", "logprobs", "speechConfig", "enableAffectiveDialog",
}  # fmt: skip


def check_deadline(header: str | None) -> None:
    """Refuses an `X-Server-Timeout` that was given in the wrong unit."""
    if header and header.isdigit() and int(header) < MIN_DEADLINE_S:
        raise invalid(
            f"Manually set deadline {header}s is too short. Minimum allowed deadline is "
            f"{MIN_DEADLINE_S}s."
        )


def check_fields(body: JsonObject) -> None:
    for holder, known, path in (
        (body, BODY_FIELDS, ""),
        (body.get("generationConfig") or {}, CONFIG_FIELDS, " at 'generation_config'"),
    ):
        for name in holder:
            if name not in known:
                raise invalid(
                    f'Invalid JSON payload received. Unknown name "{name}"{path}: '
                    "Cannot find field."
                )


def check(ask: Ask, model: Model) -> None:
    """Raises ApiError 400 for the first thing that this model would not accept."""
    check_turns(ask.turns)
    check_images(ask, model)
    check_output(ask, model)
    check_thinking(ask, model)
    if ask.searches and not model.searches:
        raise invalid("Search Grounding is not supported for this model.")
    if model.draws and model.thinking:
        check_signatures(ask.turns, model)


def check_turns(turns: tuple[Turn, ...]) -> None:
    if not turns:
        raise invalid("* GenerateContentRequest.contents: contents is not specified\n")
    for place, turn in enumerate(turns):
        if turn.role not in ("user", "model"):
            raise invalid("Please use a valid role: user, model.")
        if not turn.parts:
            raise invalid(
                f"* GenerateContentRequest.contents[{place}].parts: contents.parts must not be "
                "empty.\n"
            )
    if turns[-1].role == "model":
        raise invalid("Requests ending with a model turn are not supported.")


def check_images(ask: Ask, model: Model) -> None:
    for turn in ask.turns:
        count = len(turn.images())
        if count > model.max_images:
            raise invalid(
                f"Too many images: {count}. This model accepts at most {model.max_images} images "
                "in one prompt."
            )
    for part in ask.parts():
        if part.image is not None:
            check_image(part.image)


def check_image(image: InputImage) -> None:
    """Refuses a type that is not listed and bytes that do not decode."""
    if image.mime not in INPUT_TYPES:
        raise invalid(f"Unsupported MIME type: {image.mime}")
    readable = _is_heif(image.data) if image.mime in UNDECODABLE_TYPES else _decodes(image.data)
    if not readable:
        raise invalid("Unable to process input image. Please retry or report.")


def _is_heif(data: bytes) -> bool:
    return data[4:8] == b"ftyp"


def _decodes(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (256, 256))  # JPEG decodes at an eighth: cheap, and still whole
            picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def check_output(ask: Ask, model: Model) -> None:
    if ask.candidate_count > 1:
        raise invalid("Multiple candidates is not enabled for this model")
    if not model.draws:
        return _check_talker(ask)
    if ask.ratio and ask.ratio not in model.ratios:
        raise invalid(f"Aspect ratio {ask.ratio} is not supported for this model")
    unknown = ask.size and ask.size not in model.tokens and ask.size not in IGNORED_SIZES
    if unknown and model.sized:
        raise invalid(f"Image size {ask.size} is not supported for this model")
    return None


def _check_talker(ask: Ask) -> None:
    if ask.ratio or ask.size:
        raise invalid("Aspect ratio is not enabled for this model")
    if "IMAGE" in ask.modalities:
        raise invalid("Multi-modal output is not supported.")


def check_thinking(ask: Ask, model: Model) -> None:
    if (ask.include_thoughts or ask.thinking_level) and not model.thinking:
        raise invalid("Thinking is not enabled for this model")
    if ask.thinking_level and ask.thinking_level not in model.thinking_levels:
        raise invalid(f"Thinking level {ask.thinking_level} is not supported for this model.")


def check_signatures(turns: tuple[Turn, ...], model: Model) -> None:
    """Every picture of a model turn, and the words before it, must come back signed as sent."""
    for turn in turns:
        if turn.role == "model":
            for part in _signed_parts(turn):
                _check_signature(part, model)


def _signed_parts(turn: Turn) -> list[Part]:
    """Parts that left with a signature: each picture, and the first words where one follows.

    A part with words that carries a signature anyway is checked too.
    """
    spoken = [part for part in turn.parts if not part.thought]
    lead = spoken[:1] if any(part.image for part in spoken) else []
    return [
        part for part in spoken if part.image or (part.text and (part.signature or part in lead))
    ]


def _check_signature(part: Part, model: Model) -> None:
    if not part.signature:
        kind = "Image" if part.image else "Text"
        raise invalid(
            f"{kind} part is missing a thought_signature in content position {part.where[0]}, "
            f"part position {part.where[1]}."
        )
    if not signatures.is_genuine(part.signature, model.id, part.content):
        raise ApiError(400, "Corrupted thought signature.")
