"""What sessions tell those to their left."""

from __future__ import annotations

from django.dispatch import Signal

session_deleted = Signal()  # session: out of the list now; within the transaction that did it
