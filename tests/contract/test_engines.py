"""What every engine must do: on the simulator always, on the live service with a key.

The live cases cost money (about $0.04 each), so they run only with GEMINI_API_KEY set:
`GEMINI_API_KEY=… pytest -m live`.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator

import pytest
from PIL import Image

from studio.engines.base import EngineError, EngineRequest, ImageEngine, Part, Turn
from studio.engines.gemini import GeminiEngine
from studio.simulator.process import running
from tests import images

LITE = "gemini-3.1-flash-lite-image"
PRO = "gemini-3-pro-image"
TEXT = "gemini-3.6-flash"


def _simulated() -> Iterator[ImageEngine]:
    with running() as simulator:
        engine = GeminiEngine("demo", base_url=simulator.url, timeout_s=60)
        yield engine
        engine.close()


def _live() -> Iterator[ImageEngine]:
    key = os.environ.get("GEMINI_API_KEY")
    if not key:
        pytest.skip("live engine: GEMINI_API_KEY is not set")
    engine = GeminiEngine(key, timeout_s=300)
    yield engine
    engine.close()


@pytest.fixture(scope="module", params=["simulated", pytest.param("live", marks=pytest.mark.live)])
def engine(request: pytest.FixtureRequest) -> Iterator[ImageEngine]:
    yield from {"simulated": _simulated, "live": _live}[request.param]()


def ask(prompt: str, *pictures: bytes) -> tuple[Turn, ...]:
    parts = (Part(text=prompt), *(Part(data=each, mime_type="image/png") for each in pictures))
    return (Turn(role="user", parts=parts),)


def request(prompt: str, **settings: object) -> EngineRequest:
    plain = {"model_id": LITE, "aspect_ratio": "1:1", "image_size": "1K"}
    return EngineRequest(turns=ask(prompt), **(plain | settings))  # type: ignore[arg-type]


def test_picture_has_the_pixels_that_were_asked_for(engine: ImageEngine) -> None:
    result = engine.generate(request("a red chair", aspect_ratio="16:9"))
    assert result.image is not None
    with Image.open(io.BytesIO(result.image.data or b"")) as picture:
        assert picture.size == (1376, 768)


def test_answer_says_what_it_used_and_who_made_it(engine: ImageEngine) -> None:
    result = engine.generate(request("a red chair"))
    assert result.usage.images == 1120
    assert result.usage.input > 0
    assert result.response_id
    assert result.model_version.startswith(LITE)
    assert result.finish_reason == "STOP"


def test_finished_picture_carries_a_signature(engine: ImageEngine) -> None:
    result = engine.generate(request("a red chair", model_id=PRO))
    assert result.image is not None
    assert result.image.signature
    assert not result.image.thought


def test_thoughts_come_when_asked_and_without_signatures(engine: ImageEngine) -> None:
    result = engine.generate(request("a red chair", model_id=PRO, include_thoughts=True))
    thoughts = [part for part in result.parts if part.thought]
    assert thoughts
    assert not any(part.signature for part in thoughts)


def test_answer_can_be_continued_with_its_parts_unchanged(engine: ImageEngine) -> None:
    first = engine.generate(request("a red chair", model_id=PRO, with_text=True))
    turns = (
        *ask("a red chair"),
        Turn(role="model", parts=tuple(part for part in first.parts if not part.thought)),
        *ask("the same at night"),
    )
    second = engine.generate(EngineRequest(model_id=PRO, turns=turns, image_size="1K"))
    pictures = {each.image.data for each in (first, second) if each.image}
    assert len(pictures) == 2


def test_history_without_signatures_is_refused(engine: ImageEngine) -> None:
    bare = Turn(role="model", parts=(Part(data=images.png(), mime_type="image/png"),))
    turns = (*ask("a red chair"), bare, *ask("the same at night"))
    with pytest.raises(EngineError) as refused:
        engine.generate(EngineRequest(model_id=PRO, turns=turns, image_size="1K"))
    assert refused.value.code == "invalid_signature"


def test_reference_image_is_counted_as_input(engine: ImageEngine) -> None:
    turns = ask("make it warmer", images.png())
    result = engine.generate(EngineRequest(model_id=LITE, turns=turns, image_size="1K"))
    assert result.usage.input > 200


def test_search_leaves_its_sources(engine: ImageEngine) -> None:
    prompt = "an infographic of this week's weather in Lisbon"
    result = engine.generate(request(prompt, model_id=PRO, search_types=("web",)))
    assert result.grounding is not None
    assert result.usage.search_queries >= 1


def test_ratio_that_the_model_lacks_is_an_invalid_request(engine: ImageEngine) -> None:
    with pytest.raises(EngineError) as refused:
        engine.generate(request("a red chair", model_id=PRO, aspect_ratio="1:8"))
    assert refused.value.code == "invalid_request"
    assert not refused.value.retryable


def test_unknown_model_is_retired(engine: ImageEngine) -> None:
    with pytest.raises(EngineError) as refused:
        engine.generate(request("a red chair", model_id="gemini-3-pro-image-preview"))
    assert refused.value.code == "model_retired"


def test_words_come_without_a_picture_where_none_is_wanted(engine: ImageEngine) -> None:
    turns = ask("Name one thing that a red chair needs. Do not draw.")
    result = engine.generate(EngineRequest(model_id=LITE, turns=turns, draws=False))
    assert result.image is None
    assert result.text
    assert not result.usage.images


def test_schema_makes_words_json(engine: ImageEngine) -> None:
    schema = {"type": "object", "properties": {"noun": {"type": "string"}}, "required": ["noun"]}
    turns = ask("The noun in: a red chair")
    result = engine.generate(
        EngineRequest(model_id=TEXT, turns=turns, draws=False, schema=schema, system="Be brief.")
    )
    assert "chair" in json.loads(result.text)["noun"]
