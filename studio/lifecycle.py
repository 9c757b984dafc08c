"""Is the catalogue still true: each model looked up at the provider."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from studio import problems
from studio.engines import engine_for
from studio.engines.base import EngineError
from studio.keys import ApiKey
from studio.models import EngineModel


@dataclass(frozen=True, slots=True)
class Finding:
    """`is_fine` means that the row says what the provider says."""

    is_fine: bool
    sentence: str


def check(models: Iterable[EngineModel], *, key: ApiKey, today: date) -> Iterator[Finding]:
    """One look-up a model; stops at the first that the provider does not answer."""
    engine = engine_for(key)
    for model in models:
        try:
            known = engine.knows(model.model_id)
        except EngineError as error:
            yield Finding(False, f"{model.label}: {problems.wording(error.code).text}")
            return
        yield _compared(model, known=known, today=today)


def _compared(model: EngineModel, *, known: bool, today: date) -> Finding:
    if known == model.retired:
        is_now = "is offered by the provider" if known else "is not there for this key"
        should = "is marked as retired here" if known else "should be retired here"
        return Finding(False, f"{model.label} {is_now}, but {should}.")
    EngineModel.objects.filter(pk=model.pk).update(read_on=today)
    state = "is retired, as the catalogue says" if model.retired else "is there"
    return Finding(True, f"{model.label} {state}.")
