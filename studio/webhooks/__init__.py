"""Telling programs outside what happened: what is due is planned from events, then sent."""

from __future__ import annotations

from studio.webhooks.planning import plan
from studio.webhooks.sending import send_due

__all__ = ["plan", "send_due"]
