"""Memories and presets of a request: made to fit the model, with pictures of their own."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from gallery.models import Image
from sessions_app.memories import context
from sessions_app.memories.context import MAX_MEMORIES, Context
from sessions_app.memories.presets import PRESETS
from studio.models import EngineModel
from studio.prompting import Reference


class Unsuitable(ValueError):
    """The words are for people; `field` and `code` as in `requesting.Problem`."""

    def __init__(self, field: str, message: str, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


def compose(
    memory_ids: Sequence[int],
    preset: str,
    *,
    model: EngineModel,
    prompt: str,
    pictures: int,
    by: AbstractBaseUser,
) -> Context:
    """What goes before the prompt, the same for preview and request; raises Unsuitable."""
    if preset and preset not in PRESETS:
        raise Unsuitable("preset", f"Choose one of {', '.join(PRESETS)}.")
    if len(memory_ids) > MAX_MEMORIES:
        raise Unsuitable("memory_ids", f"At most {MAX_MEMORIES} memories go along.")
    try:
        return context.compose(
            memory_ids,
            by=by,
            now=timezone.now(),
            preset=preset,
            limit_tokens=limit_of(model),
            prompt=prompt,
            pictures=pictures,
        )
    except context.UnknownMemory as error:
        message = "One of these memories is not there or is archived."
        raise Unsuitable("memory_ids", message) from error
    except context.ContextTooLarge as error:
        raise Unsuitable("memory_ids", str(error), "context_too_large") from error


def limit_of(model: EngineModel) -> int:
    """Tokens that it takes."""
    return model.max_input_tokens or context.UNKNOWN_LIMIT


def pictures_of(
    found: Context, *, beside: Sequence[Reference], by: AbstractBaseUser
) -> tuple[Reference, ...]:
    """The pictures of the memories that are sent; those that go along anyway are left out."""
    here = {each.image_id for each in beside}
    wanted = [pk for pk in found.image_ids if pk not in here]
    if not wanted:
        return ()
    own = set(Image.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True))
    # By its id: a title could hold more than a name.
    owners = {each.memory.image_id: each.memory.pk for each in reversed(found.sent)}
    return tuple(
        Reference(image_id=pk, note=f"the picture of memory {owners[pk]}")
        for pk in wanted
        if pk in own
    )


def mark_used(memory_ids: Sequence[int], *, by: AbstractBaseUser) -> None:
    if memory_ids:
        context.mark_used(memory_ids, by=by, now=timezone.now())
