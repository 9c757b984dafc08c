"""One picture on the whole screen, and the way to the next ones."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gallery import facts, paging, storage
from gallery.models import Image
from gallery.request import Request

STRIP_REACH = 6


@require_safe
def viewer(request: Request, pk: int) -> HttpResponse:
    """One picture on the whole screen; `?info=1` keeps its facts open from one to the next."""
    visible = Image.objects.visible_to(request.user)
    image = get_object_or_404(visible.for_cards(), pk=pk)
    newer, older = paging.neighbours(visible, image, reach=STRIP_REACH)
    has_info = request.GET.get("info") == "1"
    context = {
        "image": image,
        "is_missing": storage.is_missing(image.name),
        "screen_url": screen_url(image),
        "newer": newer[0] if newer else None,
        "older": older[0] if older else None,
        "preload_urls": [screen_url(each) for each in (*newer[:1], *older[:1])],
        "strip": [*reversed(newer), image, *older],
        "query": "?info=1" if has_info else "",
        "has_info": has_info,
        "facts": facts.main(image, now=timezone.now()),
    }
    return render(request, "gallery/viewer.html", context)


def screen_url(image: Image) -> str:
    """The rendition that fills a screen: its file, or else the door that makes it."""
    wanted = min(1280, image.width_px)
    for rendition in image.renditions.all():
        if rendition.width_px == wanted:
            return rendition.url
    return reverse("gallery:rendition", args=[image.pk, 1280])
