"""What a person does with the picture of one slot: other words, another one, none, its alt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from gallery import intake
from gallery.ids import as_id
from gallery.imaging import BadImage
from gallery.models import Image
from gallery.paging import Cursor
from gallery.request import Request
from gallery.storage import StorageError
from site_builder import slots
from site_builder.models import Site
from site_builder.orchestrating import changing, generating, requests
from site_builder.previewing import refining
from site_builder.slots import SlotState
from site_builder.views import answers
from studio.estimating import estimate_of
from studio.requesting import RequestRefused, ResolvedRequest
from studio.views import confirming

CHOICES = 24  # library pictures at once
WITHOUT_LETTERING = (
    "Remove all lettering, signs and logos; leave plain surfaces of the same colour in their place."
)
Act = Callable[[Request, Site, str], str]


class BadFile(ValueError):
    """An uploaded file that is no picture here; the text is a sentence for people."""


@require_safe
def picture(request: Request, pk: int) -> HttpResponse:
    """The bar of the slot that was clicked on; without script the page with it chosen."""
    site, key = answers.site_of(request, pk), request.GET.get("slot", "")
    if not request.htmx:
        return HttpResponseRedirect(answers.preview_url(site, key))
    context = {"site": site, "refining": _refining(request, site, key), "chosen": key}
    return render(request, "site_builder/_refine.html", context)


@require_safe
def choose(request: Request, pk: int) -> HttpResponse:
    """The newest pictures of the gallery, one of which takes the slot's place."""
    site, key = answers.site_of(request, pk), request.GET.get("slot", "")
    before = Cursor.read(request.GET.get("before", ""))
    rows = Image.objects.visible_to(request.user).newest_first().for_tiles()
    if before is not None:
        rows = rows.older_than(before.created_at, before.pk)
    images = list(rows[: CHOICES + 1])
    older = str(Cursor.at(images[CHOICES - 1])) if len(images) > CHOICES else ""
    context = {"site": site, "chosen": key, "images": images[:CHOICES], "older": older}
    template = "site_builder/_choose.html" if request.htmx else "site_builder/choose.html"
    return render(request, template, context)


@require_POST
def act(request: Request, pk: int, act: str) -> HttpResponse:
    """One of ACTS on the slot that the form names."""
    site, key = answers.site_of(request, pk), request.POST.get("slot", "")
    shown = _refining(request, site, key)
    if act not in ACTS or shown is None:
        raise Http404
    if question := _question(request, site, key, act):
        return question
    try:
        answer = answers.tried(request, site, lambda: ACTS[act](request, site, key), key=key)
    except BadFile as error:
        return _refused(request, site, key, str(error))
    if act in PLACING or shown.state is None:  # no row of the list hands it into the frame
        answer.headers["HX-Trigger"] = "site-redrawn"
    return answer


def _refining(request: Request, site: Site, key: str) -> refining.Refining | None:
    found = slots.of(site)
    if found is None or key.count("/") < 2:
        return None
    return refining.of(site, found, key, by=request.user)


def _question(request: Request, site: Site, key: str, act: str) -> HttpResponse | None:
    """Asked before much is spent, with the words that were typed."""
    found = slots.of(site)
    state = found.state(key) if found else None
    if state is None or found is None or act not in SPENDING:
        return None
    try:
        asked = _asked(state, act, by=request.user, source=generating.source_of(found, state))
        question = confirming.question(request, estimate_of([asked]))
    except RequestRefused:
        return None  # the attempt itself tells why
    if question is None:
        return None
    carried = [(name, request.POST.get(name, "")) for name in ("slot", "words", "prompt")]
    back = answers.preview_url(site, key)
    return confirming.ask(request, question, back=back, focus=("refine-words",), carried=carried)


def _asked(
    state: SlotState, act: str, *, by: AbstractBaseUser, source: Image | None
) -> ResolvedRequest:
    if act in ("edit", "unletter") and state.image is not None:
        return requests.changed(state.requirement, state.image, "as said", by=by)
    return requests.of_slot(state.requirement, source, by=by)


def _regenerate(request: Request, site: Site, key: str) -> str:
    prompt = request.POST.get("prompt", "").strip()
    changing.regenerate(site, key, by=request.user, prompt=prompt)
    return ""


def _edit(request: Request, site: Site, key: str) -> str:
    changing.edit(site, key, words=request.POST.get("words", ""), by=request.user)
    return ""


def _unletter(request: Request, site: Site, key: str) -> str:
    changing.edit(site, key, words=WITHOUT_LETTERING, by=request.user)
    return ""


def _cancel(request: Request, site: Site, key: str) -> str:
    changing.cancel(site, key, by=request.user)
    return ""


def _remove(request: Request, site: Site, key: str) -> str:
    changing.remove(site, key, by=request.user)
    return "The picture is out of the site. The gallery keeps it."


def _provide(request: Request, site: Site, key: str) -> str:
    pk = as_id(request.POST.get("image", ""))
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    changing.provide(site, key, image, by=request.user)
    return "The picture is in its place."


def _upload(request: Request, site: Site, key: str) -> str:
    """Raises BadFile."""
    file = request.FILES.get("file")
    if file is None:
        raise BadFile("Choose a file first.")
    if (file.size or 0) > intake.MAX_UPLOAD_BYTES:
        raise BadFile(f"The file is larger than {intake.MAX_UPLOAD_BYTES // 1024**2} MB.")
    try:
        image = intake.upload(file.read(), owner=request.user)
    except (BadImage, StorageError) as error:
        raise BadFile(str(error)) from error
    changing.provide(site, key, image, by=request.user)
    return "The picture is in its place."


def _refused(request: Request, site: Site, key: str, problem: str) -> HttpResponse:
    """Beside the field; the dialog stays open."""
    if not request.htmx:
        messages.error(request, problem)
        return redirect(answers.preview_url(site, key))
    said = {"problem": problem, "oob": True}
    return render(request, "site_builder/_refine_file_error.html", said, status=422)


def _describe(request: Request, site: Site, key: str) -> str:
    alt = " ".join(request.POST.get("alt", "").split())
    if len(alt) > changing.MAX_ALT_CHARACTERS:
        return f"An alternative text has up to {changing.MAX_ALT_CHARACTERS} characters."
    changing.describe(site, key, alt=alt)
    return "Alternative text saved."


def _focus(request: Request, site: Site, key: str) -> str:
    x, y = (_per_cent(request.POST.get(name, "")) for name in ("x", "y"))
    changing.describe(site, key, focal_point=(x, y))
    return "Focal point saved."


def _per_cent(text: str) -> float:
    """0 to 1; the middle where it is no number."""
    share = as_id(text)
    return 0.5 if share is None else min(share, 100) / 100


ACTS: Mapping[str, Act] = {
    "regenerate": _regenerate,
    "edit": _edit,
    "unletter": _unletter,
    "cancel": _cancel,
    "remove": _remove,
    "provide": _provide,
    "upload": _upload,
    "alt": _describe,
    "focus": _focus,
}
SPENDING = ("regenerate", "edit", "unletter")
PLACING = ("provide", "upload", "remove")
