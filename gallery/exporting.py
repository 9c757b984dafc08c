"""Pictures as files for elsewhere: made new, with the recipe inside where the person wants it.

What a download starts with: whoever knows the person's wish adds it from its `apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from gallery import embedding, imaging, storage
from gallery.embedding import Recipe, Setting
from gallery.forms import DEFAULT_QUALITY, ORIGINAL, DownloadForm
from gallery.imaging import ExportFormat
from gallery.models import Image, Source
from gallery.request import Request

# Settings that mean the same on every instance; ids of references would not.
SETTINGS = (
    "aspect_ratio",
    "resolution",
    "response_modality",
    "google_search_enabled",
    "person_generation",
    "include_thoughts",
)
MADE_BY_MODEL, CHANGED_BY_MODEL = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
)
RECIPE_COOKIE = "download_recipe"  # "0" once the person switched it off
REMEMBERED_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class ExportWish:
    """`format` is one of the download form's choices."""

    format: str = ORIGINAL
    quality: int = DEFAULT_QUALITY


WISHES: list[Callable[[AbstractBaseUser], ExportWish]] = []


def download_form(request: Request) -> DownloadForm:
    """With the person's format and quality, and the recipe in it unless they switched it off."""
    wish = next((of(request.user) for of in WISHES), ExportWish())
    has_recipe = request.COOKIES.get(RECIPE_COOKIE) != "0"
    initial = {"format": wish.format, "quality": wish.quality, "metadata": has_recipe}
    return DownloadForm(initial=initial)


def export(
    image: Image,
    *,
    format: ExportFormat,  # noqa: A002  the word of the page and of the API
    quality: int,
    max_side_px: int | None = None,
    with_recipe: bool = False,
) -> bytes:
    """The picture as a new file: pixels, the mark of what a model made, and the recipe if wanted.

    Raises StorageError and BadImage.
    """
    recipe = recipe_of(image) if with_recipe else None
    return imaging.export(
        storage.read(image.name),
        format=format,
        quality=quality,
        max_side_px=max_side_px,
        metadata=embedding.save_options(format, recipe, source_type=source_type_of(image)),
    )


def recipe_of(image: Image) -> Recipe | None:
    """None for a picture without a prompt: there is nothing to ask for again."""
    if not image.prompt:
        return None
    requested = image.details.get("requested")
    told = requested if isinstance(requested, dict) else {}
    known = {"aspect_ratio": image.aspect_ratio, "resolution": image.resolution} | told
    settings: dict[str, Setting] = {}
    for name in SETTINGS:
        word = known.get(name)
        if isinstance(word, bool) or (isinstance(word, str) and word):
            settings[name] = word
    return Recipe(prompt=image.prompt, model=image.model, settings=settings)


def source_type_of(image: Image) -> str:
    """IPTC's word for where the pixels come from; "" for an upload, about which we know nothing."""
    match image.source:
        case Source.UPLOADED:
            return ""
        case Source.EDITED:
            return CHANGED_BY_MODEL
    return MADE_BY_MODEL
