"""A slot as the studio is asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.models import Image, Source
from site_builder.planning import Requirement
from studio.editing import requesting as editing
from studio.editing.requesting import EditRequest
from studio.models import MAX_NAME_CHARACTERS, Priority, ResponseModality
from studio.requesting import GenerationRequest, ResolvedRequest, Resolver

EDIT = "edit"  # of `Requirement.mode`


def asked(requirement: Requirement) -> GenerationRequest:
    """The picture of words alone."""
    return GenerationRequest(
        prompt=requirement.prompt,
        name=requirement.slot_key[:MAX_NAME_CHARACTERS],
        model=requirement.quality,
        aspect_ratio=requirement.aspect_ratio,
        resolution=requirement.size,
        response_modality=ResponseModality.IMAGE,
        google_search_enabled=False,
        priority=Priority.from_word(requirement.priority),
        source=Source.SITE,
    )


def resolved(requirements: Iterable[Requirement], *, by: AbstractBaseUser) -> list[ResolvedRequest]:
    """What each would be asked with, an edit as a picture of its own: for prices.

    Raises RequestRefused.
    """
    resolver = Resolver(by)
    return [resolver.resolve(asked(each), index=index) for index, each in enumerate(requirements)]


def changed(
    requirement: Requirement, image: Image, words: str, *, by: AbstractBaseUser
) -> ResolvedRequest:
    """A new version of a picture for the slot; raises RequestRefused."""
    edit = EditRequest(
        image_id=image.pk,
        prompt=words,
        model=requirement.quality,
        aspect_ratio=requirement.aspect_ratio,
        resolution=requirement.size,
    )
    told: dict[str, Any] = {
        "name": requirement.slot_key[:MAX_NAME_CHARACTERS],
        "priority": Priority.from_word(requirement.priority),
        "source": Source.SITE,
    }
    return replace(editing.resolve(edit, by=by), **told)


def of_slot(
    requirement: Requirement, source: Image | None, *, by: AbstractBaseUser
) -> ResolvedRequest:
    """What is asked now; `source` is the before picture of an edit.  Raises RequestRefused."""
    if requirement.mode == EDIT and source is not None:
        return changed(requirement, source, requirement.prompt, by=by)
    return Resolver(by).resolve(asked(requirement))
