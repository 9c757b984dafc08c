"""What one person has chosen for whatever a request leaves out.

A default is a wish, not a demand: where the chosen model lacks it, the model's own is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.models import Preferences
from studio import catalogue
from studio.models import EngineModel, Grounding, PersonGeneration, ResponseModality


class Defaults:
    """Of the person's row, read once, when the first of them is asked for."""

    def __init__(self, by: AbstractBaseUser) -> None:
        self._by = by

    @cached_property
    def _chosen(self) -> Preferences:
        return Preferences.of(self._by)

    @cached_property
    def engine_model(self) -> EngineModel:
        """As it was chosen, retired or not; the instance's where nothing draws in its place."""
        name = self._chosen.default_model
        model = EngineModel.objects.named(name) if name else None
        return model if model and _drawing_for(model) else catalogue.default_model()

    def aspect_ratio(self, model: EngineModel) -> str:
        return _of(model.ratios, self._chosen.default_aspect_ratio) or model.default_ratio

    def resolution(self, model: EngineModel) -> str:
        return _of(model.sizes, self._chosen.default_resolution) or model.default_size

    def google_search(self, model: EngineModel) -> bool:
        return self._chosen.google_search_default and model.grounding != Grounding.NONE

    @property
    def response_modality(self) -> str:
        return self._chosen.default_response_modality or ResponseModality.IMAGE

    @property
    def person_generation(self) -> str:
        return self._chosen.person_generation_default or PersonGeneration.ALLOW_ADULT

    def starting_values(self) -> dict[str, object]:
        """What a new prompt starts with, named as in `GenerationRequest`."""
        model = _drawing_for(self.engine_model) or self.engine_model
        return {
            "model": model.model_id,
            "aspect_ratio": self.aspect_ratio(model),
            "resolution": self.resolution(model),
            "response_modality": self.response_modality,
            "person_generation": self.person_generation,
            "google_search_enabled": self.google_search(model),
        }


def _drawing_for(model: EngineModel) -> EngineModel | None:
    """The model itself, its successor where it is retired; None where that is gone too."""
    found = model.replacement if model.retired else model
    return found if found and not found.retired else None


def _of(offered: Iterable[str], wanted: str) -> str:
    return wanted if wanted in offered else ""
