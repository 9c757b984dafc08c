"""What the composer starts with: a link's words, or all that an earlier request asked for."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404
from django.shortcuts import get_object_or_404

from gallery.models import Image
from gallery.request import Request
from studio.defaults import Defaults
from studio.forms import STARTING_COUNT, ComposerForm
from studio.models import Generation
from studio.requesting import MAX_COUNT
from studio.views.ids import as_id

_BY_LINK = ("prompt", "model", "aspect_ratio", "resolution", "count")
_KEPT = tuple(name for name in ComposerForm.base_fields if name not in {"prompt", "count", "key"})


def starting_values(request: Request) -> dict[str, Any]:
    """From `?reuse=<batch>`, `?reuse_generation=`, `?reuse_image=`, or single values over the
    person's defaults.

    Another person's is 404.
    """
    if (batch_id := as_id(request.GET.get("reuse", ""))) is not None:
        return _of_batch(batch_id, request.user)
    if (generation_id := as_id(request.GET.get("reuse_generation", ""))) is not None:
        rows = Generation.objects.visible_to(request.user)
        return _of_generation(get_object_or_404(rows, pk=generation_id)) | {"count": 1}
    if (image_id := as_id(request.GET.get("reuse_image", ""))) is not None:
        return _of_image(image_id, request.user)
    said = {name: request.GET[name] for name in _BY_LINK if name in request.GET}
    return Defaults(request.user).starting_values() | said


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
    kept = {name: generation.requested[name] for name in _KEPT if name in generation.requested}
    return kept | {"prompt": generation.prompt}
