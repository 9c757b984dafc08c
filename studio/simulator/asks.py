"""What a caller asks for, read from the request body into frozen values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from studio.simulator.faults import without_markers
from studio.simulator.wire import JsonObject, decode_base64, invalid

FileReader = Callable[[str], "InputImage"]


@dataclass(frozen=True)
class InputImage:
    data: bytes
    mime: str


@dataclass(frozen=True)
class Part:
    """One part of a turn: words or a picture; `where` is its 1-based place for refusals."""

    where: tuple[int, int]
    text: str = ""
    image: InputImage | None = None
    thought: bool = False
    signature: bytes = b""

    @property
    def content(self) -> bytes:
        return self.image.data if self.image else self.text.encode()


@dataclass(frozen=True)
class Turn:
    role: str
    parts: tuple[Part, ...]

    def images(self) -> list[InputImage]:
        return [part.image for part in self.parts if part.image and not part.thought]

    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if part.text and not part.thought)


@dataclass(frozen=True)
class Ask:
    """A request for content; ratio and size are None where the caller left them out."""

    turns: tuple[Turn, ...]
    ratio: str | None = None
    size: str | None = None
    modalities: tuple[str, ...] = ()
    include_thoughts: bool = False
    thinking_level: str = ""
    searches: tuple[str, ...] = ()
    system: str = ""
    json_schema: JsonObject | None = None
    candidate_count: int = 1

    @property
    def raw_prompt(self) -> str:
        """The words of the last turn exactly as they were sent, markers included."""
        return self.turns[-1].text() if self.turns else ""

    @property
    def prompt(self) -> str:
        return without_markers(self.raw_prompt)

    @property
    def sent_images(self) -> list[InputImage]:
        """Pictures of the last turn: what is to be edited or composed."""
        return self.turns[-1].images() if self.turns else []

    @property
    def subject_image(self) -> InputImage | None:
        """The picture that the conversation is about: the last one that anybody showed."""
        shown = [image for turn in self.turns for image in turn.images()]
        return shown[-1] if shown else None

    def wants(self, modality: str) -> bool:
        return not self.modalities or modality in self.modalities

    def parts(self) -> Iterator[Part]:
        for turn in self.turns:
            yield from turn.parts


def read_ask(body: JsonObject, open_file: FileReader) -> Ask:
    """The request in a normalised body; raises ApiError for what cannot be read at all."""
    config = _object(body, "generationConfig")
    image = _object(config, "imageConfig") or _object(_object(config, "responseFormat"), "image")
    thinking = _object(config, "thinkingConfig")
    return Ask(
        turns=read_turns(body, open_file),
        ratio=image.get("aspectRatio") or None,
        size=image.get("imageSize") or None,
        modalities=tuple(str(word).upper() for word in config.get("responseModalities") or ()),
        include_thoughts=bool(thinking.get("includeThoughts")),
        thinking_level=str(thinking.get("thinkingLevel") or "").upper(),
        searches=_searches(body),
        system=_system_text(body),
        json_schema=_json_schema(config),
        candidate_count=int(config.get("candidateCount") or 1),
    )


def read_turns(body: JsonObject, open_file: FileReader) -> tuple[Turn, ...]:
    contents = body.get("contents") or []
    rows = contents if isinstance(contents, list) else [contents]
    return tuple(_turn(row, place, open_file) for place, row in enumerate(rows, start=1))


def _turn(row: JsonObject, place: int, open_file: FileReader) -> Turn:
    parts = row.get("parts") or []
    rows = parts if isinstance(parts, list) else [parts]
    read = tuple(_part(part, (place, n), open_file) for n, part in enumerate(rows, start=1))
    return Turn(role=str(row.get("role") or "user"), parts=read)


def _part(row: JsonObject, where: tuple[int, int], open_file: FileReader) -> Part:
    field = f"contents[{where[0] - 1}].parts[{where[1] - 1}]"
    signature = row.get("thoughtSignature")
    return Part(
        where=where,
        text=str(row.get("text") or ""),
        image=_image(row, field, open_file),
        thought=bool(row.get("thought")),
        signature=decode_base64(signature, f"{field}.thought_signature") if signature else b"",
    )


def _image(row: JsonObject, field: str, open_file: FileReader) -> InputImage | None:
    if inline := row.get("inlineData"):
        data = decode_base64(str(inline.get("data") or ""), f"{field}.inline_data.data")
        return InputImage(data, str(inline.get("mimeType") or ""))
    if stored := row.get("fileData"):
        return open_file(str(stored.get("fileUri") or ""))
    return None


def _searches(body: JsonObject) -> tuple[str, ...]:
    """Kinds of search that the tools allow; the web alone where none is named."""
    for tool in body.get("tools") or []:
        if "googleSearch" in tool:
            types = _object(tool["googleSearch"] or {}, "searchTypes")
            return tuple(re.sub("Search$", "", name) for name in types) or ("web",)
    return ()


def _system_text(body: JsonObject) -> str:
    parts = _object(body, "systemInstruction").get("parts") or []
    rows = parts if isinstance(parts, list) else [parts]
    return "\n".join(str(part.get("text") or "") for part in rows)


def _json_schema(config: JsonObject) -> JsonObject | None:
    if config.get("responseMimeType") != "application/json":
        return None
    return config.get("responseJsonSchema") or config.get("responseSchema") or {}


def _object(holder: JsonObject, key: str) -> JsonObject:
    value: Any = holder.get(key) or {}
    if not isinstance(value, dict):
        raise invalid(f"Invalid value at '{key}': an object is expected.")
    return value
