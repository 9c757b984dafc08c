"""A file that was made here and kept its recipe fills the composer; any other is a reference."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gallery import embedding, intake
from gallery.embedding import Recipe
from gallery.request import Request
from studio.forms import ComposerForm
from studio.models import PersonGeneration, ResponseModality
from studio.views import gathering
from studio.views.composer import Composer
from studio.views.generate import page_context
from studio.views.policies import may_frame_own_pages
from studio.views.reusing import KEPT

FILES = "recipe_files"
# Words that are the same for every model; what the others may say the model's row knows.
_FIXED = {
    "response_modality": ResponseModality.values,
    "person_generation": PersonGeneration.values,
}
_SWITCHES = ("google_search_enabled", "include_thoughts")


@require_POST
@may_frame_own_pages
def restore(request: Request) -> HttpResponse:
    """The composer again; of several files none is read for a recipe, all become references."""
    files = request.FILES.getlist(FILES)
    recipe = _recipe_in(files[0]) if len(files) == 1 else None
    if recipe is not None:
        form = ComposerForm(initial=_values(request, recipe))
        return _drawn(request, form, {"restored_from": files[0].name})
    request.FILES.setlist(gathering.FILES, files)
    gathered = gathering.gather(request, ComposerForm)
    said = {
        "reference_problems": gathered.problems,
        "had_no_recipe": bool(files) and not gathered.problems,
    }
    return _drawn(request, gathered.form, said)


def _recipe_in(file: UploadedFile[bytes]) -> Recipe | None:
    if (file.size or 0) > intake.MAX_UPLOAD_BYTES:
        return None
    recipe = embedding.read(file.read())
    file.seek(0)
    return recipe


def _values(request: Request, recipe: Recipe) -> dict[str, Any]:
    """What the composer says now, and over it what the recipe names; references stay."""
    now = ComposerForm(request.POST)
    kept = {name: now[name].value() for name in (*KEPT, "count")}
    told = {name: value for name, value in recipe.settings.items() if _fits(name, value)}
    return kept | told | {"prompt": recipe.prompt, "model": recipe.model or kept["model"]}


def _fits(name: str, value: object) -> bool:
    if name in _SWITCHES:
        return isinstance(value, bool)
    is_word = name in KEPT and name not in {"model", "references"} and isinstance(value, str)
    return is_word and value in _FIXED.get(name, [value])


def _drawn(request: Request, form: ComposerForm, said: dict[str, Any]) -> HttpResponse:
    if not request.htmx:
        return render(request, "studio/generate.html", page_context(request, form) | said)
    context = {"composer": Composer(form, by=request.user), "form": form, **said}
    return render(request, "studio/_composer.html", context)
