"""Own drawings and styles of sketches; the built-in ones are seeded with the database."""

from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from studio.models import SketchReference, SketchStyle
from studio.sketches import styles
from studio.sketches.records import StyleRecord
from tests.factories.gallery import ImageFactory
from tests.factories.sessions import UserFactory


class SketchReferenceFactory(DjangoModelFactory[SketchReference]):
    """A person's own; its picture is a row alone."""

    class Meta:
        model = SketchReference

    owner = factory.SubFactory(UserFactory)
    image = factory.SubFactory(ImageFactory, owner=factory.SelfAttribute("..owner"))
    caption = factory.Sequence(lambda number: f"Drawing {number}")
    tags = factory.LazyFunction(lambda: ["bear"])
    dhash256 = factory.Sequence(lambda number: f"{number:064x}")


class SketchStyleFactory(DjangoModelFactory[SketchStyle]):
    """A person's own, saved as every door saves it; takes the names of `StyleRecord`."""

    class Meta:
        model = SketchStyle

    owner = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda number: f"house-style-{number}")
    name = factory.Sequence(lambda number: f"House style {number}")
    style_sentence = "A plain concept sketch."
    technique_sentence = "Even black line on white paper."

    @classmethod
    def _create(cls, model_class: type[SketchStyle], *args: Any, **kwargs: Any) -> SketchStyle:
        owner = kwargs.pop("owner")
        return styles.save(StyleRecord.from_flat(kwargs), model_class(owner=owner), by=owner)
