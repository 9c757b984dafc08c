"""What a person has chosen, and their own API key: in only, out as its last four characters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpResponse
from ninja import Router
from pydantic import Field, SecretStr

from gallery.api import etags
from gallery.api.refusals import Fault, Refusal, invalid
from gallery.api.wire import Answer, Body, Money, Text
from gallery.request import Request
from sessions_app.confirming import is_confirmed
from sessions_app.models import Preferences
from studio import keys, limits, own_keys
from studio.models import EngineModel, OwnKey, SpendingLimit, Tier
from studio.own_keys import KeyRefused
from studio.settings_form import ratios_of, sizes_of

router = Router(tags=["Settings"])

RETRY_AFTER_S = 60
_WORDS = ("default_model", "default_aspect_ratio", "default_resolution")
_CHOICES = ("default_response_modality", "person_generation_default")

Usd = Annotated[
    Decimal,
    Field(strict=False, ge=0, max_digits=8, decimal_places=2, examples=["1.00"]),
]


class KeyAnswer(Answer):
    last_four: str = Field(examples=["3kQe"])
    models: list[str] = Field(description="The models that it may use, as last tested")
    created_at: datetime
    tested_at: datetime

    @classmethod
    def of(cls, own: OwnKey) -> Self:
        return cls(
            last_four=own.last_four,
            models=own.models_found,
            created_at=own.created_at,
            tested_at=own.tested_at,
        )


class SettingsAnswer(Answer):
    """Null in a default: the model's own, or the studio's."""

    default_model: str | None
    default_aspect_ratio: str | None
    default_resolution: str | None
    default_response_modality: str | None
    google_search_default: bool
    person_generation_default: str | None
    export_format: str
    export_quality: int
    auto_save_conversations: bool
    theme: str
    single_key_shortcuts: bool
    delete_after_days: int | None = Field(description="Null: never")
    monthly_limit_usd: Money | None = Field(description="The person's own; null: none")
    confirm_above_usd: Money | None = Field(description="Null: never ask")
    resend_unknown_up_to_usd: Money
    api_key: KeyAnswer | None

    @classmethod
    def of(cls, user: AbstractBaseUser) -> Self:
        chosen, own = Preferences.of(user), keys.own_key_of(user)
        plain: dict[str, Any] = {
            name: getattr(chosen, name) for name in cls.model_fields if hasattr(chosen, name)
        }
        unsaid = dict.fromkeys(name for name in (*_WORDS, *_CHOICES) if not plain[name])
        return cls(
            **(plain | unsaid),
            monthly_limit_usd=SpendingLimit.of(user.pk).own_limit_usd,
            api_key=KeyAnswer.of(own) if own else None,
        )


class SettingsBody(Body):
    """Whatever is named is changed; null puts a default back to the model's own."""

    default_model: Text | None = Field(
        None, max_length=80, description="A model's id, alias or tier", examples=["flash"]
    )
    default_aspect_ratio: Text | None = Field(None, max_length=10, examples=["16:9"])
    default_resolution: Text | None = Field(None, max_length=4, examples=["2K"])
    default_response_modality: Literal["TEXT_IMAGE", "IMAGE"] | None = None
    google_search_default: bool = False
    person_generation_default: Literal["dont_allow", "allow_adult", "allow_all"] | None = None
    export_format: Literal["original", "png", "jpeg", "webp", "avif"] = "original"
    export_quality: int = Field(86, ge=1, le=100)
    auto_save_conversations: bool = Field(
        True, description="Off: a new session goes 7 days after its last turn unless it is saved"
    )
    theme: Literal["system", "light", "dark"] = "system"
    single_key_shortcuts: bool = True
    delete_after_days: int | None = Field(None, ge=1, le=32_767)
    monthly_limit_usd: Usd | None = None
    confirm_above_usd: Usd | None = None
    resend_unknown_up_to_usd: Usd = Decimal("0.20")

    def changes(self) -> dict[str, Any]:
        """What was named, as `Preferences` keeps it; the limit is kept elsewhere."""
        named = self.model_dump(include=self.model_fields_set - {"monthly_limit_usd"})
        unsaid = {name: "" for name in (*_WORDS, *_CHOICES) if named.get(name, "") is None}
        return named | unsaid


class KeyBody(Body):
    api_key: Annotated[SecretStr, Field(strict=False, max_length=200)] = Field(
        description="It is tried at the provider before it is kept", examples=["AIza…"]
    )


@router.get("/settings", response=SettingsAnswer, summary="The person's settings")
def settings(request: Request, response: HttpResponse) -> SettingsAnswer:
    answer = SettingsAnswer.of(request.user)
    etags.mark(response, answer)
    return answer


@router.put("/settings", response=SettingsAnswer, summary="Change settings")
def change_settings(
    request: Request,
    body: SettingsBody,
    response: HttpResponse,
    if_match: str | None = etags.IF_MATCH,
) -> SettingsAnswer:
    """Changes what the body names and nothing else."""
    with transaction.atomic():
        Preferences.objects.select_for_update().filter(owner=request.user).first()
        etags.want(if_match, SettingsAnswer.of(request.user))
        change(request.user, body)
        answer = SettingsAnswer.of(request.user)
    etags.mark(response, answer)
    return answer


def change(user: AbstractBaseUser, body: SettingsBody) -> None:
    """Raises Refusal where a word is none that a model of today knows; then nothing changes."""
    changes = body.changes()
    if faults := tuple(_faults(changes)):
        raise invalid(*faults)
    Preferences.change(user.pk, **changes)
    if "monthly_limit_usd" in body.model_fields_set:
        limits.change(user.pk, own_limit_usd=body.monthly_limit_usd)


@router.post("/settings/api-key", response=KeyAnswer, summary="Bring one's own API key")
def store_api_key(request: Request, body: KeyBody) -> KeyAnswer:
    """Takes the place of an earlier one.  No answer ever holds the key itself."""
    _want_confirmed(request)
    try:
        return KeyAnswer.of(own_keys.store(body.api_key.get_secret_value(), by=request.user))
    except KeyRefused as refused:
        raise _refusal(refused) from None


@router.delete("/settings/api-key", response={204: None}, summary="Remove one's own API key")
def remove_api_key(request: Request) -> None:
    """What waits goes on with the studio's key, if there is one for this person."""
    _want_confirmed(request)
    if not own_keys.remove(by=request.user):
        raise Refusal(404, "not_found", "There is no key to remove.")


def _want_confirmed(request: Request) -> None:
    """A browser's session alone does not do: its person gives the password first."""
    if "Authorization" not in request.headers and not is_confirmed(request):
        detail = "Confirm the password at /accounts/reauthenticate/ first, or use an API token."
        raise Refusal(403, "confirmation_required", detail)


def _refusal(refused: KeyRefused) -> Refusal:
    if refused.retry_after_s:
        sentence, wait_s = str(refused), refused.retry_after_s
        return Refusal(429, "rate_limited", sentence, retry_after_s=wait_s)
    if refused.is_passing:
        return Refusal(503, "provider_unavailable", str(refused), retry_after_s=RETRY_AFTER_S)
    return invalid(Fault("/api_key", str(refused)), code=refused.code)


def _faults(changes: dict[str, Any]) -> Iterator[Fault]:
    """Words that no model of today knows."""
    name = changes.get("default_model")
    found = EngineModel.objects.named(name) if name else None
    if name and (found is None or found.tier == Tier.TEXT):
        yield Fault("/default_model", f"There is no model “{name}”. Choose one of those offered.")
    models = list(EngineModel.objects.filter(retired=False))
    offered = {"default_aspect_ratio": ratios_of(models), "default_resolution": sizes_of(models)}
    for field, choices in offered.items():
        known = [value for value, _ in choices]
        if changes.get(field) and changes[field] not in known:
            yield Fault(f"/{field}", f"Choose one of {', '.join(known)}.")
