"""Starring prompts: from the history, from the composer, and taking the star away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery.request import Request
from studio.forms import ComposerForm
from studio.models import FavouritePrompt, PastPrompt
from studio.models.kept_prompt import digest_of
from studio.requesting import GenerationRequest
from studio.views.notices import tell
from studio.views.prompt_rows import history_rows
from studio.views.reusing import KEPT


@require_POST
def star_past(request: Request, pk: int) -> HttpResponse:
    """Says which it is to be, so that a second click of an impatient person changes nothing."""
    past = get_object_or_404(PastPrompt.objects.visible_to(request.user).for_rows(), pk=pk)
    if request.POST.get("starred") == "1":
        _keep(request, past.prompt, past.requested)
    else:
        FavouritePrompt.objects.visible_to(request.user).filter(digest=past.digest).delete()
    if request.htmx:
        [row] = history_rows([past], request.user)
        return render(request, "studio/_prompt_star.html", {"row": row})
    return redirect(f"{reverse('studio:prompts')}?tab=history")


@require_POST
def unstar(request: Request, pk: int) -> HttpResponse:
    """Its row goes with the star; the history still has the prompt."""
    get_object_or_404(FavouritePrompt.objects.visible_to(request.user), pk=pk).delete()
    back = f"{reverse('studio:prompts')}?tab=favourites"
    return HttpResponse() if request.htmx else redirect(back)


@require_POST
def keep_favourite(request: Request) -> HttpResponse:
    """The composer's prompt with all its settings."""
    back = reverse("studio:generate")
    form = ComposerForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["prompt"].strip():
        message = "Write a prompt first, then it can be a favourite."
        return tell(request, message, tone="error", status=422, back=back)
    asked = form.request()
    _keep(request, asked.prompt.strip(), _requested(asked))
    url = f"{reverse('studio:prompts')}?tab=favourites"
    return tell(request, "Added to favourites.", url=url, action="View", back=back)


def _requested(asked: GenerationRequest) -> dict[str, Any]:
    """Its settings as a generation keeps them."""
    said = {name: getattr(asked, name) for name in (*KEPT, "count")}
    return said | {"references": [each.as_json() for each in asked.pictures]}


def _keep(request: Request, prompt: str, requested: dict[str, Any]) -> None:
    """The same prompt once more takes the settings of now."""
    FavouritePrompt.objects.update_or_create(
        owner=request.user,
        digest=digest_of(prompt),
        defaults={"prompt": prompt, "requested": requested},
    )
