from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

PREFIX = "musa_"  # so that a leaked token can be recognised by scanners
TOKEN_BYTES = 32


class Scope(models.TextChoices):
    """What a token may do; each stands alone."""

    READ = "read", "Read: see and download everything of yours"
    GENERATE = "generate", "Generate: make and edit pictures, which costs money"
    MANAGE = "manage", "Manage: change and delete, settings and your Gemini key included"
    TOOLS = "tools", "Tools: what an agent uses, over REST and MCP"


def all_scopes() -> list[str]:
    return list(Scope.values)


def today() -> date:
    """In UTC, as every token's days."""
    return timezone.now().date()


def _digest(bare: str) -> str:
    return hashlib.sha256(bare.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def good(self) -> ApiTokenQuerySet:
        """Those whose last day is not over, of people who may sign in."""
        is_on = Q(expires_on__isnull=True) | Q(expires_on__gte=today())
        return self.filter(is_on, owner__is_active=True)

    def matching(self, bare: str) -> ApiToken | None:
        """The good token whose hash this is, its owner with it; None where there is none."""
        return self.good().filter(digest=_digest(bare)).select_related("owner").first()


class ApiToken(models.Model):
    """A program's way in.  Only the hash is stored, so a bare token is shown once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=all_scopes)  # of Scope
    # Dollars; None: no limit but the person's, and nothing is too dear to be asked for at once.
    monthly_limit_usd = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    approval_above_usd = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # its last day; None: good until revoked
    last_used_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_amounts_are_not_negative",
                condition=(Q(monthly_limit_usd__isnull=True) | Q(monthly_limit_usd__gte=0))
                & (Q(approval_above_usd__isnull=True) | Q(approval_above_usd__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.expires_on is not None and self.expires_on < today()

    @property
    def scope_words(self) -> str:
        """ "read, tools"; in the order of the page."""
        return ", ".join(each for each in Scope.values if each in self.scopes)

    @classmethod
    def issue(
        cls,
        *,
        owner: AbstractBaseUser,
        label: str = "",
        scopes: Iterable[str] = tuple(Scope.values),
        monthly_limit_usd: Decimal | None = None,
        approval_above_usd: Decimal | None = None,
        expires_on: date | None = None,
    ) -> tuple[ApiToken, str]:
        """A new token and its bare words, which exist nowhere else."""
        bare = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        token = cls.objects.create(
            owner_id=owner.pk,
            label=label,
            digest=_digest(bare),
            scopes=list(scopes),
            monthly_limit_usd=monthly_limit_usd,
            approval_above_usd=approval_above_usd,
            expires_on=expires_on,
        )
        return token, bare
