"""What the composer starts with: a link's words, or all that an earlier request asked for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from gallery.models import Image
from gallery.request import Request
from sessions_app.models import WorkSession
from studio.defaults import Defaults
from studio.editing.plans import plan_in
from studio.forms import STARTING_COUNT, ComposerForm
from studio.models import FavouritePrompt, Generation, Kind, PastPrompt, PromptTemplate
from studio.models.kept_prompt import KeptPrompt
from studio.requesting import MAX_COUNT
from studio.views.edit_outcome import running_url
from studio.views.ids import as_id

_BY_LINK = ("prompt", "model", "aspect_ratio", "resolution", "count", "preset")
_EDITS_BY = {"reuse": "batch", "reuse_generation": "pk", "reuse_image": "image"}
_OWN = {"prompt", "count", "key", "template", "slots", "context_hash", "session"}
KEPT = tuple(name for name in ComposerForm.base_fields if name not in _OWN)


def starting_values(request: Request) -> dict[str, Any]:
    """As `_before`, with the pictures of each `?reference=` and the memories of each `?memory=`."""
    session = _session(request)
    values = _before(request, session)
    memories = [pk for word in request.GET.getlist("memory") if (pk := as_id(word))]
    return values | {
        "references": [*values.get("references", ()), *linked_references(request)],
        "memory_ids": [*values.get("memory_ids", ()), *memories],
        "session": session.pk if session else None,
    }


def linked_references(request: Request) -> list[dict[str, int]]:
    """The pictures of each `?reference=`; another person's is 404."""
    named = dict.fromkeys(pk for word in request.GET.getlist("reference") if (pk := as_id(word)))
    if Image.objects.visible_to(request.user).filter(pk__in=named).count() < len(named):
        raise Http404
    return [{"image_id": pk} for pk in named]


def _session(request: Request) -> WorkSession | None:
    """The one of `?session=`, where the pictures are to be filed."""
    if (pk := as_id(request.GET.get("session", ""))) is None:
        return None
    return get_object_or_404(WorkSession.objects.visible_to(request.user), pk=pk)


def editor_url(request: Request) -> str:
    """Where an edit is taken up again: the editor of its picture; "" where it is none.

    An edit whose picture is gone is a prompt like any other.
    """
    rows = Generation.objects.visible_to(request.user).filter(kind=Kind.EDIT)
    for word, field in _EDITS_BY.items():
        pk = as_id(request.GET.get(word, ""))
        generation = rows.filter(**{field: pk}).order_by("position").first() if pk else None
        plan = plan_in(generation.requested) if generation else None
        if generation and plan:
            source = Image.objects.visible_to(request.user).filter(pk=plan.image_id).first()
            return running_url(source, generation.batch) if source else ""
    return ""


def _before(request: Request, session: WorkSession | None) -> dict[str, Any]:
    """From `?reuse=<batch>`, `?reuse_generation=`, `?reuse_image=`, or single values over the
    defaults of the session or the person.

    Another person's is 404.
    """
    if (batch_id := as_id(request.GET.get("reuse", ""))) is not None:
        return _of_batch(batch_id, request.user)
    if (generation_id := as_id(request.GET.get("reuse_generation", ""))) is not None:
        rows = Generation.objects.visible_to(request.user)
        return _of_generation(get_object_or_404(rows, pk=generation_id)) | {"count": 1}
    if (image_id := as_id(request.GET.get("reuse_image", ""))) is not None:
        return _of_image(image_id, request.user)
    if (past_id := as_id(request.GET.get("past", ""))) is not None:
        return _of_kept(get_object_or_404(PastPrompt.objects.visible_to(request.user), pk=past_id))
    if (favourite_id := as_id(request.GET.get("favourite", ""))) is not None:
        favourites = FavouritePrompt.objects.visible_to(request.user)
        return _of_kept(get_object_or_404(favourites, pk=favourite_id))
    if (template_id := as_id(request.GET.get("template", ""))) is not None:
        templates = PromptTemplate.objects.visible_to(request.user)
        return _of_template(get_object_or_404(templates, pk=template_id), request.user)
    said = {name: request.GET[name] for name in _BY_LINK if name in request.GET}
    return Defaults(request.user, session).starting_values() | said


def _of_batch(pk: int, user: AbstractBaseUser) -> dict[str, Any]:
    rows = Generation.objects.visible_to(user).filter(batch_id=pk).order_by("position", "pk")
    first = rows.first()
    if first is None:
        raise Http404
    count = rows.filter(prompt=first.prompt).count()
    return _of_generation(first) | {"count": min(count, MAX_COUNT)}


def _of_image(pk: int, user: AbstractBaseUser) -> dict[str, Any]:
    """An image explains itself, so this works after its generation is gone."""
    image = get_object_or_404(Image.objects.visible_to(user), pk=pk)
    generation = Generation.objects.visible_to(user).filter(image=image).first()
    if generation is not None:
        return _of_generation(generation) | {"count": 1}
    facts = {name: getattr(image, name) for name in ("model", "aspect_ratio", "resolution")}
    return facts | {"prompt": image.prompt, "count": STARTING_COUNT}


def _of_generation(generation: Generation) -> dict[str, Any]:
    kept = {name: generation.requested[name] for name in KEPT if name in generation.requested}
    return kept | {"prompt": generation.prompt}


def _of_kept(kept: KeptPrompt) -> dict[str, Any]:
    """A past or favourite prompt with all its settings."""
    said = {name: kept.requested[name] for name in KEPT if name in kept.requested}
    return said | {"prompt": kept.prompt, "count": kept.requested.get("count", STARTING_COUNT)}


def _of_template(template: PromptTemplate, user: AbstractBaseUser) -> dict[str, Any]:
    """Its text with the slots in it, and what each says at first, over the person's defaults."""
    own = {name: value for name in ("aspect_ratio", "model") if (value := getattr(template, name))}
    slots = {field["name"]: field["default"] for field in template.fields}
    return (
        Defaults(user).starting_values()
        | own
        | {"prompt": template.text, "template": template.pk, "slots": slots}
    )
