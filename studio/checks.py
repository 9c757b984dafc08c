"""Refuse a set-up that cannot work at the start, with a sentence that names the variable."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from studio import catalogue
from studio.models import EngineModel, Tier


@register("settings")
def lease_outlives_its_renewals(**kwargs: object) -> list[CheckMessage]:
    if settings.LEASE < 3 * settings.LEASE_RENEWAL:
        return [Error("LEASE must be at least three times LEASE_RENEWAL.", id="studio.E001")]
    return []


@register("settings")
def provider_address_is_one(**kwargs: object) -> list[CheckMessage]:
    addresses = {
        "GEMINI_BASE_URL": settings.GEMINI_BASE_URL,
        "SIMULATOR_URL": settings.SIMULATOR_URL,
    }
    return [
        Error(f"{name} must begin with http:// or https://.", id="studio.E002")
        for name, address in addresses.items()
        if address and not address.startswith(("http://", "https://"))
    ]


@register(Tags.database)
def default_model_is_known(
    databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """Only where the database may be asked: `migrate`, `make run`, `check --database default`."""
    name = settings.GEMINI_MODEL
    if not name or not _has_models(databases):
        return []
    found = EngineModel.objects.named(name)
    if found and found.tier != Tier.TEXT:
        return []
    known = ", ".join(EngineModel.objects.offered().values_list("model_id", flat=True))
    return [Error(f"GEMINI_MODEL names no model: {name!r}. Known: {known}.", id="studio.E003")]


@register(Tags.database)
def text_model_is_known(
    databases: Sequence[str] | None = None, **kwargs: object
) -> list[CheckMessage]:
    """As `default_model_is_known`."""
    name = settings.GEMINI_TEXT_MODEL
    if not name or not _has_models(databases) or catalogue.brings_text_model(name):
        return []
    found = EngineModel.objects.named(name)
    if found and found.tier == Tier.TEXT:
        return []
    writing = EngineModel.objects.filter(tier=Tier.TEXT, retired=False)
    known = ", ".join(writing.values_list("model_id", flat=True))
    return [
        Error(f"GEMINI_TEXT_MODEL names no text model: {name!r}. Known: {known}.", id="studio.E004")
    ]


def _has_models(databases: Sequence[str] | None) -> bool:
    """Not before the first `migrate` has made the catalogue's table."""
    tables = connection.introspection.table_names() if databases else []
    return EngineModel._meta.db_table in tables
