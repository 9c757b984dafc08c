from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Router

from gallery import zipping
from gallery.request import Request
from sessions_app.models import WorkSession
from studio.transcripts import packing

router = Router(tags=["Sessions"])


@router.get("/sessions/{int:pk}/export.md", summary="A conversation as a ZIP")
def export_session(request: Request, pk: int) -> HttpResponseBase:
    """`conversation.md` with every branch, and the pictures as they came.

    Prompts, models and costs are told; signatures and keys never are.
    """
    found = get_object_or_404(WorkSession.objects.visible_to(request.user), pk=pk)
    return zipping.respond(request, packing.pack(found), name=packing.file_name(found))
