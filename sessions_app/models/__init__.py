from __future__ import annotations

from sessions_app.models.api_token import ApiToken, Scope
from sessions_app.models.memory import (
    Mark,
    Memory,
    MemoryQuerySet,
    MemorySource,
    MemoryStatus,
    MemoryType,
)
from sessions_app.models.message import Message, MessageQuerySet, Mode, Role
from sessions_app.models.message_part import MessagePart, PartKind
from sessions_app.models.preferences import ExportFormat, Preferences, Theme
from sessions_app.models.session_image import SessionImage
from sessions_app.models.share_link import ShareLink, ShareLinkQuerySet
from sessions_app.models.work_session import WorkSession, WorkSessionQuerySet

__all__ = [
    "ApiToken",
    "ExportFormat",
    "Mark",
    "Memory",
    "MemoryQuerySet",
    "MemorySource",
    "MemoryStatus",
    "MemoryType",
    "Message",
    "MessagePart",
    "MessageQuerySet",
    "Mode",
    "PartKind",
    "Preferences",
    "Role",
    "Scope",
    "SessionImage",
    "ShareLink",
    "ShareLinkQuerySet",
    "Theme",
    "WorkSession",
    "WorkSessionQuerySet",
]
