"""What the simulated provider refuses, and in which words."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from studio.simulator import catalogue, signatures, validation
from studio.simulator.asks import Ask, InputImage, read_ask
from studio.simulator.painting import stored
from studio.simulator.wire import ApiError, encode_base64

FLASH = "gemini-nano-banana-2.1"


def no_file(uri: str) -> InputImage:
    raise AssertionError(uri)


def ask(contents: list[dict[str, Any]] | None = None, **config: Any) -> Ask:
    usual = [{"role": "user", "parts": [{"text": "a chair"}]}]
    body = {"contents": usual if contents is None else contents, "generationConfig": config}
    return read_ask(body, no_file)


def refusal(asked: Ask, model_id: str = FLASH) -> str:
    with pytest.raises(ApiError) as refused:
        validation.check(asked, catalogue.find(model_id, "v1"))
    return refused.value.message


def picture(mime: str = "image/jpeg", data: bytes | None = None) -> dict[str, Any]:
    content = stored((64, 64), "image/jpeg") if data is None else data
    return {"inlineData": {"mimeType": mime, "data": base64.b64encode(content).decode()}}


def turn(role: str, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "parts": list(parts)}


def test_retired_model_is_404() -> None:
    with pytest.raises(ApiError, match="gemini-3-pro-image-preview is not found") as refused:
        catalogue.find("gemini-3-pro-image-preview", "v1")

    assert refused.value.code == 404


def test_ratio_of_another_model_is_refused() -> None:
    asked = ask(imageConfig={"aspectRatio": "1:4"})

    assert (
        refusal(asked, "gemini-3-pro-image") == "Aspect ratio 1:4 is not supported for this model"
    )


@pytest.mark.parametrize("size", ["1k", "8K", "512"])
def test_size_outside_the_models_set_is_refused(size: str) -> None:
    asked = ask(imageConfig={"imageSize": size})

    assert refusal(asked) == f"Image size {size} is not supported for this model"


def test_size_is_read_from_the_response_format_too() -> None:
    asked = ask(responseFormat={"image": {"aspectRatio": "3:7"}})

    assert refusal(asked) == "Aspect ratio 3:7 is not supported for this model"


def test_wrongly_spelled_512_is_ignored_as_the_service_does() -> None:
    validation.check(ask(imageConfig={"imageSize": "512px"}), catalogue.find(FLASH, "v1"))


def test_text_model_has_no_ratio() -> None:
    asked = ask(imageConfig={"aspectRatio": "1:1"})

    assert refusal(asked, "gemini-3.6-flash") == "Aspect ratio is not enabled for this model"


def test_fourteen_pictures_pass_and_fifteen_do_not() -> None:
    validation.check(ask([turn("user", *[picture()] * 14)]), catalogue.find(FLASH, "v1"))

    assert "Too many images: 15" in refusal(ask([turn("user", *[picture()] * 15)]))


def test_undecodable_picture_is_refused() -> None:
    asked = ask([turn("user", picture(data=b"no picture at all"))])

    assert "Unable to process input image" in refusal(asked)


def test_cut_off_picture_is_refused() -> None:
    whole = stored((64, 64), "image/jpeg")

    asked = ask([turn("user", picture(data=whole[: len(whole) // 2]))])

    assert "Unable to process input image" in refusal(asked)


def test_gif_is_not_an_input_type() -> None:
    assert refusal(ask([turn("user", picture("image/gif"))])) == "Unsupported MIME type: image/gif"


def test_last_turn_must_be_the_users() -> None:
    asked = ask([turn("user", {"text": "x"}), turn("model", {"text": "y"})])

    assert refusal(asked) == "Requests ending with a model turn are not supported."


def test_picture_of_a_model_turn_needs_its_signature() -> None:
    asked = ask(
        [turn("user", {"text": "x"}), turn("model", picture()), turn("user", {"text": "y"})]
    )

    message = "Image part is missing a thought_signature in content position 2, part position 1."
    assert refusal(asked) == message


def test_words_before_a_picture_need_their_signature() -> None:
    asked = ask([turn("model", {"text": "Here."}, picture()), turn("user", {"text": "y"})])

    message = "Text part is missing a thought_signature in content position 1, part position 1."
    assert refusal(asked) == message


def test_signature_of_another_model_is_corrupted() -> None:
    foreign = signatures.sign("gemini-3-pro-image", stored((64, 64), "image/jpeg"))
    part = picture() | {"thoughtSignature": encode_base64(foreign)}

    asked = ask([turn("model", part), turn("user", {"text": "y"})])

    assert refusal(asked) == "Corrupted thought signature."


def test_own_signature_passes() -> None:
    own = signatures.sign(FLASH, stored((64, 64), "image/jpeg"))
    part = picture() | {"thoughtSignature": encode_base64(own)}

    validation.check(
        ask([turn("model", part), turn("user", {"text": "y"})]), catalogue.find(FLASH, "v1")
    )


def test_deadline_in_the_wrong_unit_is_refused() -> None:
    with pytest.raises(ApiError, match="Manually set deadline 3s is too short"):
        validation.check_deadline("3")


def test_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(ApiError, match='Unknown name "imageSize"'):
        validation.check_fields({"contents": [], "generationConfig": {"imageSize": "1K"}})
