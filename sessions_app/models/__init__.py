from __future__ import annotations

from sessions_app.models.api_token import ApiToken
from sessions_app.models.preferences import ExportFormat, Preferences, Theme
from sessions_app.models.session_image import SessionImage
from sessions_app.models.work_session import WorkSession, WorkSessionQuerySet

__all__ = [
    "ApiToken",
    "ExportFormat",
    "Preferences",
    "SessionImage",
    "Theme",
    "WorkSession",
    "WorkSessionQuerySet",
]
