"""What a person does in a conversation: say something, see before what it takes, go on elsewhere.

Every answer is a generation like any other: queued, paid and drawn in the same way.
"""

from __future__ import annotations

from studio.conversing.branches import cancel, drawn_prompt, show
from studio.conversing.planning import HISTORY_TURNS, History, Plan, plan
from studio.conversing.saying import say
from studio.conversing.starting import CURRENT, Current
from studio.conversing.words import CHAT_SYSTEM

__all__ = [
    "CHAT_SYSTEM",
    "CURRENT",
    "HISTORY_TURNS",
    "Current",
    "History",
    "Plan",
    "cancel",
    "drawn_prompt",
    "plan",
    "say",
    "show",
]
