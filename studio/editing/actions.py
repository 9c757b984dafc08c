"""What a person does with versions of a picture: make one, or take the other finish of it."""

from __future__ import annotations

import logging
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from gallery import intake, storage
from gallery.imaging import BadImage
from gallery.models import Image, Version
from studio import actions, answers, finishing
from studio.editing import finishes, versioning
from studio.editing.plans import Plan, plan_in
from studio.editing.requesting import EditRequest, resolve
from studio.models import Batch, Generation

logger = logging.getLogger(__name__)


class AnswerGone(Exception):
    """The model's own answer is not there any more, or there never was another finish."""


def edit(request: EditRequest, *, by: AbstractBaseUser, idempotency_key: str = "") -> Batch:
    """Queue `count` new versions of one picture; as `studio.actions.submit`.

    Raises RequestRefused, MissingKey, InsufficientBudget, IdempotencyConflict.
    """
    return actions.enqueue(
        lambda: [resolve(request, by=by)],
        said=[repr(request)],
        by=by,
        idempotency_key=idempotency_key,
    )


def take_whole(version: Version, *, by: AbstractBaseUser) -> Image:
    """A version with all that the model drew around the regions; no call, no charge.

    Raises AnswerGone and StorageError.
    """
    return _take(version, by=by, keep_pixels=False)


def take_locked(version: Version, *, by: AbstractBaseUser) -> Image:
    """A version with the regions alone changed; no call, no charge.  Raises as `take_whole`."""
    return _take(version, by=by, keep_pixels=True)


def _take(version: Version, *, by: AbstractBaseUser, keep_pixels: bool) -> Image:
    """The sibling with this finish; the one that is there, where there is one."""
    generation, plan = _made_by(version, by)
    if made := _finished_before(version, by, keep_pixels=keep_pixels):
        return made
    plan = replace(plan, keep_pixels=keep_pixels)
    source, answer = versioning.source_bytes(plan), _answer_bytes(generation)
    if source is None:
        raise AnswerGone
    try:
        with finishing.decoding:
            finish = finishes.of_edit(answer, plan, source)
    except BadImage as error:
        raise AnswerGone from error
    with intake.storing(finish.prepared) as stored:
        return _keep(version, generation, stored, finish)


@transaction.atomic
def _keep(
    version: Version, generation: Generation, stored: intake.Stored, finish: finishes.Finish
) -> Image:
    """Of a twin that was quicker there are two then: each is whole."""
    told = versioning.told_of(generation)
    image = stored.save(owner=generation.owner, details=version.child.details, **told)
    versioning.hang(image, generation, finish.details)
    logger.info("version.finished generation=%s image=%s", generation.pk, image.pk)
    return image


def _made_by(version: Version, by: AbstractBaseUser) -> tuple[Generation, Plan]:
    rows = Generation.objects.visible_to(by).select_related("answer", "engine_model", "owner")
    generation = rows.filter(pk=version.details.get("generation_id")).first()
    plan = plan_in(generation.requested) if generation else None
    if generation is None or plan is None or plan.crop is None:
        raise AnswerGone
    return generation, plan


def _finished_before(version: Version, by: AbstractBaseUser, *, keep_pixels: bool) -> Image | None:
    siblings = Version.objects.filter(
        family=version.family,
        details__generation_id=version.details["generation_id"],
        details__keep_pixels=keep_pixels,
        child__in=Image.objects.visible_to(by),
    )
    found = siblings.select_related("child").order_by("number").first()
    return found.child if found else None


def _answer_bytes(generation: Generation) -> bytes:
    answer = getattr(generation, "answer", None)
    name = answers.finished_blob(answer.content) if answer else ""
    if not name or not storage.exists(name):
        raise AnswerGone
    return storage.read(name)
