"""The finished edit as a version of the picture that it was made from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from gallery import storage, versions
from gallery.models import Image, Source, Version
from gallery.storage import StorageError
from sessions_app import filing
from sessions_app.models import SessionImage
from studio.editing.plans import Plan, plan_in
from studio.models import Generation
from studio.requesting.asked import SOURCE
from studio.sketches.layouts import label
from studio.sketches.plans import plan_in as sketch_in

TOOL_FILES_KEPT = timedelta(hours=24)


def source_bytes(plan: Plan) -> bytes | None:
    """The file that the answer is laid over; None where none is needed, or where it is gone.

    Raises StorageError where the store does not answer.
    """
    if plan.crop is None:
        return None
    name = Image.objects.filter(pk=plan.image_id).values_list("name", flat=True).first()
    if name is None:
        return None
    try:
        return storage.read(name)
    except StorageError:
        if storage.exists(name):
            raise
        return None


def told_of(generation: Generation) -> dict[str, Any]:
    """What the picture's row says of how it was made, by the kind of its generation."""
    plan = plan_in(generation.requested)
    made = Source.EDITED if plan else Source.GENERATED
    source = generation.requested.get(SOURCE) or made
    return {
        "source": source,
        "expires_at": timezone.now() + TOOL_FILES_KEPT if source == Source.TOOL else None,
        "prompt": generation.prompt,
        "model": generation.engine_model.model_id,
        "tier": generation.engine_model.tier,
        "aspect_ratio": plan.aspect_ratio if plan else generation.requested["aspect_ratio"],
        "resolution": plan.resolution if plan else generation.requested["resolution"],
        "alt": _alt(generation),
    }


def _alt(generation: Generation) -> str:
    """A sketch's prompt tells of its style rather than of what is to be seen."""
    sketch = sketch_in(generation.requested)
    return f"Sketch, {label(sketch.layout)}: {generation.batch.name}" if sketch else ""


def hang(image: Image, generation: Generation, details: dict[str, Any]) -> Version | None:
    """Under its parent, and in the session where that lies; within the caller's transaction.

    None where it is no edit, or where the parent was deleted for good meanwhile.
    """
    plan = plan_in(generation.requested)
    parent = Image.objects.filter(pk=plan.image_id).first() if plan else None
    if plan is None or parent is None:
        return None
    filed = SessionImage.objects.filter(image=parent).select_related("work_session").first()
    if filed is not None:
        filing.file([image.pk], filed.work_session)
    told = plan.for_version() | details | {"generation_id": generation.pk}
    return versions.add(image, parent=parent, words=generation.prompt, details=told)
