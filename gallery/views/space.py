from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import cleanup, space
from gallery.request import Request


@require_safe
def storage_use(request: Request) -> HttpResponse:
    """What takes up how much, and what the clean-up would remove."""
    context = {
        "use": space.use_of(request.user, timezone.now()),
        "kept_days": cleanup.TRASH_KEPT.days,
    }
    return render(request, "gallery/storage_use.html", context)
