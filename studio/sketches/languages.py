"""In which language a text is written, by its script and its small words; pure."""

from __future__ import annotations

import re
import unicodedata

_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "ARABIC": "ar",
    "DEVANAGARI": "hi",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh",
}
_SMALL_WORDS = {
    "en": "a an the of and with in on is for at by from its his her to no not that",
    "de": "der die das ein eine einen einem und mit auf im ist für ohne von zu den dem kein keine",
    "fr": "le la les un une des et avec dans sur est pour du au qui sans",
    "es": "el la los las un una y con en es para del al que sin",
    "it": "il lo la gli un una e con nel su è per del di che senza",
    "pt": "o os as um uma e com em é para do da que sem no na",
    "nl": "de het een en met op in is voor van zonder geen die",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def of(text: str) -> str:
    """A code such as "en"; English where nothing speaks for another."""
    if script := _script(text):
        return script
    words = re.findall(r"\w+", text.lower())
    counts = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    best = max(counts, key=lambda language: counts[language])  # the first of equals: English
    margin = 1 if counts["en"] else 0  # one word may be both languages'
    return best if counts[best] > counts["en"] + margin else "en"


def _script(text: str) -> str:
    """Of most of its letters, "" for Latin ones; kana decide between Chinese and Japanese."""
    letters = [mark for mark in text if mark.isalpha()]
    names = [unicodedata.name(mark, "").split(" ")[0].split("-")[0] for mark in letters]
    known = [_SCRIPTS[name] for name in names if name in _SCRIPTS]
    if len(known) * 2 <= len(letters):
        return ""
    return "ja" if "ja" in known else max(known, key=known.count)
