"""Share links: made, found by their token, and revoked."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from gallery.cleanup import Swept
from sessions_app.models import Message, ShareLink, WorkSession

# What a person chooses from; "" is a link that stays open until it is revoked.
LASTS = {"1": "1 day", "7": "7 days", "30": "30 days", "": "Until revoked"}
DEFAULT = "7"
MAX_OPEN = 20  # of one session
MAX_TOKEN_CHARACTERS = 64
CLOSED_KEPT = timedelta(days=30)

logger = logging.getLogger(__name__)


class TooManyLinks(Exception):
    """The session has as many open links as it may."""


@transaction.atomic
def make(
    work_session: WorkSession, message: Message, *, days: int | None, now: datetime
) -> ShareLink:
    """A link to the branch that ends with `message`; raises TooManyLinks."""
    WorkSession.objects.select_for_update().get(pk=work_session.pk)  # one at a time
    if work_session.share_links.open(now).count() >= MAX_OPEN:
        raise TooManyLinks
    expires_at = None if days is None else now + timedelta(days=days)
    link = ShareLink.of(message, now=now, expires_at=expires_at)
    link.save()
    logger.info("share_link.made id=%s days=%s", link.pk, days or "-")
    return link


def revoke(link: ShareLink, *, now: datetime) -> None:
    """It opens nothing from now on; a second time changes nothing."""
    ShareLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=now)
    logger.info("share_link.revoked id=%s", link.pk)


def sweep_closed(now: datetime, dry_run: bool) -> Swept:
    """Links that opened nothing for 30 days."""
    past = now - CLOSED_KEPT
    closed = ShareLink.objects.filter(Q(expires_at__lte=past) | Q(revoked_at__lte=past))
    count = closed.count()
    if not dry_run:
        closed.delete()
    return Swept("closed share links", count)


def find(token: str, *, now: datetime) -> ShareLink | None:
    """The link that this token opens; None for a wrong, expired or revoked one alike."""
    if not token.isascii() or len(token) > MAX_TOKEN_CHARACTERS:
        return None
    links = ShareLink.objects.open(now).select_related("work_session")
    return links.matching(token).first()


def address_of(link: ShareLink) -> str:
    """ "" where it can no longer be told."""
    token = link.token
    return f"{settings.SITE_URL}{reverse('sessions_app:shared', args=[token])}" if token else ""
