"""The page of one picture: how it came to be, its versions, a comparison, its downloads."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import dependents, exporting, facts, grounding, storage, tagging, tree
from gallery.comparison import Comparison
from gallery.forms import AltForm, DownloadForm
from gallery.ids import as_id
from gallery.lineage import Lineage
from gallery.models import Image, ImageQuerySet
from gallery.request import Request


def shown_images(request: Request) -> ImageQuerySet:
    """The person's pictures, each with all that its page reads."""
    return Image.objects.visible_to(request.user).for_cards().select_related("version", "owner")


@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # search suggestions, in a sandbox
@require_safe
def image(request: Request, pk: int) -> HttpResponse:
    """`?compare=<id>` lays a version of the same tree beside it."""
    found = get_object_or_404(shown_images(request), pk=pk)
    return render(request, "gallery/image.html", image_context(request, found))


def image_context(
    request: Request,
    image: Image,
    *,
    alt_form: AltForm | None = None,
    download_form: DownloadForm | None = None,
) -> dict[str, Any]:
    """The same for the page and for the page with a form that was refused."""
    lineage = Lineage(image)
    return {
        "image": image,
        "is_missing": storage.is_missing(image.name),
        "lineage": lineage,
        "tree": tree.draw(lineage),
        "comparison": _comparison(lineage, request.GET.get("compare", "")),
        "facts": facts.main(image, now=timezone.now()),
        "stages": facts.stages(image),
        "answer": str(image.details.get("text") or ""),
        "thoughts": str(image.details.get("thoughts") or ""),
        "sources": grounding.sources_of(image.details.get("grounding")),
        "alt_form": alt_form or AltForm(instance=image),
        "download_form": download_form or exporting.download_form(request),
        "depends": dependents.sentences(lineage),
        **tagging.context(image),
    }


def _comparison(lineage: Lineage, word: str) -> Comparison | None:
    """With the version that the address names; one that is not in the tree is 404."""
    if not word:
        return None
    pk = as_id(word)
    other = lineage.member(pk) if pk is not None else None
    if other is None or other.image is None:
        raise Http404("There is no such version.")
    return Comparison(
        before=other.image,
        after=lineage.image,
        before_label=other.label,
        after_label=lineage.current.label,
    )
