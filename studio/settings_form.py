"""The part of the settings page that depends on the catalogue: what a new prompt starts with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser

from sessions_app.models import Preferences
from studio.defaults import Defaults
from studio.models import EngineModel, PersonGeneration, ResponseModality

Choices = list[tuple[str, str]]


class DefaultsForm(forms.Form):
    """Offers what any model of today can draw; where one cannot, its own default is taken."""

    default_model = forms.ChoiceField(widget=forms.RadioSelect)
    default_resolution = forms.ChoiceField(widget=forms.RadioSelect)
    default_aspect_ratio = forms.ChoiceField(required=False)
    person_generation_default = forms.ChoiceField(choices=PersonGeneration.choices)
    with_text = forms.BooleanField(required=False)
    google_search_default = forms.BooleanField(required=False)
    auto_save_conversations = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, object] | None = None, *, by: AbstractBaseUser) -> None:
        self._by = by
        defaults = Defaults(by)
        model = defaults.engine_model
        super().__init__(data, initial=_initial(defaults, Preferences.of(by)))
        offered = list(EngineModel.objects.offered())
        models = offered if model in offered else [*offered, model]
        self._offer("default_model", [(model_word(each), _name(each)) for each in models])
        self._offer("default_resolution", sizes_of(offered))
        own_ratio = ("", f"The model's own ({model.default_ratio})")
        self._offer("default_aspect_ratio", [own_ratio, *ratios_of(offered)])

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = choices

    def keep(self) -> None:
        """Store what a valid form says, and nothing else."""
        said = dict(self.cleaned_data)
        with_text = said.pop("with_text")
        modality = ResponseModality.TEXT_IMAGE if with_text else ResponseModality.IMAGE
        Preferences.change(self._by.pk, default_response_modality=modality, **said)


def _initial(defaults: Defaults, chosen: Preferences) -> dict[str, object]:
    model = defaults.engine_model
    return {
        "default_model": model_word(model),
        "default_resolution": defaults.resolution(model),
        "default_aspect_ratio": chosen.default_aspect_ratio,
        "person_generation_default": defaults.person_generation,
        "with_text": defaults.response_modality == ResponseModality.TEXT_IMAGE,
        "google_search_default": chosen.google_search_default,
        "auto_save_conversations": chosen.auto_save_conversations,
    }


def model_word(model: EngineModel) -> str:
    """The tier's word where it points at this model, so that the default follows the tier."""
    return str(model.tier) if model.is_tier_face else model.model_id


def _name(model: EngineModel) -> str:
    return model.tier.capitalize() if model.is_tier_face else model.label


def sizes_of(models: Iterable[EngineModel]) -> Choices:
    """Each size that one of them draws, the smallest first."""
    return sorted(_each(model.sizes for model in models), key=lambda size: not size[0].isdigit())


def ratios_of(models: Iterable[EngineModel]) -> Choices:
    return _each(model.ratios for model in models)


def _each(lists: Iterable[Iterable[str]]) -> Choices:
    found = dict.fromkeys(value for values in lists for value in values)
    return [(value, value) for value in found]
