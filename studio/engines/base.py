"""What the studio asks of any provider: one frozen request, one frozen result, one error tree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a turn: words or a picture, never both.

    `thought` marks the model's own working; `signature` is opaque and goes back with the very part
    that it came on.
    """

    text: str | None = None
    data: bytes | None = field(default=None, repr=False)
    mime_type: str = ""
    thought: bool = False
    signature: bytes | None = field(default=None, repr=False)

    @property
    def is_image(self) -> bool:
        return self.data is not None and self.mime_type.startswith("image/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    role: str  # "user" or "model"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """One call.  `aspect_ratio` and `image_size` as the provider spells them; "" leaves one out.

    Without `draws` it asks for words alone: then there is neither ratio nor size, and `schema` (a
    JSON schema) makes the words JSON.  `temperature` None is the model's own.
    """

    model_id: str
    turns: tuple[Turn, ...]
    aspect_ratio: str = ""
    image_size: str = ""
    with_text: bool = False
    search_types: tuple[str, ...] = ()  # of "web" and "images"; empty: not grounded
    include_thoughts: bool = False
    draws: bool = True
    system: str = ""
    schema: Mapping[str, Any] | None = None
    temperature: float | None = None

    @property
    def modalities(self) -> tuple[str, ...]:
        """In the provider's words."""
        if not self.draws:
            return ("TEXT",)
        return ("TEXT", "IMAGE") if self.with_text else ("IMAGE",)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the provider counted them; `images` is what part of the output was pictures.

    None for `images` where the provider did not tell apart.
    """

    input: int = 0
    output: int = 0
    images: int | None = None
    thoughts: int = 0
    search_queries: int = 0
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_billed(self) -> bool:
        return self.output > 0 or self.thoughts > 0 or self.input > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineResult:
    """An answer: `image` is the finished picture, drafts and thoughts are in `parts`.

    None where no picture was asked for: then there are words.
    """

    image: Part | None
    parts: tuple[Part, ...]
    usage: Usage
    grounding: Mapping[str, Any] | None = None
    finish_reason: str = ""
    response_id: str = ""
    model_version: str = ""

    @property
    def text(self) -> str:
        return _words(self.parts, thought=False)

    @property
    def thoughts(self) -> str:
        return _words(self.parts, thought=True)


def _words(parts: tuple[Part, ...], *, thought: bool) -> str:
    return "".join(part.text for part in parts if part.text and part.thought is thought)


class EngineError(Exception):
    """No answer of use.  All that execution has to know about it stands in the attributes.

    `tries`: how many repeats on our own are sensible, 0 for none.
    `retry_after_s`: the provider's word on when, None where it gave none.
    `pauses_key_s`: for how long no call with this key makes sense, 0 where it is not the key.
    `was_sent`: False only where surely nothing reached the provider.
    `maybe_charged`: the outcome is unknown, the money may be gone.
    """

    def __init__(
        self,
        code: str,
        note: str = "",
        *,
        tries: int = 0,
        retry_after_s: float | None = None,
        pauses_key_s: float = 0,
        was_sent: bool = True,
        maybe_charged: bool = False,
        usage: Usage | None = None,
        text: str = "",
    ) -> None:
        super().__init__(f"{code}: {note}" if note else code)
        self.code = code
        self.note = note
        self.tries = tries
        self.retry_after_s = retry_after_s
        self.pauses_key_s = pauses_key_s
        self.was_sent = was_sent
        self.maybe_charged = maybe_charged
        self.usage = usage or Usage()
        self.text = text

    @property
    def retryable(self) -> bool:
        return self.tries > 0


class ImageEngine(Protocol):
    def generate(self, request: EngineRequest) -> EngineResult:
        """Make one call, once; raises EngineError where what was asked for did not come."""

    def knows(self, model_id: str) -> bool:
        """Is the model there for this key; raises EngineError where nobody can tell."""
