"""How many tokens a text takes, estimated; pure.

Latin letters and all marks count a quarter each, letters of other alphabets two fifths, and
Chinese, Japanese and Korean signs one each.
"""

from __future__ import annotations

import re

PER_MEMORY = 12  # what stands around each in the prompt
PER_PICTURE = 1_300

_UNITS = 20  # of a token, so that sums stay whole
_LATIN, _OTHER, _WIDE = 5, 8, 20
_NOT_LATIN = re.compile("[\u0250-\u1dff\u1f00-\u1fff\u2c00-\U0010ffff]")
_WIDE_SIGNS = re.compile(
    "[\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U0001f000-\U0010ffff]"
)


def units(text: str) -> int:
    """Twentieths of a token; those of two texts add up."""
    if text.isascii():
        return len(text) * _LATIN
    wide = len(_WIDE_SIGNS.findall(text))
    other = len(_NOT_LATIN.findall(text)) - wide
    latin = len(text) - wide - other
    return latin * _LATIN + other * _OTHER + wide * _WIDE


def rounded_up(found: int) -> int:
    """Units as whole tokens."""
    return -(-found // _UNITS)


def count(text: str) -> int:
    return rounded_up(units(text))
