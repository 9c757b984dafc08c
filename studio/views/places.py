"""The two forms that hold settings and references: the composer, and that of a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from studio.forms import SettingsForm
from studio.list_form import ListForm


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands on its page, and the addresses of its references."""

    form_id: str
    references_name: str
    choose_name: str

    @property
    def references_url(self) -> str:
        return reverse(self.references_name)

    @property
    def choose_url(self) -> str:
        return reverse(self.choose_name)


COMPOSER = Place("composer", "studio:references", "studio:choose_references")
LIST = Place("list-form", "studio:list_references", "studio:choose_list_references")


def place_of(form: SettingsForm) -> Place:
    return LIST if isinstance(form, ListForm) else COMPOSER
