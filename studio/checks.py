"""Refuse a set-up that cannot work at the start, with a sentence that names the variable."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("settings")
def lease_outlives_its_renewals(**kwargs: object) -> list[CheckMessage]:
    if settings.LEASE < 3 * settings.LEASE_RENEWAL:
        return [Error("LEASE must be at least three times LEASE_RENEWAL.", id="studio.E001")]
    return []


@register("settings")
def caps_fit_together(**kwargs: object) -> list[CheckMessage]:
    if settings.GENERATIONS_PER_USER > settings.GENERATIONS_TOTAL:
        message = "GENERATIONS_PER_USER must not be above GENERATIONS_TOTAL."
        return [Error(message, id="studio.E002")]
    return []


@register("settings")
def provider_address_is_one(**kwargs: object) -> list[CheckMessage]:
    addresses = {
        "GEMINI_BASE_URL": settings.GEMINI_BASE_URL,
        "SIMULATOR_URL": settings.SIMULATOR_URL,
    }
    return [
        Error(f"{name} must begin with http:// or https://.", id="studio.E003")
        for name, address in addresses.items()
        if address and not address.startswith(("http://", "https://"))
    ]
