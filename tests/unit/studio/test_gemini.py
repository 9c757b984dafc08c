from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from studio.engines.base import EngineError, EngineRequest, Part, Turn
from studio.engines.gemini import GeminiEngine

SECRET = "AIzaSy-a-key-of-the-tests-3kQe"


class Gossip(BaseHTTPRequestHandler):
    """A provider that repeats the key in what it refuses."""

    def do_GET(self) -> None:
        message = f"{self.headers['x-goog-api-key']} is not valid."
        body = json.dumps({"error": {"code": 403, "message": message, "status": "FORBIDDEN"}})
        self.send_response(403)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *words: object) -> None:
        return None


@pytest.fixture
def gossip() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Gossip) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_key_is_taken_out_of_the_providers_words(gossip: str) -> None:
    engine = GeminiEngine(SECRET, base_url=gossip, timeout_s=10)
    with pytest.raises(EngineError) as refused:
        engine.knows("any-model")
    engine.close()
    assert (refused.value.code, refused.value.note) == ("invalid_key", "… is not valid.")


class Odd(BaseHTTPRequestHandler):
    """A provider, or a proxy before it, that answers in a form of its own."""

    answer: tuple[int, bytes, dict[str, str]]
    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body, headers = self.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        return None


@pytest.fixture(scope="module")
def odd() -> Iterator[GeminiEngine]:
    with HTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        engine = GeminiEngine(SECRET, base_url=f"http://127.0.0.1:{server.server_port}")
        yield engine
        engine.close()
        server.shutdown()


def refused(
    engine: GeminiEngine, status: int, body: bytes, headers: dict[str, str] | None = None
) -> EngineError:
    Odd.answer, Odd.asked = (status, body, headers or {}), []
    words = Turn(role="user", parts=(Part(text="a red chair"),))
    with pytest.raises(EngineError) as error:
        engine.generate(EngineRequest(model_id="any-model", turns=(words,)))
    return error.value


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[1]", b"null", b'"x"', b"[" * 100_000, b'{"usageMetadata": 1'],
    ids=["html", "list", "null", "text", "deep", "cut"],
)
def test_what_is_no_answer_may_have_been_charged(odd: GeminiEngine, body: bytes) -> None:
    error = refused(odd, 200, body)
    assert (error.code, error.maybe_charged, error.tries) == ("bad_image", True, 0)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"[" * 100_000, b"[]", b'{"error": {"message": {"a": 1}}}']
)
def test_refusal_that_cannot_be_read_was_sent_all_the_same(odd: GeminiEngine, body: bytes) -> None:
    error = refused(odd, 500, body)
    assert (error.code, error.was_sent) == ("provider_unavailable", True)


@pytest.mark.parametrize(
    ("said", "kept_s"),
    [("1e400s", 86400.0), ("99999999999s", 86400.0), ("nan", None), ("-5s", None)],
)
def test_delay_is_one_that_a_clock_can_keep(
    odd: GeminiEngine, said: str, kept_s: float | None
) -> None:
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": said}
    body = {"error": {"code": 429, "status": "R", "message": "", "details": [info]}}
    assert refused(odd, 429, json.dumps(body).encode()).retry_after_s == kept_s


def test_header_says_when_to_come_back_where_the_body_does_not(odd: GeminiEngine) -> None:
    assert refused(odd, 503, b"busy", {"Retry-After": "17"}).retry_after_s == 17


def test_key_follows_no_redirect(odd: GeminiEngine) -> None:
    assert refused(odd, 307, b"", {"Location": "/elsewhere"}).code == "invalid_request"
    assert "/elsewhere" not in Odd.asked
