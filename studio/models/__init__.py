from __future__ import annotations

from studio.models.answer import Answer
from studio.models.batch import Batch, BatchQuerySet
from studio.models.engine_model import EngineModel, EngineModelQuerySet, Grounding, Price, Tier
from studio.models.generation import (
    Generation,
    GenerationQuerySet,
    Kind,
    PersonGeneration,
    Priority,
    ResponseModality,
    Status,
)
from studio.models.idempotency_key import IdempotencyKey
from studio.models.lane import Lane, Turn
from studio.models.ledger import Budget, LedgerEntry
from studio.models.provider_key import ProviderKey
from studio.models.worker_heartbeat import WorkerHeartbeat

__all__ = [
    "Answer",
    "Batch",
    "BatchQuerySet",
    "Budget",
    "EngineModel",
    "EngineModelQuerySet",
    "Generation",
    "GenerationQuerySet",
    "Grounding",
    "IdempotencyKey",
    "Kind",
    "Lane",
    "LedgerEntry",
    "PersonGeneration",
    "Price",
    "Priority",
    "ProviderKey",
    "ResponseModality",
    "Status",
    "Tier",
    "Turn",
    "WorkerHeartbeat",
]
