from __future__ import annotations

import secrets
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from sessions_app.models.message import Message
from sessions_app.models.work_session import WorkSession

TOKEN_BYTES = 32


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
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

    What is said later is not shared.  The token stands here as it is, since its owner copies it
    again; who can read this table can read the conversation itself.
    """

    work_session = models.ForeignKey(WorkSession, models.CASCADE, related_name="share_links")
    message = models.ForeignKey(Message, models.CASCADE, related_name="share_links")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
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
