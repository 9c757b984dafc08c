"""The library of drawings whose line sketches follow: found, taken in, described, taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery import uploads
from gallery.imaging import BadImage
from gallery.models import Image
from gallery.request import Request
from gallery.storage import StorageError
from gallery.texts import searched_in
from studio.models import SketchReference, SketchReferenceQuerySet, SketchStyle
from studio.sketches import library, retrieval
from studio.sketches.layouts import DATA
from studio.sketches.library import Duplicate, Near, NoDrawing
from studio.sketches.reference_form import ReferenceForm, initial_of
from studio.views.ids import as_id

CARDS_A_PAGE = 60
_A_YEAR_S = 31_536_000
_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def sketch_references(request: Request) -> HttpResponse:
    """`q` finds by words as a concept does, `style` shows the set of one."""
    query, style = searched_in(request.GET.get("q", "")), _named_style(request)
    seen = SketchReference.objects.visible_to(request.user)
    found = _in_set(seen, style).for_cards().order_by("-pk")
    rows = retrieval.matching_words(query, found) if query else found
    page = Paginator(rows, CARDS_A_PAGE).get_page(request.GET.get("page"))
    said = {
        "references": page.object_list,
        "count": page.paginator.count,
        "query": query,
        "chosen": style,
        "styles": _styles(request),
        "newer_url": _page_url(request, page.previous_page_number()) if page.has_previous() else "",
        "older_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
    }
    return render(request, "studio/sketch_references.html", said)


@_GET_OR_POST
def new_sketch_reference(request: Request) -> HttpResponse:
    """From a file, or of the picture that `?image=` names."""
    if request.method != "POST":
        named, style = as_id(request.GET.get("image", "")), _named_style(request)
        initial = {"image": named, "styles": [style.pk] if style else []}
        return _form(request, ReferenceForm(initial=initial, styles=_styles(request)), None)
    form = ReferenceForm(request.POST, styles=_styles(request))
    image, problem = _picture(request, form)
    if problem:
        form.add_error("image", problem)
    near = _add(request, form, image) if form.is_valid() and image else None
    if not form.is_valid():
        return _form(request, form, None, image=image, near=near, status=422)
    messages.success(request, "The drawing is in your library.")
    return redirect("studio:sketch_references")


@_GET_OR_POST
def sketch_reference(request: Request, pk: int) -> HttpResponse:
    found = _own(request, pk)
    if request.method != "POST":
        form = ReferenceForm(initial=initial_of(found), styles=_styles(request))
        return _form(request, form, found)
    form = ReferenceForm(request.POST, styles=_styles(request))
    if not form.is_valid():
        return _form(request, form, found, status=422)
    _describe(request, form, found)
    messages.success(request, "Drawing saved.")
    return redirect("studio:sketch_references")


@require_POST
def delete_sketch_reference(request: Request, pk: int) -> HttpResponse:
    """Out of the library; the picture stays in the gallery."""
    found = _own(request, pk)
    found.delete()
    messages.success(request, "Out of the library. The picture is still in your gallery.")
    return redirect("studio:sketch_references")


@require_safe
def sketch_drawing(request: Request, key: str) -> HttpResponse:
    """A built-in drawing, a few kilobytes; it never changes under its name."""
    get_object_or_404(SketchReference, owner=None, key=key)
    data = (DATA / "references" / f"{key}.png").read_bytes()
    headers = {"Cache-Control": f"private, max-age={_A_YEAR_S}, immutable"}
    return HttpResponse(data, content_type="image/png", headers=headers)


def _add(request: Request, form: ReferenceForm, image: Image) -> Near | None:
    """Into the library, or what is wrong with it on the form."""
    said = form.cleaned_data
    words = {name: said[name] for name in ("caption", "tags", "keep")}
    try:
        made = library.add(image, by=request.user, **words)
    except Duplicate as error:
        form.add_error("image", str(error))
        return error.near
    except (NoDrawing, BadImage, StorageError) as error:
        form.add_error("image", str(error))
        return None
    _describe(request, form, made)
    return None


def _describe(request: Request, form: ReferenceForm, found: SketchReference) -> None:
    said = form.cleaned_data
    library.describe(
        found, caption=said["caption"], tags=said["tags"], wanted=said["styles"], by=request.user
    )


def _picture(request: Request, form: ReferenceForm) -> tuple[Image | None, str]:
    """The chosen file or the named picture, and what is wrong with it."""
    files = request.FILES.getlist("file")[:1]
    taken = uploads.take_in(files, owner=request.user)
    if taken.problems:
        return None, taken.problems[0].sentence
    if taken.images:
        return taken.images[0], ""
    pk = as_id(str(form["image"].value() or ""))
    found = Image.objects.visible_to(request.user).filter(pk=pk).first() if pk else None
    return found, "" if found else "Choose a drawing."


def _form(
    request: Request,
    form: ReferenceForm,
    found: SketchReference | None,
    *,
    image: Image | None = None,
    near: Near | None = None,
    status: int = 200,
) -> HttpResponse:
    pk = as_id(str(form["image"].value() or ""))
    named = Image.objects.visible_to(request.user).filter(pk=pk).for_cards() if pk else ()
    said: dict[str, Any] = {
        "form": form,
        "reference": found,
        "picture": image or next(iter(named), None),
        "near": near,
    }
    return render(request, "studio/sketch_reference.html", said, status=status)


def _in_set(seen: SketchReferenceQuerySet, style: SketchStyle | None) -> SketchReferenceQuerySet:
    if style is None:
        return seen
    return seen.filter(memberships__style=style, memberships__excluded=False)


def _styles(request: Request) -> Any:
    return SketchStyle.objects.visible_to(request.user).own_first()


def _named_style(request: Request) -> SketchStyle | None:
    word = request.GET.get("style", "")
    return SketchStyle.objects.all().named(word, by=request.user) if word else None


def _page_url(request: Request, number: int) -> str:
    said = request.GET.copy()
    said["page"] = str(number)
    return f"{reverse('studio:sketch_references')}?{said.urlencode()}"


def _own(request: Request, pk: int) -> SketchReference:
    """Another's and a built-in one are 404."""
    return get_object_or_404(SketchReference.objects.kept_by(request.user).for_cards(), pk=pk)
