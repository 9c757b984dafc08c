"""The models that the simulated provider serves, read from its own `catalogue.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from studio.simulator.wire import ApiError, JsonObject

DEFAULT_SIZE = "1K"
# Spellings that the live service ignores instead of refusing them (reference, failure catalogue).
IGNORED_SIZES = {"512px", "1024px", "2048px"}

Pixels = tuple[int, int]


@dataclass(frozen=True)
class Model:
    """One served model; `grid` maps ratio and size to (width, height); a talker has none."""

    id: str
    name: str
    grid: dict[str, dict[str, list[int]]]
    ratios: tuple[str, ...]
    tokens: dict[str, int]
    image_tokens_in: int
    input_limit: int
    output_limit: int
    thinking: bool
    thinking_levels: tuple[str, ...]
    searches: tuple[str, ...]
    mime: str
    default_ratio: str
    max_images: int
    text_only_pixels: tuple[int, ...] = ()

    @property
    def draws(self) -> bool:
        return bool(self.ratios)

    @property
    def sized(self) -> bool:
        """Whether the caller may choose a size; the oldest model ignores it."""
        return len(self.tokens) > 1 or self.thinking

    def pixels(self, ratio: str, size: str) -> Pixels:
        width, height = self.grid[ratio][size]
        return width, height

    def nearest_ratio(self, width: int, height: int) -> str:
        """The served ratio closest to a picture that was sent."""
        return min(self.ratios, key=lambda ratio: _distance(ratio, width / height))

    def card(self) -> JsonObject:
        """The answer of `models.get`."""
        return {
            "name": f"models/{self.id}",
            "baseModelId": self.id,
            "version": "1",
            "displayName": self.name,
            "description": f"{self.name}, simulated locally",
            "inputTokenLimit": self.input_limit,
            "outputTokenLimit": self.output_limit,
            "supportedGenerationMethods": ["generateContent", "countTokens"],
            "temperature": 1,
            "topP": 0.95,
            "topK": 64,
            "thinking": self.thinking,
        }


def _distance(ratio: str, wanted: float) -> float:
    across, down = ratio.split(":")
    offered = int(across) / int(down)
    return max(offered / wanted, wanted / offered)


@cache
def models() -> dict[str, Model]:
    """Every served model by its id."""
    stored = json.loads(Path(__file__).with_name("catalogue.json").read_text())
    return {row["id"]: _model(row, stored["grids"]) for row in stored["models"]}


def _model(row: JsonObject, grids: JsonObject) -> Model:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return Model(**{**row, **lists, "grid": grids.get(row["grid"], {})})


def find(model_id: str, version: str, verb: str = "generateContent") -> Model:
    """The served model; raises the provider's 404 for unknown and retired ids."""
    try:
        return models()[model_id]
    except KeyError:
        raise ApiError(
            404,
            f"models/{model_id} is not found for API version {version}, or is not supported for "
            f"{verb}. Call ListModels to see the list of available models and their supported "
            "methods.",
        ) from None
