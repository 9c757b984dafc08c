from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone

PREFIX = "musa_"  # so that a leaked token can be recognised by scanners
TOKEN_BYTES = 32


def _digest(bare: str) -> str:
    return hashlib.sha256(bare.encode()).hexdigest()


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def matching(self, bare: str) -> ApiToken | None:
        """The token whose hash this is, its owner with it; None where there is none."""
        return (
            self.filter(digest=_digest(bare), owner__is_active=True).select_related("owner").first()
        )


class ApiToken(models.Model):
    """A program's way in.  Only the hash is stored, so a bare token is shown once."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"

    @classmethod
    def issue(cls, *, owner: AbstractBaseUser, label: str = "") -> tuple[ApiToken, str]:
        """A new token and its bare words, which exist nowhere else."""
        bare = PREFIX + secrets.token_urlsafe(TOKEN_BYTES)
        return cls.objects.create(owner_id=owner.pk, label=label, digest=_digest(bare)), bare
