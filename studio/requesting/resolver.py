from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.base_user import AbstractBaseUser

from gallery.models import Image
from sessions_app.memories.context import Context
from sessions_app.models import WorkSession
from studio import remembering
from studio.defaults import Defaults
from studio.models import EngineModel
from studio.requesting import problems
from studio.requesting.asked import (
    ContextChanged,
    GenerationRequest,
    Problem,
    RequestRefused,
    ResolvedRequest,
)


def resolve(request: GenerationRequest, *, by: AbstractBaseUser, index: int = 0) -> ResolvedRequest:
    """The request with every default filled in; raises RequestRefused with all that is wrong."""
    return Resolver(by).resolve(request, index=index)


def resolve_all(
    requests: Sequence[GenerationRequest],
    *,
    by: AbstractBaseUser,
    work_session: WorkSession | None = None,
) -> list[ResolvedRequest]:
    """As `resolve`, for a list; the first one that cannot be drawn refuses them all."""
    resolver = Resolver(by, work_session)
    return [resolver.resolve(request, index=index) for index, request in enumerate(requests)]


class Resolver:
    """Resolves the requests of one person; a model that many of them name is looked up once.

    What they leave out a session decides before the person's own defaults.
    """

    def __init__(self, by: AbstractBaseUser, work_session: WorkSession | None = None) -> None:
        self._by = by
        self._defaults = Defaults(by, work_session)
        self._choices: dict[str, _Choice] = {}
        self._own_images: set[int] = set()  # of those that were asked for so far

    def model_of(self, name: str) -> EngineModel | None:
        """The row that draws for the name; None where none does."""
        return self._choice(name).engine_model

    def resolve(self, request: GenerationRequest, *, index: int = 0) -> ResolvedRequest:
        """Every setting filled in; raises RequestRefused, and ContextChanged of the memories."""
        choice = self._choice(request.model)
        wrong = [*choice.problems, *problems.of_words(request)]
        wrong += self._problems_of_references(request)
        context = None
        if choice.engine_model is not None:
            context, found = self._context(request, choice.engine_model)
            request = self._with_context(request, context, choice.engine_model)
            wrong += [*found, *problems.of_model(request, choice.engine_model)]
        if wrong or choice.engine_model is None:
            raise RequestRefused(wrong, index)
        if context and request.context_hash not in {None, context.hash}:
            raise ContextChanged(context, index)
        return self._filled_in(request, choice.engine_model, choice.notes, context)

    def _context(
        self, request: GenerationRequest, model: EngineModel
    ) -> tuple[Context | None, list[Problem]]:
        """Of its memories and preset; None where there are none, or what is wrong with them."""
        if not request.memory_ids and not request.preset:
            return None, []
        try:
            found = remembering.compose(
                request.memory_ids,
                request.preset,
                model=model,
                prompt=request.prompt,
                pictures=len(request.pictures),
                by=self._by,
            )
        except remembering.Unsuitable as error:
            return None, [Problem(error.field, str(error), error.code)]
        return found, []

    def _with_context(
        self, request: GenerationRequest, context: Context | None, model: EngineModel
    ) -> GenerationRequest:
        """The ratio of its preset and the pictures of its memories, where there are any."""
        if context is None:
            return request
        if not request.aspect_ratio and context.aspect_ratio in model.ratios:
            request = replace(request, aspect_ratio=context.aspect_ratio)
        added = remembering.pictures_of(context, beside=request.pictures, by=self._by)
        if not added:
            return request
        every = (*request.pictures, *added)
        return replace(request, references=every, reference_image_ids=())

    def _problems_of_references(self, request: GenerationRequest) -> Iterator[Problem]:
        yield from problems.of_references(request)
        wanted = {each.image_id for each in request.pictures}
        if unknown := wanted - self._own_images:
            own = Image.objects.visible_to(self._by).filter(pk__in=unknown)
            self._own_images.update(own.values_list("pk", flat=True))
        if not wanted <= self._own_images:
            message = "One of these reference images is not in your gallery."
            yield Problem(problems.field_of_references(request), message)

    def _choice(self, name: str) -> _Choice:
        if name not in self._choices:
            self._choices[name] = self._choose(name)
        return self._choices[name]

    def _choose(self, name: str) -> _Choice:
        asked = EngineModel.objects.named(name) if name else self._defaults.engine_model
        if asked is not None:
            return _choice_of(asked)
        message = f"There is no model “{name}”. Choose one of those offered."
        return _Choice(None, problems=(Problem("model", message),))

    def _filled_in(
        self,
        request: GenerationRequest,
        model: EngineModel,
        notes: tuple[str, ...],
        context: Context | None,
    ) -> ResolvedRequest:
        defaults, grounded = self._defaults, request.google_search_enabled
        thinking = request.include_thoughts
        return ResolvedRequest(
            prompt=request.prompt.strip(),
            name=request.name.strip(),
            engine_model=model,
            aspect_ratio=request.aspect_ratio or defaults.aspect_ratio(model),
            resolution=request.resolution or defaults.resolution(model),
            response_modality=request.response_modality or defaults.response_modality,
            google_search_enabled=defaults.google_search(model) if grounded is None else grounded,
            person_generation=request.person_generation or defaults.person_generation,
            include_thoughts=defaults.include_thoughts(model) if thinking is None else thinking,
            count=request.count,
            references=request.pictures,
            priority=request.priority,
            notes=notes,
            context=context,
            source=request.source,
        )


@dataclass(frozen=True, slots=True)
class _Choice:
    """The model that a name stands for today, with what is to be told about it."""

    engine_model: EngineModel | None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def _choice_of(asked: EngineModel) -> _Choice:
    """The row itself, its successor where it is retired."""
    if not asked.retired:
        return _Choice(asked)
    successor = asked.replacement
    if successor is None or successor.retired:
        message = f"{asked.label} has been switched off and has no successor. Choose another model."
        return _Choice(None, problems=(Problem("model", message, "model_retired"),))
    note = f"{asked.label} has been switched off: {successor.label} draws instead."
    return _Choice(successor, notes=(note,))
