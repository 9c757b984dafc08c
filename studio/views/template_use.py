"""The template that the composer's prompt came from, its fields, and others to choose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.ids import as_id
from studio import templating
from studio.forms import SettingsForm, SlotInputs
from studio.models import PromptTemplate, PromptTemplateQuerySet

MENU_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Slot:
    """One input above the prompt; `number` makes its id."""

    number: int
    input_name: str
    label: str
    word: str
    is_wanting: bool


class TemplateUse:
    """Drawn by `studio/_prompt_slots.html` and `_template_menu.html`."""

    def __init__(self, form: SettingsForm, *, by: AbstractBaseUser) -> None:
        self.form = form
        self.by = by

    @cached_property
    def menu(self) -> list[PromptTemplate]:
        """Starred ones first, then the person's own."""
        return list(self._visible.favourites_first(self.by)[:MENU_LENGTH])

    @cached_property
    def template(self) -> PromptTemplate | None:
        """None where the prompt came from none, or it is gone meanwhile."""
        pk = as_id(str(self.form["template"].value() or ""))
        return self._visible.filter(pk=pk).first() if pk else None

    @cached_property
    def slots(self) -> list[Slot]:
        said: dict[str, str] = self.form["slots"].value() or {}
        fields = self.template.fields if self.template else []
        labels = {field["name"]: field["label"] for field in fields}
        is_told = bool(self.form["slots"].errors)
        return [
            Slot(
                number=number,
                input_name=SlotInputs.prefix + name,
                label=labels.get(name) or templating.label(name),
                word=word,
                is_wanting=is_told and not word.strip(),
            )
            for number, (name, word) in enumerate(said.items(), start=1)
        ]

    @property
    def _visible(self) -> PromptTemplateQuerySet:
        return PromptTemplate.objects.visible_to(self.by)
