"""From a parsed request to the provider's answer: what to draw, say, charge or refuse."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studio.simulator import answers, talking
from studio.simulator.answers import Answer, OutPart, Picture
from studio.simulator.asks import Ask
from studio.simulator.catalogue import DEFAULT_SIZE, Model, Pixels
from studio.simulator.chance import new_seed
from studio.simulator.encoding import draft_of, size_of, spoil
from studio.simulator.faults import Faults
from studio.simulator.painting import Easel, Order

EMPTY_MESSAGES = {
    "IMAGE_SAFETY": "Unable to show the generated image. The image was filtered out.",
    "NO_IMAGE": "The model was expected to generate an image, but none was generated.",
}


@dataclass(frozen=True)
class Outcome:
    """A painted picture and the words that go with it."""

    picture: Picture
    caption: str


def answer(ask: Ask, model: Model, faults: Faults, easel: Easel) -> Answer:
    """The whole answer of one call; drawing happens here, so call it in a thread."""
    if reason := faults.argument("block"):
        report = answers.usage(ask, model, (), thinks=False)
        return Answer(finish_reason="", block_reason=reason.upper(), usage=report)
    if reason := faults.argument("fail").upper():
        return _without_parts(ask, model, reason)
    if faults.has("no-candidates", "empty"):
        return replace(_without_parts(ask, model, "STOP"), finish_reason="")
    if faults.has("no-parts"):
        return _without_parts(ask, model, "STOP")
    parts = _parts(ask, model, faults, easel)
    return Answer(
        parts=parts,
        usage=None if faults.has("no-usage") else answers.usage(ask, model, parts),
        grounding=answers.grounding(ask, model),
    )


def _without_parts(ask: Ask, model: Model, reason: str) -> Answer:
    return Answer(
        finish_reason=reason,
        finish_message=EMPTY_MESSAGES.get(reason, ""),
        usage=answers.usage(ask, model, ()),
    )


def _parts(ask: Ask, model: Model, faults: Faults, easel: Easel) -> tuple[OutPart, ...]:
    if faults.has("text-only"):
        return (OutPart(text=talking.instead_of_picture(ask.prompt)),)
    if not model.draws or not ask.wants("IMAGE"):
        return (OutPart(text=talking.reply(ask)),)
    outcomes = [paint(ask, model, faults, easel) for _ in range(faults.image_count())]
    pictures = [outcome.picture for outcome in outcomes]
    if faults.has("thought-only"):
        return (OutPart(picture=pictures[-1], thought=True),)
    thoughts = _thoughts(ask, outcomes[-1]) if ask.include_thoughts else []
    words = [OutPart(text=outcomes[-1].caption)] if ask.wants("TEXT") else []
    return tuple(thoughts + words + [OutPart(picture=picture) for picture in pictures])


def _thoughts(ask: Ask, outcome: Outcome) -> list[OutPart]:
    """Words and one interim picture, flagged; they carry no signature."""
    draft = Picture(draft_of(outcome.picture.data), "image/jpeg")
    return [
        OutPart(text=talking.thought(ask.prompt), thought=True),
        OutPart(picture=draft, thought=True),
    ]


def paint(ask: Ask, model: Model, faults: Faults, easel: Easel) -> Outcome:
    """One finished picture of the pixels that were asked for, unless a fault spoils it."""
    width, height = pixels(ask, model)
    if faults.has("wrong-size"):
        width, height = width * 3 // 4, height * 2 // 3
    order = Order(
        prompt=ask.prompt,
        system=ask.system,
        pixels=(width, height),
        images=tuple(image.data for image in ask.sent_images),
        subject=ask.subject_image.data if ask.subject_image else None,
        mime=model.mime,
        seed=new_seed(),
        drift=faults.drift(),
        tinted=faults.has("tint"),
    )
    data, caption = easel.paint(order)
    return Outcome(Picture(_spoiled(data, faults), model.mime), caption)


def _spoiled(data: bytes, faults: Faults) -> bytes:
    if faults.has("bad-image"):
        return spoil(data)
    if faults.has("truncated-image"):
        return data[: len(data) // 2]
    return data


def pixels(ask: Ask, model: Model) -> Pixels:
    """The exact pixels: a ratio that is left out comes from the last picture, else the model."""
    size = ask.size if ask.size in model.tokens else DEFAULT_SIZE
    if ask.ratio:
        return model.pixels(ask.ratio, size)
    shown = size_of(ask.subject_image.data) if ask.subject_image else None
    if shown:
        return model.pixels(model.nearest_ratio(*shown), size)
    if model.text_only_pixels and size == DEFAULT_SIZE:
        width, height = model.text_only_pixels
        return width, height
    return model.pixels(model.default_ratio, size)
