"""The provider's answer: parts with signatures, usage, grounding, one document or a stream."""

from __future__ import annotations

import json
import math
import secrets
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from studio.simulator import signatures
from studio.simulator.asks import Ask, Turn
from studio.simulator.catalogue import DEFAULT_SIZE, Model
from studio.simulator.chance import dice, new_seed
from studio.simulator.wire import JsonObject, encode_base64

THINKING_TOKENS = {"MINIMAL": 70, "LOW": 130, "MEDIUM": 210, "HIGH": 420}
# Stands for a picture's base64 while the JSON is made, so that megabytes are copied only once.
SLOT = "picture-" + secrets.token_hex(8)


@dataclass(frozen=True)
class Picture:
    """An encoded picture that is about to be sent."""

    data: bytes
    mime: str

    @property
    def base64(self) -> bytes:
        return _base64(self.data)


@lru_cache(maxsize=8)  # the plain mode sends the same bytes again and again
def _base64(data: bytes) -> bytes:
    return encode_base64(data).encode()


@dataclass(frozen=True)
class OutPart:
    text: str = ""
    picture: Picture | None = None
    thought: bool = False

    @property
    def content(self) -> bytes:
        return self.picture.data if self.picture else self.text.encode()


@dataclass(frozen=True)
class Answer:
    """What one call brings; without `finish_reason` there is no candidate at all."""

    parts: tuple[OutPart, ...] = ()
    finish_reason: str = "STOP"
    finish_message: str = ""
    block_reason: str = ""
    usage: JsonObject | None = None
    grounding: JsonObject | None = None


def documents(answer: Answer, model: Model) -> list[bytes]:
    """The answer as one JSON document for each part, for a stream; usage runs along."""
    identity = _identity(model)
    if len(answer.parts) < 2:
        return [document(answer, model)]
    last = len(answer.parts) - 1
    signed = _signed_indexes(answer.parts)
    chunks = []
    for place, part in enumerate(answer.parts):
        rows = [_row(part, model, signed=place in signed)]
        chunk = _body(answer, rows, is_last=place == last) | identity
        chunks.append(_encode(chunk, [part]))
    return chunks


def document(answer: Answer, model: Model) -> bytes:
    """The whole answer as one JSON document."""
    signed = _signed_indexes(answer.parts)
    rows = [_row(part, model, signed=n in signed) for n, part in enumerate(answer.parts)]
    return _encode(_body(answer, rows, is_last=True) | _identity(model), answer.parts)


def _identity(model: Model) -> JsonObject:
    return {"modelVersion": model.id, "responseId": secrets.token_urlsafe(16)}


def _body(answer: Answer, rows: list[JsonObject], *, is_last: bool) -> JsonObject:
    body: JsonObject = {}
    if answer.finish_reason:
        body["candidates"] = [_candidate(answer, rows, is_last=is_last)]
    if answer.block_reason:
        body["promptFeedback"] = {"blockReason": answer.block_reason}
    if answer.usage is not None:
        body["usageMetadata"] = answer.usage
    return body


def _candidate(answer: Answer, rows: list[JsonObject], *, is_last: bool) -> JsonObject:
    content: JsonObject = {"role": "model"}
    if rows:
        content["parts"] = rows
    candidate: JsonObject = {"content": content, "index": 0}
    if is_last:
        candidate["finishReason"] = answer.finish_reason
        if answer.finish_message:
            candidate["finishMessage"] = answer.finish_message
        if answer.grounding:
            candidate["groundingMetadata"] = answer.grounding
    return candidate


def _signed_indexes(parts: tuple[OutPart, ...]) -> set[int]:
    """Each picture that is no thought, and the first words: reference, thought signatures."""
    spoken = [n for n, part in enumerate(parts) if not part.thought]
    pictures = {n for n in spoken if parts[n].picture}
    return pictures | set(spoken[:1])


def _row(part: OutPart, model: Model, *, signed: bool) -> JsonObject:
    row: JsonObject = {"text": part.text}
    if part.picture:
        row = {"inlineData": {"mimeType": part.picture.mime, "data": SLOT}}
    if part.thought:
        row["thought"] = True
    elif signed and model.thinking:
        row["thoughtSignature"] = encode_base64(signatures.sign(model.id, part.content))
    return row


def _encode(body: JsonObject, parts: list[OutPart] | tuple[OutPart, ...]) -> bytes:
    """The JSON with each slot filled by its picture, in order."""
    pieces = json.dumps(body, separators=(",", ":")).encode().split(SLOT.encode())
    pictures = [part.picture.base64 for part in parts if part.picture]
    filled = [pieces[0]]
    for picture, piece in zip(pictures, pieces[1:], strict=True):
        filled += [picture, piece]
    return b"".join(filled)


def text_tokens(text: str) -> int:
    return math.ceil(len(text) / 4)


def prompt_tokens(turns: tuple[Turn, ...], system: str, model: Model) -> dict[str, int]:
    """Tokens by modality; each picture is counted again on every turn, as it is billed."""
    words = sum(text_tokens(part.text) for turn in turns for part in turn.parts)
    images = sum(1 for turn in turns for part in turn.parts if part.image)
    counts = {"TEXT": words + text_tokens(system), "IMAGE": images * model.image_tokens_in}
    return {modality: count for modality, count in counts.items() if count}


def count_tokens(turns: tuple[Turn, ...], model: Model) -> JsonObject:
    counts = prompt_tokens(turns, "", model)
    return {"totalTokens": sum(counts.values()), "promptTokensDetails": _details(counts)}


def usage(ask: Ask, model: Model, parts: tuple[OutPart, ...], *, thinks: bool = True) -> JsonObject:
    """`usageMetadata`: interim pictures cost nothing, thoughts do even when nobody sees them."""
    counts = prompt_tokens(ask.turns, ask.system, model)
    images, words = _output_tokens(ask, model, parts)
    out = images + words
    thoughts = _thinking_tokens(ask, model) if thinks else 0
    report: JsonObject = {
        "promptTokenCount": sum(counts.values()),
        "totalTokenCount": sum(counts.values()) + out + thoughts,
        "promptTokensDetails": _details(counts),
        "serviceTier": "standard",
    }
    if out:
        report["candidatesTokenCount"] = out
    if images:
        report["candidatesTokensDetails"] = _details({"IMAGE": images})
    if thoughts:
        report["thoughtsTokenCount"] = thoughts
    return report


def _output_tokens(ask: Ask, model: Model, parts: tuple[OutPart, ...]) -> tuple[int, int]:
    """Of the pictures and of the words; thoughts are counted apart."""
    final = [part for part in parts if not part.thought]
    pictures = sum(1 for part in final if part.picture)
    each = model.tokens.get(ask.size or DEFAULT_SIZE, model.tokens.get("1K", 0))
    return pictures * each, sum(text_tokens(part.text) for part in final)


def _thinking_tokens(ask: Ask, model: Model) -> int:
    if not model.thinking:
        return 0
    usual = "MEDIUM" if "MEDIUM" in model.thinking_levels else "MINIMAL"
    around = THINKING_TOKENS[ask.thinking_level or usual]
    return dice(new_seed()).randint(around * 8 // 10, around * 12 // 10)


def _details(counts: dict[str, int]) -> list[JsonObject]:
    return [{"modality": modality, "tokenCount": count} for modality, count in counts.items()]


def grounding(ask: Ask, model: Model) -> JsonObject | None:
    """What a search for the prompt's first words would have found; the addresses lead nowhere."""
    kinds = [kind for kind in ask.searches if kind in model.searches]
    if not kinds:
        return None
    query = " ".join(ask.prompt.split()[:8]) or "reference"
    metadata: JsonObject = {"searchEntryPoint": {"renderedContent": _search_chip(query)}}
    if "web" in kinds:
        metadata["webSearchQueries"] = [query]
    if "image" in kinds:
        metadata["imageSearchQueries"] = [f"{query} photo"]
    metadata["groundingChunks"] = [_found(kind, query) for kind in kinds]
    metadata["groundingSupports"] = [
        {"segment": {"endIndex": len(query), "text": query}, "groundingChunkIndices": [0]}
    ]
    return metadata


def _found(kind: str, query: str) -> JsonObject:
    page = "https://demo.example/article"
    if kind == "image":
        image = "https://demo.example/picture.jpg"
        return {
            "image": {
                "sourceUri": page,
                "imageUri": image,
                "title": f"Demo picture: {query}",
                "domain": "demo.example",
            }
        }
    return {"web": {"uri": page, "title": f"Demo result: {query}"}}


def _search_chip(query: str) -> str:
    return (
        "<style>.chip{font:14px sans-serif;border:1px solid #c7c7c7;border-radius:16px;"
        "padding:4px 12px;text-decoration:none;color:#1f1f1f;background:#fff}</style>"
        f'<a class="chip" href="https://demo.example/search">{escape(query)}</a>'
    )
