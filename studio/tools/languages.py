"""Is a prompt English, told by its script and its small words; pure."""

from __future__ import annotations

import re
import unicodedata

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_WORD = re.compile(r"[^\W\d_]+")
FOREIGN_SHARE = 0.3  # of the letters


def _small(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH = _small("the a an of and with in on at is are by to from for its this that under over")
_OTHERS = (
    _small("der die das ein eine einem einer und mit im auf ist sind von für unter über am zu"),
    _small("le la les un une des du et avec dans sur est sont par pour au aux sous en"),
    _small("el la los las un una unos y con en sobre es son por para del al bajo"),
    _small("il lo la gli un una uno e con nel nella sul sulla è sono di per del della"),
    _small("o os as um uma e com em no na sobre é são por para do da dos das"),
    _small("de het een en met in op is zijn van voor onder aan door bij"),
)


def quoted(text: str) -> list[str]:
    """What is to be written in the picture: it stays as it is, in any language."""
    return [each.group()[1:-1] for each in _QUOTED.finditer(text)]


def is_english(text: str) -> bool:
    """In doubt it is: a list of nouns has no small words."""
    plain = _QUOTED.sub(" ", text)
    if _is_in_another_script(plain):
        return False
    words = [each.lower() for each in _WORD.findall(plain)]
    english = sum(word in _ENGLISH for word in words)
    most = max(sum(word in small for word in words) for small in _OTHERS)
    return most < 2 or english >= most


def _is_in_another_script(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    foreign = sum(not unicodedata.name(each, "").startswith("LATIN") for each in letters)
    return foreign > FOREIGN_SHARE * len(letters)
