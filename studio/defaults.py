"""What one person has chosen for whatever a request leaves out.

A default is a wish, not a demand: where the chosen model lacks it, the model's own is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.models import Preferences, WorkSession
from studio import catalogue
from studio.models import EngineModel, Grounding, PersonGeneration, ResponseModality, Tier


class Defaults:
    """Of the person's row, read once, when the first of them is asked for.

    What a session says comes before that.
    """

    def __init__(self, by: AbstractBaseUser, session: WorkSession | None = None) -> None:
        self._by = by
        self._of_session: dict[str, Any] = session.defaults if session else {}

    @cached_property
    def _chosen(self) -> Preferences:
        return Preferences.of(self._by)

    @cached_property
    def engine_model(self) -> EngineModel:
        """As it was chosen, retired or not; the instance's where nothing draws in its place."""
        for name in (self._of_session.get("model"), self._chosen.default_model):
            model = EngineModel.objects.named(name) if name else None
            if model and _drawing_for(model):
                return model
        return catalogue.default_model()

    def aspect_ratio(self, model: EngineModel) -> str:
        wishes = (self._of_session.get("aspect_ratio"), self._chosen.default_aspect_ratio)
        return _first_of(model.ratios, wishes) or model.default_ratio

    def resolution(self, model: EngineModel) -> str:
        wishes = (self._of_session.get("resolution"), self._chosen.default_resolution)
        return _first_of(model.sizes, wishes) or model.default_size

    def google_search(self, model: EngineModel) -> bool:
        wish = self._of_session.get("google_search_enabled")
        wanted = self._chosen.google_search_default if wish is None else bool(wish)
        return wanted and model.grounding != Grounding.NONE

    def include_thoughts(self, model: EngineModel) -> bool:
        return bool(self._of_session.get("include_thoughts")) and model.thinks

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
            "include_thoughts": self.include_thoughts(model),
        }


def _drawing_for(model: EngineModel) -> EngineModel | None:
    """The model itself, its successor where it is retired; None where nothing draws for it."""
    found = model.replacement if model.retired else model
    return found if found and not found.retired and found.tier != Tier.TEXT else None


def _first_of(offered: Iterable[str], wishes: Iterable[str | None]) -> str:
    """ "" where none of them is offered."""
    able = set(offered)
    return next((wish for wish in wishes if wish in able), "") or ""
