"""Key casing, base64 of both alphabets, and thought signatures."""

from __future__ import annotations

import pytest

from studio.simulator import signatures
from studio.simulator.wire import ApiError, decode_base64, normalise


def test_normalise_turns_nested_snake_keys_to_camel() -> None:
    body = {"contents": [{"parts": [{"inline_data": {"mime_type": "image/png"}}]}]}

    assert normalise(body) == {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png"}}]}]}


def test_normalise_leaves_keys_of_the_caller_alone() -> None:
    schema = {"response_schema": {"properties": {"must_have": {"type": "string"}}}}

    assert normalise(schema)["responseSchema"]["properties"] == {"must_have": {"type": "string"}}


@pytest.mark.parametrize("text", ["-_8=", "+/8=", "-_8", "+/8"])
def test_base64_decodes_either_alphabet_padded_or_not(text: str) -> None:
    assert decode_base64(text, "data") == b"\xfb\xff"


def test_base64_refusal_names_the_field() -> None:
    with pytest.raises(ApiError, match=r"contents\[0\].*Base64 decoding failed"):
        decode_base64("a*b", "contents[0].parts[0].inline_data.data")


def test_signature_is_fresh_each_time_and_long() -> None:
    one, two = signatures.sign("m", b"picture"), signatures.sign("m", b"picture")

    assert one != two
    assert len(one) >= 100


def test_signature_is_genuine_for_its_family_and_bytes_alone() -> None:
    signature = signatures.sign("m", b"picture")

    assert signatures.is_genuine(signature, "m", b"picture")
    assert not signatures.is_genuine(signature, "other", b"picture")
    assert not signatures.is_genuine(signature, "m", b"picturf")
