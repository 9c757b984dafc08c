"""A form with references as it was posted, with the files and pictures that came beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from gallery import uploads
from gallery.request import Request
from studio import reference_field
from studio.forms import SettingsForm
from studio.models import EngineModel
from studio.prompting import Reference
from studio.requesting import Problem, too_many_references
from studio.views.composer import Composer
from studio.views.ids import as_id

FILES, LEFT_OUT, MOVE = "reference_files", "references_left_out", "reference_move"
PICKED, ADD = "reference_picked", "reference_add"
# What is said beside the composer's own values, and goes no further.
_BESIDE = {"csrfmiddlewaretoken", "q", "before", MOVE, LEFT_OUT, PICKED, ADD}


FormT = TypeVar("FormT", bound=SettingsForm)


@dataclass(slots=True)
class Gathered(Generic[FormT]):
    """The posted form with all that was added to it, and what could not be."""

    kind: type[FormT]
    data: QueryDict
    files: MultiValueDict[str, UploadedFile[bytes]]
    problems: list[str] = field(default_factory=list)

    @property
    def form(self) -> FormT:
        return self.kind(self.data, self.files)

    def checked(self) -> FormT:
        """The form, validated, with what could not be added beside its references."""
        form = self.form
        form.is_valid()
        form.show(Problem("references", each) for each in self.problems)
        return form


def gather(request: Request, kind: type[FormT]) -> Gathered[FormT]:
    """The form with its files taken into the gallery and, like picked pictures, added to it."""
    gathered = Gathered(kind, request.POST.copy(), request.FILES)
    found = said(gathered.data)
    model = Composer(gathered.form, by=request.user).model
    room = max(model.max_references - len(found), 0)
    files = request.FILES.getlist(FILES)
    taken = uploads.take_in(files[:room], owner=request.user)
    gathered.problems += [f"{each.file_name}: {each.sentence}" for each in taken.problems]
    chosen = picked(request.POST) if request.POST.get(ADD) else []
    added = _added([*(image.pk for image in taken.images), *chosen], found)
    left_out = [*(str(file.name) for file in files[room:]), *request.POST.getlist(LEFT_OUT)]
    if len(added) > room or left_out:
        gathered.problems.append(_too_many(model, left_out))
    if added:
        reference_field.write(gathered.data, [*found, *added[:room]])
    return gathered


def _added(pks: Iterable[int], found: Iterable[Reference]) -> list[Reference]:
    """Those that are not among the found ones, each once."""
    here = {each.image_id for each in found}
    return [Reference(image_id=pk) for pk in dict.fromkeys(pks) if pk not in here]


def _too_many(model: EngineModel, left_out: Sequence[str]) -> str:
    named = f" Left out: {', '.join(left_out)}." if left_out else ""
    return too_many_references(model) + named


def said(data: QueryDict) -> tuple[Reference, ...]:
    """The references that the form names; none where they cannot be read."""
    form = SettingsForm(data)
    form.is_valid()
    found: tuple[Reference, ...] = form.cleaned_data.get("references", ())
    return found


def picked(data: QueryDict) -> list[int]:
    return [pk for each in data.getlist(PICKED) if (pk := as_id(each))]


def move(data: QueryDict, word: str) -> None:
    """ "up 12", "down 12" or "remove 12"."""
    action, _, pk = word.partition(" ")
    found = list(said(data))
    place = next((n for n, each in enumerate(found) if str(each.image_id) == pk), None)
    if place is None:
        return
    moved = found.pop(place)
    if action in {"up", "down"}:
        found.insert(max(place - 1, 0) if action == "up" else place + 1, moved)
    reference_field.write(data, found)


def carried(data: QueryDict) -> list[tuple[str, str]]:
    """Every value of the form, to come back with what was picked."""
    return [
        (name, value) for name, values in data.lists() if name not in _BESIDE for value in values
    ]
