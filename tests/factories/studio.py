"""The least valid rows of the studio."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from studio.models import Batch, EngineModel, Generation, ProviderKey, Status, Turn
from tests.factories.sessions import UserFactory


class BatchFactory(DjangoModelFactory[Batch]):
    class Meta:
        model = Batch

    owner = factory.SubFactory(UserFactory)


class ProviderKeyFactory(DjangoModelFactory[ProviderKey]):
    class Meta:
        model = ProviderKey
        django_get_or_create = ("fingerprint",)

    fingerprint = "simulator"


REQUESTED: dict[str, Any] = {
    "model": "gemini-nano-banana-2.1",
    "aspect_ratio": "1:1",
    "resolution": "1K",
    "response_modality": "IMAGE",
    "google_search_enabled": False,
    "person_generation": "allow_all",
    "reference_image_ids": [],
    "notes": [],
}


class GenerationFactory(DjangoModelFactory[Generation]):
    """Pending; `failed=True`, `generating=True` and the like set what belongs together."""

    class Meta:
        model = Generation

    class Params:
        generating = factory.Trait(
            status=Status.GENERATING,
            attempt=1,
            leased_until=factory.LazyFunction(timezone.now),
            started_at=factory.LazyFunction(timezone.now),
        )
        failed = factory.Trait(
            status=Status.FAILED,
            error_code="no_image",
            attempt=1,
            finished_at=factory.LazyFunction(timezone.now),
        )
        complete = factory.Trait(
            status=Status.COMPLETE, attempt=1, finished_at=factory.LazyFunction(timezone.now)
        )

    batch = factory.SubFactory(BatchFactory)
    owner = factory.SelfAttribute("batch.owner")
    prompt = "a red chair"
    requested = factory.LazyFunction(lambda: dict(REQUESTED))
    engine_model = factory.LazyFunction(EngineModel.objects.default)
    provider_key = factory.SubFactory(ProviderKeyFactory)
    estimated_cost_usd = Decimal("0.04")

    @classmethod
    def _create(cls, model_class: type[Generation], *args: Any, **kwargs: Any) -> Generation:
        generation: Generation = super()._create(  # type: ignore[no-untyped-call]
            model_class, *args, **kwargs
        )
        Turn.objects.get_or_create(owner_id=generation.owner_id)
        return generation
