from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from studio.models import FavouritePrompt, PastPrompt, PromptTemplate
from studio.models.kept_prompt import digest_of
from tests.factories.sessions import UserFactory
from tests.factories.studio import REQUESTED


class PromptTemplateFactory(DjangoModelFactory[PromptTemplate]):
    """A person's own; `owner=None, shared=True` for the instance's."""

    class Meta:
        model = PromptTemplate

    owner = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Template {number}")
    text = "{product} on a plinth"
    fields = factory.LazyFunction(
        lambda: [{"name": "product", "label": "Product", "default": "A bottle"}]
    )


class PastPromptFactory(DjangoModelFactory[PastPrompt]):
    class Meta:
        model = PastPrompt

    owner = factory.SubFactory(UserFactory)
    prompt = factory.Sequence(lambda number: f"a red chair {number}")
    digest = factory.LazyAttribute(lambda past: digest_of(past.prompt))
    requested = factory.LazyFunction(lambda: {**REQUESTED, "count": 3})


class FavouritePromptFactory(DjangoModelFactory[FavouritePrompt]):
    class Meta:
        model = FavouritePrompt

    owner = factory.SubFactory(UserFactory)
    prompt = factory.Sequence(lambda number: f"a red chair {number}")
    digest = factory.LazyAttribute(lambda favourite: digest_of(favourite.prompt))
    requested = factory.LazyFunction(lambda: {**REQUESTED, "count": 3})
