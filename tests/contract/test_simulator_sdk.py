"""The simulated Gemini as the unmodified Python SDK sees it, over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from google import genai
from google.genai import errors, types
from PIL import Image

from studio.simulator.painting import stored
from studio.simulator.process import Simulator

FLASH = "gemini-nano-banana-2.1"
PRO = "gemini-3-pro-image"
TEXT = "gemini-3.6-flash"


def client_for(simulator: Simulator, key: str = "contract", timeout_s: int = 30) -> genai.Client:
    options = types.HttpOptions(base_url=simulator.url, timeout=timeout_s * 1000)
    return genai.Client(api_key=key, http_options=options)


@pytest.fixture
def client(simulator: Simulator) -> Iterator[genai.Client]:
    with client_for(simulator) as client:
        yield client


def drawn(ratio: str = "1:1", size: str = "1K", **more: Any) -> types.GenerateContentConfig:
    image = types.ImageConfig(aspect_ratio=ratio, image_size=size)
    return types.GenerateContentConfig(image_config=image, **more)


def ask(
    client: genai.Client,
    prompt: Any,
    model: str = FLASH,
    config: types.GenerateContentConfig | None = None,
) -> types.GenerateContentResponse:
    return client.models.generate_content(model=model, contents=prompt, config=config or drawn())


def pictures(response: types.GenerateContentResponse) -> list[types.Part]:
    return [part for part in response.parts or [] if part.inline_data]


def opened(part: types.Part) -> Image.Image:
    assert part.inline_data is not None
    return Image.open(io.BytesIO(part.inline_data.data or b""))


def reason(response: types.GenerateContentResponse) -> str:
    assert response.candidates
    found = response.candidates[0].finish_reason
    return found.value if found else ""


def refused(client: genai.Client, prompt: Any, **more: Any) -> errors.APIError:
    with pytest.raises(errors.APIError) as error:
        ask(client, prompt, **more)
    return error.value


def test_generate_answers_a_signed_jpeg_of_the_exact_pixels(client: genai.Client) -> None:
    response = ask(client, "a lake", config=drawn("16:9", "2K"))

    (picture,) = pictures(response)
    assert opened(picture).format == "JPEG"
    assert opened(picture).size == (2752, 1536)
    assert len(picture.thought_signature or b"") >= 100


def test_generate_reports_usage_and_identity(client: genai.Client) -> None:
    response = ask(client, "a lake", config=drawn(size="2K"))

    usage = response.usage_metadata
    assert usage and usage.candidates_tokens_details
    assert usage.candidates_tokens_details[0].token_count == 1680
    assert usage.thoughts_token_count
    assert response.model_version == FLASH
    assert response.response_id


def test_response_names_its_service_tier(client: genai.Client) -> None:
    http = ask(client, "a lake").sdk_http_response

    assert http and http.headers
    assert http.headers["x-gemini-service-tier"] == "standard"


def test_text_only_prompt_without_ratio_has_the_live_pixels(client: genai.Client) -> None:
    response = ask(client, "a lake", config=types.GenerateContentConfig())

    assert opened(pictures(response)[0]).size == (1376, 768)


def test_oldest_model_answers_png(client: genai.Client) -> None:
    image = types.ImageConfig(aspect_ratio="16:9")
    config = types.GenerateContentConfig(image_config=image)

    (picture,) = pictures(ask(client, "a lake", "gemini-2.5-flash-image", config))

    assert opened(picture).format == "PNG"
    assert opened(picture).size == (1344, 768)


def test_thoughts_come_only_when_they_are_asked_for(client: genai.Client) -> None:
    thinking = types.ThinkingConfig(include_thoughts=True)

    parts = ask(client, "a lake", config=drawn(thinking_config=thinking)).parts or []

    assert [bool(part.thought) for part in parts] == [True, True, False, False]
    assert not any(part.thought for part in ask(client, "a lake").parts or [])


def test_image_modality_alone_brings_no_words(client: genai.Client) -> None:
    response = ask(client, "a lake", config=drawn(response_modalities=["IMAGE"]))

    assert [part.text for part in response.parts or []] == [None]


def test_search_brings_grounding(client: genai.Client) -> None:
    tools = [types.Tool(google_search=types.GoogleSearch())]

    response = ask(client, "the tallest bridge", config=drawn(tools=tools))

    grounding = response.candidates[0].grounding_metadata if response.candidates else None
    assert grounding and grounding.search_entry_point
    assert grounding.web_search_queries == ["the tallest bridge"]
    assert "bridge" in (grounding.search_entry_point.rendered_content or "")


def test_stream_ends_with_the_picture_and_a_reason(client: genai.Client) -> None:
    stream = client.models.generate_content_stream(model=FLASH, contents="a lake", config=drawn())

    chunks = list(stream)

    assert len(chunks) == 2
    assert pictures(chunks[-1])
    assert reason(chunks[-1]) == "STOP"


def test_chat_goes_on_with_its_signatures(client: genai.Client) -> None:
    chat = client.chats.create(model=PRO)
    chat.send_message("a lake")

    assert pictures(chat.send_message("make it warmer"))


def test_chat_without_its_signatures_is_refused(client: genai.Client) -> None:
    chat = client.chats.create(model=PRO, config=drawn(response_modalities=["IMAGE"]))
    chat.send_message("a lake")
    history = chat.get_history()
    (history[1].parts or [])[0].thought_signature = None

    error = refused(client, [*history, "warmer"], model=PRO)

    assert error.code == 400
    assert "content position 2, part position 1." in str(error.message)


def test_fourteen_references_pass_and_fifteen_do_not(client: genai.Client) -> None:
    part = types.Part.from_bytes(data=stored((64, 64), "image/jpeg"), mime_type="image/jpeg")

    assert pictures(ask(client, [part] * 14))
    assert refused(client, [part] * 15).code == 400


def test_ratio_and_size_of_another_model_are_refused(client: genai.Client) -> None:
    ratio = refused(client, "a lake", model=PRO, config=drawn("1:4"))
    size = refused(client, "a lake", config=drawn(size="1k"))

    assert ratio.message == "Aspect ratio 1:4 is not supported for this model"
    assert size.message == "Image size 1k is not supported for this model"


def test_retired_model_is_not_found(client: genai.Client) -> None:
    assert refused(client, "a lake", model="gemini-3-pro-image-preview").code == 404


def test_count_models_and_text_answer(client: genai.Client) -> None:
    counted = client.models.count_tokens(model=FLASH, contents="eight ch")
    names = {model.name for model in client.models.list()}

    assert counted.total_tokens == 2
    assert f"models/{PRO}" in names
    assert client.models.get(model=PRO).input_token_limit == 65536
    assert "lake" in (client.models.generate_content(model=TEXT, contents="a lake").text or "")


def test_uploaded_file_can_be_edited_until_it_is_deleted(
    client: genai.Client, tmp_path: Path
) -> None:
    path = tmp_path / "lake.jpg"
    path.write_bytes(stored((640, 480), "image/jpeg"))
    file = client.files.upload(file=path)

    assert opened(pictures(ask(client, ["warmer", file], config=drawn("4:3")))[0]).size == (
        1200,
        896,
    )
    client.files.delete(name=file.name or "")
    assert refused(client, ["warmer", file]).code == 403


@pytest.mark.parametrize(
    ("key", "code", "words"),
    [
        ("an-invalid-key", 400, "API key not valid"),
        ("a-forbidden-key", 403, "blocked"),
        ("a-free-tier-key", 429, "limit: 0"),
        ("an-empty-wallet-key", 402, "prepayment credits"),
    ],
)
def test_magic_key_is_refused(simulator: Simulator, key: str, code: int, words: str) -> None:
    with client_for(simulator, key) as client:
        error = refused(client, "a lake")

    assert error.code == code
    assert words in str(error.message)


def test_call_without_a_key_is_refused(simulator: Simulator) -> None:
    answer = httpx2.post(f"{simulator.url}/v1beta/models/{FLASH}:generateContent", json={})

    assert answer.status_code == 403
    assert answer.json()["error"]["status"] == "PERMISSION_DENIED"


def test_deadline_below_ten_seconds_is_refused(simulator: Simulator) -> None:
    with client_for(simulator, timeout_s=3) as client:
        assert "Manually set deadline 3s" in str(refused(client, "a lake").message)


@pytest.mark.parametrize(
    "word", ["IMAGE_SAFETY", "NO_IMAGE", "RECITATION", "MALFORMED_FUNCTION_CALL", "MAX_TOKENS"]
)
def test_fail_marker_ends_with_its_reason(client: genai.Client, word: str) -> None:
    response = ask(client, f"[[fail:{word}]] a lake")

    assert reason(response) == word
    assert not pictures(response)


def test_block_marker_leaves_no_candidate(client: genai.Client) -> None:
    response = ask(client, "[[block:SAFETY]] a lake")

    assert response.candidates is None
    assert response.prompt_feedback and response.prompt_feedback.block_reason == "SAFETY"


def test_answer_markers_shape_the_parts(client: genai.Client) -> None:
    thought = ask(client, "[[thought-only]] a lake")

    assert (thought.parts or [])[0].thought
    assert not pictures(ask(client, "[[text-only]] a lake"))
    assert len(pictures(ask(client, "[[images:3]] a lake"))) == 3
    assert ask(client, "[[no-candidates]] a lake").candidates is None


def test_picture_markers_spoil_the_picture(client: genai.Client) -> None:
    wrong = pictures(ask(client, "[[wrong-size]] a lake"))[0]
    cut = pictures(ask(client, "[[truncated-image]] a lake"))[0]
    bad = pictures(ask(client, "[[bad-image]] a lake"))[0]

    assert opened(wrong).size != (1024, 1024)
    with pytest.raises(OSError, match="truncated"):
        opened(cut).load()
    with pytest.raises(OSError, match="cannot identify"):
        opened(bad)


@pytest.mark.parametrize("order", ["402", "429:spend", "429:daily", "500", "502", "503", "504"])
def test_http_marker_answers_its_code(client: genai.Client, order: str) -> None:
    assert refused(client, f"[[http:{order}]] a lake").code == int(order[:3])


def test_once_lets_the_retry_pass(client: genai.Client) -> None:
    prompt = "[[once:http:429:retry=1]] a lake"

    assert refused(client, prompt).code == 429
    assert pictures(ask(client, prompt))


@pytest.mark.parametrize("marker", ["drop", "stall:0.3"])
def test_connection_marker_cuts_the_answer_off(client: genai.Client, marker: str) -> None:
    with pytest.raises(httpx2.RemoteProtocolError):
        ask(client, f"[[{marker}]] a lake")


def test_truncated_json_is_no_json(client: genai.Client) -> None:
    with pytest.raises(ValueError, match="Unterminated string"):
        ask(client, "[[truncated-json]] a lake")


def test_drip_arrives_in_the_end(client: genai.Client) -> None:
    assert pictures(ask(client, "[[drip:0.5]] a lake"))


def test_stream_error_comes_in_the_middle(client: genai.Client) -> None:
    prompt = "[[stream-error]] a lake"
    stream = client.models.generate_content_stream(model=FLASH, contents=prompt, config=drawn())

    assert next(stream).text
    with pytest.raises(errors.ServerError):
        next(stream)


def test_stats_count_by_prompt_and_by_user(client: genai.Client, simulator: Simulator) -> None:
    ask(client, "ada: a lake")

    stats = simulator.stats()
    assert stats["calls"] == stats["max_in_flight"] == 1
    assert stats["in_flight"] == 0
    assert stats["by_prompt"] == {"ada: a lake": 1}
    assert stats["max_in_flight_by_prompt_prefix"] == {"ada": 1}
    assert simulator.requests[0]["status"] == 200
