from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from sessions_app.models.message import Message
from sessions_app.models.work_session import WorkSession

SEED_BYTES = 32
_SALT = "sessions_app.share_link"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(seed: str) -> str:
    made = salted_hmac(_SALT, seed, algorithm="sha256").digest()  # with the SECRET_KEY
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def matching(self, token: str) -> ShareLinkQuerySet:
        """The one that this token opens."""
        return self.filter(digest=_digest(token))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> ShareLinkQuerySet:
        """Those of the person's own sessions."""
        return self.filter(work_session__owner_id=user.pk, work_session__deleted_at__isnull=True)

    def open(self, now: datetime) -> ShareLinkQuerySet:
        """What opens at this moment: not revoked, not expired, its session not deleted."""
        lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(
            lasting,
            revoked_at__isnull=True,
            work_session__deleted_at__isnull=True,
            work_session__owner__is_active=True,
        )


class ShareLink(models.Model):
    """Lets whoever holds its address read one branch of a conversation, up to `message`.

    What is said later is not shared.  The token is not stored: it is made of the seed and the
    instance's secret, so that its owner can copy it again and a copy of the database opens nothing.
    """

    work_session = models.ForeignKey(WorkSession, models.CASCADE, related_name="share_links")
    message = models.ForeignKey(Message, models.CASCADE, related_name="share_links")
    seed = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)  # None: never
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="share_link_expires_after_it_was_made",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
            ),
        ]
        indexes = [models.Index(fields=["work_session", "-id"], name="share_link_newest")]

    def __str__(self) -> str:
        return f"share link {self.pk}"

    @classmethod
    def of(cls, message: Message, *, now: datetime, expires_at: datetime | None) -> ShareLink:
        """A new one, unsaved."""
        seed = secrets.token_urlsafe(SEED_BYTES)
        return cls(
            work_session_id=message.work_session_id,
            message=message,
            seed=seed,
            digest=_digest(_token(seed)),
            created_at=now,
            expires_at=expires_at,
        )

    @property
    def token(self) -> str:
        """What opens it; "" where the secret that made it is gone, which keeps it open."""
        token = _token(self.seed)
        return token if _digest(token) == self.digest else ""
