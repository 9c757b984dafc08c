"""Taking prompts out of the history: one, with a way back, or all of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery.request import Request
from studio import history, wording
from studio.models import PastPrompt
from studio.views.prompt_rows import history_rows

_UNDO = "forgotten_prompt"  # in the session, until the page that follows has drawn it


@require_POST
def forget_past(request: Request, pk: int) -> HttpResponse:
    """Gone at once; its place, or the page that follows, offers the way back."""
    past = get_object_or_404(PastPrompt.objects.visible_to(request.user), pk=pk)
    forgotten = {"undo": history.forget(past), "prompt": past.prompt}
    if request.htmx:
        context = {"forgotten": forgotten, "pk": pk}
        return render(request, "studio/_prompt_forgotten.html", context)
    request.session[_UNDO] = forgotten
    return _history()


@require_POST
def restore_past(request: Request) -> HttpResponse:
    """The prompt that was just forgotten; 404 once that is too long ago."""
    past = history.bring_back(request.POST.get("undo", ""), by=request.user)
    if past is None:
        raise Http404
    if not request.htmx:
        return _history()
    [row] = history_rows(PastPrompt.objects.filter(pk=past.pk).for_rows(), request.user)
    context = {"row": row, "tab": "history", "focus": True}
    return render(request, "studio/_prompt_row.html", context)


@require_POST
def clear_history(request: Request) -> HttpResponse:
    cleared = history.clear(request.user)
    messages.success(request, f"{wording.counted(cleared, 'prompt')} forgotten.")
    return _history()


def just_forgotten(request: Request) -> dict[str, str] | None:
    """The prompt that can be had back from this page; told once."""
    forgotten: dict[str, str] | None = request.session.pop(_UNDO, None)
    return forgotten


def _history() -> HttpResponse:
    return redirect(f"{reverse('studio:prompts')}?tab=history")
