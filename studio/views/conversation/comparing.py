"""Two pictures of a session beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from gallery.comparison import Comparison
from gallery.models import Image
from gallery.request import Request
from sessions_app.models import WorkSession
from studio.models import Generation
from studio.outline import Outline
from studio.views.conversation.page import outline_of
from studio.views.ids import as_id
from studio.views.sessions import own_session


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of the pictures to choose from."""

    image: Image
    version: str
    is_before: bool
    is_after: bool


@require_safe
def compare_images(request: Request, pk: int) -> HttpResponse:
    """`?before=&after=`, each a picture that was drawn in this session."""
    session = own_session(request, pk)
    asked = [as_id(request.GET.get(name, "")) or 0 for name in ("before", "after")]
    return _page(request, session, asked, asked)


@require_safe
def compare_turn(request: Request, pk: int, turn_pk: int) -> HttpResponse:
    """The answers to one turn, two at a time; the first two where the address names none."""
    session = own_session(request, pk)
    turn = get_object_or_404(session.messages, pk=turn_pk)
    drawn = Generation.objects.visible_to(request.user).filter(message__parent=turn)
    there = drawn.filter(image__trashed_at__isnull=True, image__isnull=False)
    offered = list(there.order_by("message_id").values_list("image_id", flat=True))
    if len(offered) < 2:
        raise Http404("There are no two pictures to compare.")
    named = [as_id(request.GET.get(name, "")) for name in ("before", "after")]
    asked = [pk or known for pk, known in zip(named, offered[:2], strict=True) if pk or known]
    return _page(request, session, asked, [pk for pk in offered if pk])


def _page(
    request: Request, session: WorkSession, asked: Sequence[int], offered: Sequence[int]
) -> HttpResponse:
    rows = Generation.objects.visible_to(request.user).filter(
        image__in={*asked, *offered}, message__work_session=session
    )
    answers = {row.image_id: row.message_id for row in rows if row.image_id and row.message_id}
    images = Image.objects.visible_to(request.user).for_cards().in_bulk(list(answers))
    if not set(asked) <= set(images):
        raise Http404("There is no such picture in this session.")
    before, after = (images[pk] for pk in asked)
    outline = outline_of(session, answers[after.pk], is_end=True)
    labels = {pk: outline.versions.get(answers[pk], "") for pk in images}
    context = {
        "session": session,
        "comparison": Comparison(before, after, labels[before.pk], labels[after.pk]),
        "siblings": [
            Sibling(images[pk], labels[pk], pk == before.pk, pk == after.pk)
            for pk in offered
            if pk in images
        ],
        "answer": answers[after.pk],
        "back": _turn_of(outline, answers[after.pk]),
    }
    return render(request, "studio/compare.html", context)


def _turn_of(outline: Outline, answer: int) -> int:
    return outline.tree.nodes[answer].parent_id or answer
