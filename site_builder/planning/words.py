"""Prompt and alternative text of one picture after the other."""

from __future__ import annotations

from dataclasses import dataclass

from site_builder.planning.alts import alt_of
from site_builder.planning.brief import Brief
from site_builder.planning.prompts import Prompts
from site_builder.planning.slots import Need
from site_builder.planning.subjects import Subjects


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    owner_text: str
    is_translated: bool
    prompt: str
    alt: str
    alt_source: str


class Writer:
    """To be asked in sequence: it remembers which scenes it has used."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._subjects = Subjects(brief)
        self._prompts = Prompts(brief)

    def words_for(self, need: Need) -> Words:
        subject = self._subjects.subject_of(need)
        alt, alt_source = alt_of(need, self._brief, scene=subject.scene)
        return Words(
            subject=subject.words,
            owner_text=subject.owner_text,
            is_translated=subject.is_translated,
            prompt=self._prompts.prompt_for(need.slot["strategy"], subject.words),
            alt=alt,
            alt_source=alt_source,
        )
