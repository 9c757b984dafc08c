"""One picture on the whole screen, and the way to the next ones."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from gallery import facts, filters, moments, paging, selection, storage, wording
from gallery.facts import Fact
from gallery.lineage import Lineage
from gallery.models import Image
from gallery.paging import Cursor
from gallery.request import Request

STRIP_REACH = 6
OWN_NAMES = ("info", "strip")  # of the address: what the viewer shows beside the picture
SHOWN_EVERYWHERE = {"image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"}


@require_safe
def viewer(request: Request, pk: int) -> HttpResponse:
    """The filters and the order of the gallery go along in the address, from one to the next.

    `?info=1` keeps the facts open, `?strip=0` the filmstrip closed.
    """
    visible = Image.objects.visible_to(request.user)
    image = get_object_or_404(visible.for_cards().select_related("version"), pk=pk)
    return render(request, "gallery/viewer.html", _context(request, image))


@require_safe
def place(request: Request, pk: int) -> HttpResponse:
    """ "12 of 128", asked for once the picture is there: to count is what takes long.

    Empty where the filters do not find it, as when its star was just taken away.
    """
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    shown = _Address(request.GET)
    images = filters.matching(request.user, shown.of_gallery)
    if not images.filter(pk=pk).exists():
        return HttpResponse("")
    count = images.count()
    behind = paging.after(images, Cursor.at(image, shown.sort), shown.sort).count()
    return HttpResponse(f"{count - behind:,} of {count:,}")


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """To the trash; with script the viewer goes on to the next picture and a toast offers Undo."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    image.trash()
    moment = moments.word(image.trashed_at or timezone.now())
    if not request.htmx:
        return redirect(f"{reverse('gallery:gallery')}?trashed={moment}")
    context = {"count": wording.images(1), "moment": moment}
    answer = render(request, "gallery/_trashed_toast.html", context)
    return trigger_client_event(answer, "viewer:trashed", {"pk": pk, "moment": moment})


def full_url(image: Image) -> str:
    """All pixels, for 100 %; what not every browser shows is made anew."""
    if image.mime_type in SHOWN_EVERYWHERE:
        return image.url
    return f"{reverse('gallery:download', args=[image.pk])}?format=jpeg&quality=92"


def _context(request: Request, image: Image) -> dict[str, Any]:
    shown = _Address(request.GET)
    images = filters.matching(request.user, shown.of_gallery)
    before, behind = paging.neighbours(images, image, reach=STRIP_REACH, sort=shown.sort)
    lineage = Lineage(image) if image.edit_count or hasattr(image, "version") else None
    return {
        "image": image,
        "is_missing": storage.is_missing(image.name),
        "screen_url": image.screen_url,
        "full_url": full_url(image),
        "previous": before[0] if before else None,
        "next": behind[0] if behind else None,
        "preload_urls": [each.screen_url for each in (*before[:1], *behind[:1])],
        "strip": [*reversed(before), image, *behind],
        "shown": shown,
        "facts": _facts(image, lineage),
        "tags": image.tags.names(),
        "compared_with": _compared_with(lineage),
    }


class _Address:
    """The address of this viewer, and those of the same one with a part opened or closed."""

    def __init__(self, sent: QueryDict) -> None:
        self.has_info = sent.get("info") == "1"
        self.has_strip = sent.get("strip") != "0"
        self.of_gallery = QueryDict(selection.filters_in(sent), mutable=True)
        for name in OWN_NAMES:
            self.of_gallery.pop(name, None)
        self.sort = filters.sort_of(self.of_gallery)

    @property
    def gallery_url(self) -> str:
        return reverse("gallery:gallery") + _query(self.of_gallery)

    @property
    def query(self) -> str:
        """As it stands, for the same view of another picture."""
        return self._with(info=self.has_info, strip=self.has_strip)

    @property
    def info_query(self) -> str:
        return self._with(info=not self.has_info, strip=self.has_strip) or "?"

    @property
    def strip_query(self) -> str:
        return self._with(info=self.has_info, strip=not self.has_strip) or "?"

    def _with(self, *, info: bool, strip: bool) -> str:
        made = self.of_gallery.copy()
        if info:
            made["info"] = "1"
        if not strip:
            made["strip"] = "0"
        return _query(made)


def _query(address: QueryDict) -> str:
    return f"?{address.urlencode()}" if address else ""


def _facts(image: Image, lineage: Lineage | None) -> list[Fact]:
    found = facts.main(image, now=timezone.now())
    if lineage is not None and lineage.has_versions:
        number = lineage.current.number
        found.insert(3, Fact("Version", f"{number} of {len(lineage.members)}"))
    return found


def _compared_with(lineage: Lineage | None) -> int | None:
    """The version to compare with: what it was made from, else the first other one."""
    if lineage is None:
        return None
    parent = lineage.parent
    if parent is not None and parent in lineage.others and parent.image is not None:
        return parent.image.pk
    others = [each.image.pk for each in lineage.others if each.image is not None]
    return others[0] if others else None
