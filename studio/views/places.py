"""The forms with settings and references: the composer, that of a list, of a turn, the editor."""

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
    owner_id: int = 0  # the picture of an editor, the session of a conversation

    @property
    def references_url(self) -> str:
        return reverse(self.references_name, args=self._args)

    @property
    def choose_url(self) -> str:
        return reverse(self.choose_name, args=self._args)

    @property
    def _args(self) -> list[int]:
        return [self.owner_id] if self.owner_id else []


COMPOSER = Place("composer", "studio:references", "studio:choose_references")
LIST = Place("list-form", "studio:list_references", "studio:choose_list_references")


def editor_of(image_id: int) -> Place:
    names = ("studio:edit_references", "studio:choose_edit_references")
    return Place("composer", *names, image_id)


def conversation_of(session_id: int) -> Place:
    names = ("studio:turn_references", "studio:choose_turn_references")
    return Place("say", *names, session_id)


def place_of(form: SettingsForm) -> Place:
    return LIST if isinstance(form, ListForm) else COMPOSER
