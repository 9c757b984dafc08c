"""Between chat and picture, in words; pure."""

from __future__ import annotations

import re

# "Prompt: …" at the beginning of a line, plain or set in bold, up to the end of what was said.
_PROMPT = re.compile(r"^[*_#\s]*prompt[*_]*\s*:[*_]*\s*(?P<words>\S.*)", re.I | re.M | re.S)

CHAT_SYSTEM = (
    "You talk with a person about a picture that is to be made. Do not draw now. Answer in the "
    "person's language, briefly and concretely: settle subject, setting, light, composition and "
    "style, and ask about what matters and is open. End with a paragraph that begins with "
    '"Prompt:" and describes the whole picture as far as it is settled.'
)


def prompt_in(text: str) -> str:
    """What a chat came to: the paragraph that says so, else all of it."""
    found = _PROMPT.search(text)
    return (found["words"] if found else text).strip()
