from __future__ import annotations

from typing import Any

import factory
from factory.django import DjangoModelFactory

from sessions_app.memories.entries import MemoryEntry
from sessions_app.models import Memory
from tests.factories.sessions import UserFactory


class MemoryFactory(DjangoModelFactory[Memory]):
    """Written as every door writes them, so that tokens and checksum are right."""

    class Meta:
        model = Memory

    owner = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda number: f"Memory {number}")
    content = "Two gables, chimney on the west side."

    @classmethod
    def _create(cls, model_class: type[Memory], *args: Any, **kwargs: Any) -> Memory:
        said = {name: kwargs.pop(name) for name in MemoryEntry.__slots__ if name in kwargs}
        if image := kwargs.pop("image", None):
            said["image_id"] = image.pk
        memory = MemoryEntry(**said).write(model_class())
        for name, value in kwargs.items():
            setattr(memory, name, value)
        memory.save()
        return memory
