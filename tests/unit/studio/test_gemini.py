from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from studio.engines.base import EngineError
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
