"""The owner's words put into English, when the owner presses for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery.request import Request
from site_builder import translating
from site_builder.translating import AlreadyAsked
from site_builder.views import answers
from studio import wording
from studio.keys import MissingKey
from studio.ledger import InsufficientBudget
from studio.texts import NoTextModel, TextFailed
from studio.views.notices import Notice, refuse, tell

AS_THEY_ARE = "Your words go along in their own language, as before."


@require_POST
def translate_plan(request: Request, pk: int) -> HttpResponse:
    """Whatever goes wrong, the plan stays as it was and says so."""
    site = answers.site_of(request, pk)
    back = reverse("site_builder:plan", args=[site.pk])
    try:
        count = translating.translate(site, by=request.user)
    except InsufficientBudget as error:
        return refuse(request, Notice.of_budget(error), status=402, back=back)
    except MissingKey:
        return refuse(request, Notice.of_code("missing_key"), status=409, back=back)
    except NoTextModel:
        notice = Notice("No text model is set up.", AS_THEY_ARE, "warn")
        return refuse(request, notice, status=409, back=back)
    except TextFailed as error:
        notice = Notice("The translation did not come.", f"{error.words} {AS_THEY_ARE}", "warn")
        return refuse(request, notice, status=502, back=back)
    except AlreadyAsked:
        notice = Notice("The translation is on its way.", "Look again in a moment.", "warn")
        return refuse(request, notice, status=409, back=back)
    if not count:
        notice = Notice("Nothing was translated.", AS_THEY_ARE, "warn")
        return refuse(request, notice, status=409, back=back)
    texts = wording.counted(count, "text")
    return tell(request, f"{texts} translated. Prompts say them in English now.", back=back)
