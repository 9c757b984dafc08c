"""What a person does with one generation, from its card."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from gallery.grounding import sources_of
from gallery.request import Request
from studio import actions
from studio.actions import NotRetryable
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.models import Answer, Generation
from studio.views import confirming, pulse, stage
from studio.views.notices import Notice, refuse
from studio.views.policies import sandboxed


@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    generation = get_object_or_404(Generation.objects.visible_to(request.user), pk=pk)
    actions.cancel(generation=generation, by=request.user)
    return _card_again(request, generation)


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    generation = get_object_or_404(
        Generation.objects.visible_to(request.user).select_related("batch"), pk=pk
    )
    back = stage.batch_url(generation.batch)
    own = Generation.objects.filter(pk=pk)
    if question := confirming.retry_question(request, own):
        focus = (f"retry-{pk}", f"cancel-{pk}")
        return confirming.ask(request, question, back=back, focus=focus)
    try:
        actions.retry(generation=generation, by=request.user)
    except InsufficientBudget as error:
        return refuse(request, Notice.of_budget(error), status=402, back=back)
    except MissingKey:
        return refuse(request, Notice.of_code("missing_key"), status=409, back=back)
    except NotRetryable:
        return refuse(request, Notice.settled_otherwise(), status=409, back=back)
    return _card_again(request, generation)


@require_safe
@xframe_options_sameorigin
@sandboxed
def search_suggestions(request: Request, pk: int) -> HttpResponse:
    """The provider's search suggestions as they came, for a sandboxed frame beside the answer."""
    answer = get_object_or_404(Answer, generation_id=pk, generation__owner=request.user)
    suggestions = sources_of(answer.grounding).suggestions
    if not suggestions:
        raise Http404
    return HttpResponse(suggestions)


def _card_again(request: Request, generation: Generation) -> HttpResponse:
    """The card with the focus on what can be done next; without script the batch's page."""
    if not request.htmx:
        return redirect(f"{stage.batch_url(generation.batch)}#generation-{generation.pk}")
    return pulse.after_action(request, generation)
