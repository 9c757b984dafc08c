from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gallery.forms import AltForm
from gallery.models import Image
from gallery.request import Request
from gallery.views.coming_back import next_of
from gallery.views.image import image_context, shown_images


@require_POST
def star(request: Request, pk: int) -> HttpResponse:
    """Says which it is to be, so that a second click of an impatient person changes nothing."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    image.starred = request.POST.get("starred") == "1"
    image.save(update_fields=["starred"])
    if request.htmx:
        return render(request, "gallery/_star.html", {"image": image})
    return redirect(next_of(request, reverse("gallery:image", args=[pk])))


@require_POST
def describe(request: Request, pk: int) -> HttpResponse:
    """The alternative text."""
    image = get_object_or_404(shown_images(request), pk=pk)
    form = AltForm(request.POST, instance=image)
    if not form.is_valid():
        image.refresh_from_db(fields=["alt"])
        context = image_context(request, image, alt_form=form)
        return render(request, "gallery/image.html", context, status=422)
    form.save()
    messages.success(request, "Description saved.")
    return redirect("gallery:image", pk=pk)


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    """Out of the gallery at once; the page that follows offers the way back."""
    image = get_object_or_404(Image.objects.visible_to(request.user), pk=pk)
    image.trash()
    return redirect(f"{reverse('gallery:gallery')}?deleted={pk}")


@require_POST
def restore(request: Request, pk: int) -> HttpResponse:
    image = get_object_or_404(Image.objects.trashed_of(request.user), pk=pk)
    image.restore()
    messages.success(request, "The picture is back.")
    return redirect("gallery:image", pk=pk)
