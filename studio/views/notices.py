"""What stands in the way of an action, in words, where it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from gallery.request import Request
from studio import problems, wording
from studio.cheaper import Way
from studio.ledger import InsufficientBudget


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, and what to do next."""

    title: str
    text: str
    tone: str = "danger"
    way: Way | None = None  # a cheaper one, a click away
    is_about_key: bool = False  # the settings are a click away

    @classmethod
    def of_code(cls, code: str) -> Self:
        said = problems.wording(code)
        return cls(f"{said.title}.", said.text, is_about_key=code == "missing_key")

    @classmethod
    def of_budget(cls, error: InsufficientBudget, *, way: Way | None = None) -> Self:
        needed, left = wording.usd(error.needed_usd), wording.usd(error.available_usd)
        text = f"{needed} needed, {left} left in {timezone.now():%B}."
        return cls("This run would pass your budget.", text, "warn", way)

    @classmethod
    def of_memories(cls, *, seen: bool) -> Self:
        title = "The memories changed since you looked." if seen else "Look at the memories first."
        text = "Below stands exactly what goes along. Press Generate to send it."
        return cls(title, text, "warn")

    @classmethod
    def sent_before(cls) -> Self:
        text = "The settings were changed since. Press Generate to send them as they are now."
        return cls("This form was sent before.", text, "warn")

    @classmethod
    def settled_otherwise(cls) -> Self:
        return cls("Nothing to retry.", "Only what failed or was canceled can be tried again.")


def refuse(request: Request, notice: Notice, *, status: int, back: str) -> HttpResponse:
    """The notice as a toast on the page; without script on the page `back`."""
    text = f"{notice.title} {notice.text}"
    if not request.htmx:
        messages.error(request, text)
        return redirect(back)
    context = {"text": text, "tone": "error", "oob": True}
    if notice.is_about_key:
        context |= {"url": f"{reverse('studio:settings')}#key", "action": "Open settings"}
    response = render(request, "components/_toast.html", context, status=status)
    # What asked first goes with its answer, whatever that is.
    response["HX-Reswap"] = "innerHTML" if "confirmed_usd" in request.POST else "none"
    return response


def tell(
    request: Request,
    text: str,
    *,
    back: str,
    tone: str = "success",
    url: str = "",
    action: str = "",
    status: int = 200,
) -> HttpResponse:
    """A toast on the page, with a link where there is one; without script on the page `back`."""
    if not request.htmx:
        messages.add_message(request, getattr(messages, tone.upper()), text)
        return redirect(back)
    context = {"text": text, "tone": tone, "url": url, "action": action, "oob": True}
    response = render(request, "components/_toast.html", context, status=status)
    response["HX-Reswap"] = "none"
    return response
