"""The least valid rows of the studio."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.models import User
from django.utils import timezone

from studio.models import Batch, EngineModel, Generation, ProviderKey, Status, Turn


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")


class BatchFactory(factory.django.DjangoModelFactory[Batch]):
    class Meta:
        model = Batch

    owner = factory.SubFactory(UserFactory)


class ProviderKeyFactory(factory.django.DjangoModelFactory[ProviderKey]):
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


class GenerationFactory(factory.django.DjangoModelFactory[Generation]):
    """Pending; `failed=True`, `generating=True` and the like set what belongs together."""

    class Meta:
        model = Generation
        skip_postgeneration_save = True

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

    @factory.post_generation
    def turn(self, create: bool, extracted: object, **kwargs: object) -> None:
        Turn.objects.get_or_create(owner_id=self.owner_id)
