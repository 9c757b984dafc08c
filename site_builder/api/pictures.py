"""A site's pictures over the API: ask for them, and change the one of a slot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Self

from asgiref.sync import sync_to_async
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Status
from pydantic import Field

from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Id, Text
from gallery.models import Image
from gallery.request import Request
from site_builder import amending, slots
from site_builder.models import Site
from site_builder.orchestrating import changing, generating
from site_builder.orchestrating.changing import SlotGone
from site_builder.orchestrating.generating import NothingPlanned
from studio.api.answers import BatchAnswer
from studio.api.batches import batch_of
from studio.api.refusing import refusals
from studio.api.repeating import IDEMPOTENCY_KEY, mark_replay, once
from studio.api.waiting import PREFER, until_settled
from studio.models import Generation
from studio.requesting import MAX_PROMPT_CHARACTERS

MAX_SLOTS = 60  # a plan has no more
SlotKey = Text

router = Router(tags=["Sites"])


class SiteGenerateBody(Body):
    """What is left out is the plan's: its eager slots, each in its own quality."""

    slots: list[SlotKey] | None = Field(
        None,
        min_length=1,
        max_length=MAX_SLOTS,
        description="Keys of the plan's slots, whatever their stage or state",
        examples=[["home/hero/image"]],
    )
    include_lazy: bool = Field(False, description="Also those that wait to be scrolled to")
    quality: Literal["flash", "pro"] | None = Field(None, description="`pro` for HD images")


class SlotBody(Body):
    """`regenerate` takes a prompt in place of the planned one, `edit` says what is to change;
    `provide` needs an image of the gallery.
    """

    slot: SlotKey = Field(max_length=300, examples=["home/hero/image"])
    action: Literal["regenerate", "edit", "provide", "remove"] = Field(examples=["regenerate"])
    prompt: Text | None = Field(None, max_length=MAX_PROMPT_CHARACTERS)
    image_id: Id | None = None


class SlotAnswer(Answer):
    slot: str
    status: str = Field(
        description="planned, pending, generating, complete, failed, canceled; provided for the "
        "owner's own picture, skipped where none is wanted"
    )
    stale: bool = Field(description="Made for another prompt than the plan has now")
    image_id: int | None
    generation_id: int | None
    error_code: str

    @classmethod
    def of(cls, site: Site, key: str) -> Self:
        found = slots.of(site)
        state = found.state(key) if found else None
        if state is None:
            row = site.planned_images.filter(slot_key=key).first()
            image_id = row.image_id if row else None
            status = "provided" if image_id else "skipped"
            return cls(
                slot=key,
                status=status,
                stale=False,
                image_id=image_id,
                generation_id=None,
                error_code="",
            )
        return cls(
            slot=key,
            status=state.status,
            stale=state.is_stale,
            image_id=state.image.pk if state.image else None,
            generation_id=state.generation.pk if state.generation else None,
            error_code=state.error_code,
        )


@router.post(
    "/sites/{int:pk}/generate",
    response={200: BatchAnswer, 202: BatchAnswer},
    summary="Make a site's pictures",
)
async def generate_site(
    request: Request,
    pk: int,
    body: SiteGenerateBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
    prefer: str | None = PREFER,
) -> Status[BatchAnswer]:
    """In the plan's sequence, in the site's one batch; what is under way is not asked for again.

    Where the budget does not reach for all, as many as it reaches for are made, the others stay
    planned; 402 where it reaches for none.
    """
    batch_id, replayed = await sync_to_async(_generate)(pk, body, idempotency_key, by=request.user)
    mark_replay(response, replayed=replayed)
    await until_settled(Generation.objects.filter(batch=batch_id), prefer, response)
    return await sync_to_async(_answer)(request, batch_id)


@contextmanager
def _refused() -> Iterator[None]:
    """What a site lacks, as a `Refusal`."""
    try:
        yield
    except NothingPlanned as error:
        detail = "The spec has errors, so nothing is planned. Mend them first."
        raise Refusal(409, "not_planned", detail) from error
    except SlotGone as error:
        raise invalid(Fault("/slot", "The site has no such slot.")) from error


@transaction.atomic
def _generate(
    pk: int, body: SiteGenerateBody, key: str | None, *, by: AbstractBaseUser
) -> tuple[int, bool]:
    site = _site(pk, by)
    batch = generating.batch_of(amending.locked(site))

    def act() -> None:
        generating.generate(
            site,
            by=by,
            keys=body.slots,
            include_lazy=body.include_lazy,
            quality=body.quality or "",
        )

    with refusals(), _refused():
        said = f"site {pk} {body.model_dump_json()}"
        return batch.pk, once(act, key=key, said=said, batch=batch, by=by)


def _answer(request: Request, batch_id: int) -> Status[BatchAnswer]:
    found = batch_of(request, batch_id)
    is_over = all(each.is_settled for each in found.generations.all())
    return Status(200 if is_over else 202, BatchAnswer.of(found))


@router.patch("/sites/{int:pk}/slots", response=SlotAnswer, summary="Change the picture of a slot")
def change_slot(
    request: Request,
    pk: int,
    body: SlotBody,
    response: HttpResponse,
    idempotency_key: str | None = IDEMPOTENCY_KEY,
) -> SlotAnswer:
    """What a slot shows stays until something else is there; nothing touches the other slots.

    409 `conflict` where a picture that is to be edited is just being replaced by another.
    """
    replayed = _change_once(pk, body, idempotency_key, by=request.user)
    mark_replay(response, replayed=replayed)
    return SlotAnswer.of(_site(pk, request.user), body.slot)


@transaction.atomic
def _change_once(pk: int, body: SlotBody, key: str | None, *, by: AbstractBaseUser) -> bool:
    site = _site(pk, by)
    batch = generating.batch_of(amending.locked(site))
    with refusals(), _refused():
        return once(
            lambda: _change(site, body, by=by),
            key=key,
            said=f"slot {pk} {body.model_dump_json()}",
            batch=batch,
            by=by,
        )


def _change(site: Site, body: SlotBody, *, by: AbstractBaseUser) -> None:
    key, prompt = body.slot, (body.prompt or "").strip()
    if body.action == "regenerate":
        changing.regenerate(site, key, by=by, prompt=prompt)
    elif body.action == "edit":
        if not prompt:
            raise invalid(Fault("/prompt", "Say what is to change."))
        if not changing.edit(site, key, words=prompt, by=by).queued:
            detail = "A picture is on its way to this slot. Wait for it, or cancel it first."
            raise Refusal(409, "conflict", detail)
    elif body.action == "provide":
        changing.provide(site, key, _image(body, by), by=by)
    else:
        changing.remove(site, key, by=by)


def _image(body: SlotBody, by: AbstractBaseUser) -> Image:
    found = Image.objects.visible_to(by).filter(pk=body.image_id or 0).first()
    if found is None:
        raise invalid(Fault("/image_id", "This picture is not in your gallery."))
    return found


def _site(pk: int, by: AbstractBaseUser) -> Site:
    rows = Site.objects.visible_to(by).select_related("batch", "owner")
    return get_object_or_404(rows, pk=pk)
