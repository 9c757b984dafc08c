"""What the composer shows: the form, and what the chosen model can do and costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from gallery.models import Image
from sessions_app.models import WorkSession
from studio import catalogue, cheaper, estimating, pricing, spending
from studio.availability import Availability, availability
from studio.forms import ComposerForm, SettingsForm, new_key
from studio.models import EngineModel, Grounding, PersonGeneration, ResponseModality
from studio.prompting import MAX_NOTE_CHARACTERS, ROLES, Reference
from studio.remapping import Remapping
from studio.requesting import (
    MAX_COUNT,
    MAX_PROMPT_CHARACTERS,
    GenerationRequest,
    RequestRefused,
)
from studio.views.choices import Choice, abilities
from studio.views.ids import as_id
from studio.views.memory_choice import MemoryChoice
from studio.views.places import Place, place_of
from studio.views.template_use import TemplateUse
from studio.wording import TIMES, counted, usd, usd_each

_ANY_WORD = "picture"  # stands for a prompt that is not written yet


@dataclass(frozen=True, slots=True)
class ShownReference:
    image: Image
    role: str
    note: str

    @property
    def roles(self) -> list[Choice]:
        every = {"": "No role", **{word: word.capitalize() for word in ROLES}}
        return [Choice(word, label, word == self.role) for word, label in every.items()]


@dataclass(frozen=True, slots=True)
class Cost:
    """The figure beside the button; `total` is "" where the request cannot be priced.

    `hint` is a line below it, a warning where `is_over`: it would pass a limit.
    """

    total: str
    how: str
    hint: str = ""
    is_over: bool = False


class Composer:
    """Drawn by `studio/_composer.html`, `_settings.html` and `_cost.html`."""

    max_characters = MAX_PROMPT_CHARACTERS
    max_count = MAX_COUNT
    max_note_characters = MAX_NOTE_CHARACTERS

    def __init__(self, form: SettingsForm, *, by: AbstractBaseUser) -> None:
        self.form = form
        self.by = by
        self.key = new_key()

    @cached_property
    def availability(self) -> Availability:
        return availability(self.by)

    @cached_property
    def template_use(self) -> TemplateUse:
        return TemplateUse(self.form, by=self.by)

    @cached_property
    def notes(self) -> list[str]:
        """What is put in place of a model or shape that a template or an old request named."""
        if self.form.is_bound:
            return []  # the form's own errors tell it
        said = {name: self._word(name) for name in ("model", "aspect_ratio", "resolution")}
        gone = len(self._named) - len(self.references)
        lost = [f"{counted(gone, 'reference image')} of this prompt can no longer be found."]
        return Remapping().notes(**said) + (lost if gone else [])

    @property
    def place(self) -> Place:
        return place_of(self.form)

    @cached_property
    def session(self) -> WorkSession | None:
        """Where the pictures are filed; None for the gallery alone."""
        said = self._word("session") if "session" in self.form.fields else ""
        pk = as_id(said)
        return WorkSession.objects.visible_to(self.by).filter(pk=pk).first() if pk else None

    @cached_property
    def memories(self) -> MemoryChoice | None:
        """None on forms that take none."""
        if not isinstance(self.form, ComposerForm):
            return None
        readable = self._parsed.is_valid()
        return MemoryChoice(
            self.form,
            by=self.by,
            model=self.model,
            prompt=self._parsed.request().prompt if readable else self._word("prompt"),
            pictures=len(self.references),
        )

    @cached_property
    def references(self) -> list[ShownReference]:
        ids = [each.image_id for each in self._named]
        found = Image.objects.visible_to(self.by).for_cards().in_bulk(ids) if ids else {}
        known = [each for each in self._named if each.image_id in found]
        return [ShownReference(found[each.image_id], each.role, each.note) for each in known]

    @cached_property
    def _named(self) -> tuple[Reference, ...]:
        try:
            cleaned: tuple[Reference, ...] = self.form.fields["references"].clean(
                self._said("references")
            )
        except ValidationError:
            return ()
        return cleaned

    @property
    def has_roles(self) -> bool:
        return any(each.role or each.note for each in self.references)

    # --- What the model can do

    @cached_property
    def picks(self) -> list[EngineModel]:
        """Today's models, and the one that the form came with where that is an older one."""
        offered = list(EngineModel.objects.offered().prefetch_related("prices"))
        return offered if self.model in offered else [*offered, self.model]

    @cached_property
    def model(self) -> EngineModel:
        """The row whose abilities the settings show; a retired name shows its successor's."""
        name = self._word("model")
        asked = EngineModel.objects.named(name) if name else None
        if asked and asked.retired:
            asked = asked.replacement
        return asked or catalogue.default_model()

    @cached_property
    def resolution(self) -> str:
        asked = self._word("resolution")
        return asked if asked in self.model.sizes else self.model.default_size

    @property
    def ratio(self) -> str:
        asked = self._word("aspect_ratio")
        return asked if asked in self.model.ratios else self.model.default_ratio

    @property
    def drawn_for(self) -> str:
        """What the settings depend on; the page sends it back, so that others are drawn anew."""
        preset = self.memories.preset if self.memories else ""
        return " ".join(filter(None, [self.model.model_id, self.resolution, preset]))

    @property
    def models(self) -> list[Choice]:
        return [
            Choice(
                value=model.model_id,
                label=model.short_label,
                checked=model == self.model,
                hint=model.label,
                price=self._price_each(model),
            )
            for model in self.picks
        ]

    @property
    def model_words(self) -> str:
        """ "Nano Banana 2.1. Quick and sharp, up to 4K": what the picks have no room for."""
        words = (self.model.label, self.model.tagline, self.model.farewell)
        return ". ".join(word for word in words if word)

    @property
    def ratios(self) -> list[Choice]:
        return abilities([each.ratios for each in self.picks], self.model.ratios, self.ratio)

    @property
    def resolutions(self) -> list[Choice]:
        sizes = [each.sizes for each in self.picks]
        every = abilities(sizes, self.model.sizes, self.resolution)
        return sorted(every, key=lambda choice: not choice.value.isdigit())  # "512" before "1K"

    @property
    def lacks(self) -> dict[str, str]:
        """Why something is disabled, a sentence a field."""
        return {
            name: f"{self.model.short_label} has no {', '.join(lacking)}."
            for name, choices in (("aspect_ratio", self.ratios), ("resolution", self.resolutions))
            if (lacking := [choice.value for choice in choices if choice.disabled])
        }

    @property
    def can_search(self) -> bool:
        return self.model.grounding != Grounding.NONE

    @property
    def modalities(self) -> list[Choice]:
        said = self._word("response_modality")
        labels = {ResponseModality.IMAGE: "Image", ResponseModality.TEXT_IMAGE: "+ Text"}
        return [Choice(value, label, value == said) for value, label in labels.items()]

    @property
    def people(self) -> list[Choice]:
        said = self._word("person_generation")
        return [Choice(value, label, value == said) for value, label in PersonGeneration.choices]

    @property
    def summary(self) -> str:
        """The settings in one line, on the button that opens them on a phone."""
        words = [self.model.short_label, self.ratio, self.resolution, self._count_words()]
        return " · ".join(word for word in words if word)

    # --- What it costs

    @cached_property
    def cost(self) -> Cost:
        if not self._parsed.is_valid():
            return Cost("", str(next(iter(self._parsed.errors.values()))[0]))
        request = self.as_shown(self._parsed.request())
        try:
            found = estimating.estimate([request], by=self.by)
        except RequestRefused as refused:
            return Cost("", refused.problems[0].message)
        each = usd_each(found.each_usd) if found.each_usd is not None else "different prices"
        how = f"{found.images} {TIMES} {each}, {self.model.short_label} {self.resolution}".strip()
        over = spending.of_budget(found, by=self.by)
        hint = over or cheaper.hint(found.resolved[0], found.cost_usd)
        return Cost(usd(found.cost_usd), how, hint, is_over=bool(over))

    def as_shown(self, request: GenerationRequest) -> GenerationRequest:
        """With what the page shows in place of what the form left open or the model cannot do."""
        return replace(
            request,
            prompt=request.prompt.strip()[:MAX_PROMPT_CHARACTERS] or _ANY_WORD,
            model=self.model.model_id,
            aspect_ratio=self.ratio,
            resolution=self.resolution,
            google_search_enabled=request.google_search_enabled and self.can_search,
            include_thoughts=request.include_thoughts and self.model.thinks,
            context_hash=None,  # a price is told for whatever would be sent
        )

    @cached_property
    def _parsed(self) -> ComposerForm:
        """The form's values read on their own, whether they were posted or came by a link."""
        return ComposerForm({name: self._said(name) for name in self.form.fields})

    def _price_each(self, model: EngineModel) -> str:
        """At the chosen resolution, else at the model's own; "" where no price is known."""
        today = timezone.now().date()
        price = next((each for each in model.prices.all() if each.read_on <= today), None)
        size = self.resolution if self.resolution in model.sizes else model.default_size
        try:
            rates = estimating.rates_from(price) if price else None
            return usd_each(pricing.estimate_usd(rates, prompt="", size=size)) if rates else ""
        except pricing.UnknownPrice:
            return ""

    # --- Values

    def _said(self, name: str) -> object:
        return self.form[name].value()

    def _word(self, name: str) -> str:
        return str(self._said(name) or "")

    def _count_words(self) -> str:
        count = as_id(self._word("count"))
        return "" if count is None else counted(count, "image")
