from __future__ import annotations

from studio.models.answer import Answer
from studio.models.batch import Batch, BatchQuerySet
from studio.models.engine_model import EngineModel, EngineModelQuerySet, Grounding, Price, Tier
from studio.models.event import Event, EventQuerySet
from studio.models.favourite_prompt import FavouritePrompt, FavouritePromptQuerySet
from studio.models.generation import (
    MAX_NAME_CHARACTERS,
    OPEN,
    Generation,
    GenerationQuerySet,
    Kind,
    PersonGeneration,
    Priority,
    ResponseModality,
    Status,
)
from studio.models.idempotency_key import IdempotencyKey
from studio.models.instance_policy import InstancePolicy
from studio.models.lane import Lane, Turn
from studio.models.ledger import Budget, LedgerEntry
from studio.models.own_key import OwnKey
from studio.models.past_prompt import PastPrompt, PastPromptQuerySet
from studio.models.prompt_template import (
    Category,
    PromptTemplate,
    PromptTemplateQuerySet,
    TemplateMark,
)
from studio.models.provider_key import ProviderKey
from studio.models.sketch import Sketch, SketchCause, SketchQuerySet
from studio.models.sketch_feedback import SketchFeedback, SketchFeedbackQuerySet
from studio.models.sketch_reference import SketchReference, SketchReferenceQuerySet
from studio.models.sketch_run import SketchMode, SketchRun, SketchRunQuerySet
from studio.models.sketch_style import (
    SketchStyle,
    SketchStyleQuerySet,
    StyleReference,
    StyleVersion,
)
from studio.models.spending_limit import SpendingLimit
from studio.models.token_budget import TokenBudget
from studio.models.webhook import (
    BudgetMark,
    Delivery,
    DeliveryState,
    Webhook,
    WebhookKind,
)
from studio.models.worker_heartbeat import WorkerHeartbeat

__all__ = [
    "MAX_NAME_CHARACTERS",
    "OPEN",
    "Answer",
    "Batch",
    "BatchQuerySet",
    "Budget",
    "BudgetMark",
    "Category",
    "Delivery",
    "DeliveryState",
    "EngineModel",
    "EngineModelQuerySet",
    "Event",
    "EventQuerySet",
    "FavouritePrompt",
    "FavouritePromptQuerySet",
    "Generation",
    "GenerationQuerySet",
    "Grounding",
    "IdempotencyKey",
    "InstancePolicy",
    "Kind",
    "Lane",
    "LedgerEntry",
    "OwnKey",
    "PastPrompt",
    "PastPromptQuerySet",
    "PersonGeneration",
    "Price",
    "Priority",
    "PromptTemplate",
    "PromptTemplateQuerySet",
    "ProviderKey",
    "ResponseModality",
    "Sketch",
    "SketchCause",
    "SketchFeedback",
    "SketchFeedbackQuerySet",
    "SketchMode",
    "SketchQuerySet",
    "SketchReference",
    "SketchReferenceQuerySet",
    "SketchRun",
    "SketchRunQuerySet",
    "SketchStyle",
    "SketchStyleQuerySet",
    "SpendingLimit",
    "Status",
    "StyleReference",
    "StyleVersion",
    "TemplateMark",
    "Tier",
    "TokenBudget",
    "Turn",
    "Webhook",
    "WebhookKind",
    "WorkerHeartbeat",
]
