"""What stands in the place of a model or a shape that is gone, in sentences.

Templates, favourites and old requests go on working: they say what is put in place of what.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from studio import catalogue
from studio.models import EngineModel


class Remapping:
    """Asks for the catalogue once, however many templates are looked at."""

    def notes(self, *, model: str, aspect_ratio: str = "", resolution: str = "") -> list[str]:
        """Nothing where all of it can be drawn as it was said; "" stands for the default."""
        drawing, note = self._model(model)
        told = [note, *_abilities(drawing, aspect_ratio, resolution)]
        return [each for each in told if each]

    def label(self, name: str) -> str:
        """The model of that name in the words of the pages; "" for the default."""
        found = self._named(name) if name else None
        return found.label if found else name

    def _model(self, name: str) -> tuple[EngineModel, str]:
        asked = self._named(name) if name else self._default
        if asked is None:
            label = self._default.label
            return self._default, f"There is no model “{name}” any more: {label} draws instead."
        if not asked.retired:
            return asked, ""
        heir = asked.replacement or self._default
        return heir, f"{asked.label} has been switched off: {heir.label} draws instead."

    def _named(self, name: str) -> EngineModel | None:
        return next((each for each in self._all if name in _names(each)), None)

    @cached_property
    def _all(self) -> list[EngineModel]:
        return list(EngineModel.objects.select_related("replacement"))

    @cached_property
    def _default(self) -> EngineModel:
        return catalogue.default_model()


def _names(model: EngineModel) -> tuple[str, ...]:
    return (model.model_id, *model.aliases, *([model.tier] if model.is_tier_face else []))


def _abilities(model: EngineModel, aspect_ratio: str, resolution: str) -> Iterator[str]:
    if aspect_ratio and aspect_ratio not in model.ratios:
        chosen = model.default_ratio
        yield f"{model.label} does not draw {aspect_ratio}: {chosen} is chosen instead."
    if resolution and resolution not in model.sizes:
        chosen = model.default_size or "its one size"
        yield f"{model.label} has no {resolution}: {chosen} is chosen instead."
