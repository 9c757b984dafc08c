"""Two questions of whoever runs Musa: is the process up, and can it do its work?"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.celery import app as celery_app
from studio.models import WorkerHeartbeat

logger = logging.getLogger(__name__)

BROKER_PATIENCE_S = 1


class NotReadyError(Exception):
    """A part that answers, but not so that work could be done."""


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "up"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where every part can work, else 503; each part is "ready" or "failing"."""
    parts = {name: _state(name, probe) for name, probe in PROBES.items()}
    ready = set(parts.values()) == {"ready"}
    body = {"status": "ready" if ready else "failing", "parts": parts}
    return JsonResponse(body, status=200 if ready else 503)


def _state(name: str, probe: Callable[[], None]) -> str:
    # Whatever goes wrong in a probe is its answer; why goes to the log, not to strangers.
    try:
        probe()
    except Exception as error:
        logger.warning("health.failing part=%s error=%s", name, type(error).__name__)
        return "failing"
    return "ready"


def _probe_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _probe_broker() -> None:
    with celery_app.connection_for_write(connect_timeout=BROKER_PATIENCE_S) as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_S)


def _probe_storage() -> None:
    """A bucket must answer; a folder must be writable, or creatable where it does not exist yet."""
    store = storages["default"]
    if not isinstance(store, FileSystemStorage):
        store.exists("readyz")
        return
    folder = _existing(Path(store.location))
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise NotReadyError


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _probe_workers() -> None:
    if not WorkerHeartbeat.is_any_alive(timezone.now()):
        raise NotReadyError


PROBES: dict[str, Callable[[], None]] = {
    "database": _probe_database,
    "broker": _probe_broker,
    "storage": _probe_storage,
    "workers": _probe_workers,
}
