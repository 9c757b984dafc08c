"""What the owner wrote, made fit to stand inside a prompt."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_OWNER_CHARACTERS = 240
MAX_OWN_PROMPT = 600  # characters, as the format allows
_TAG = re.compile(r"<[^<>]*>")
_QUOTES = str.maketrans("", "", '"“”„‟«»')
_SENTENCE = re.compile(r"(?<=[.!?…。؟])\s+")
_LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def cleaned(text: str, limit: int = MAX_OWNER_CHARACTERS) -> str:
    """One line without tags, control and direction characters and double quotes, cut to length."""
    plain = "".join(
        " " if unicodedata.category(each) == "Cc" else each
        for each in _TAG.sub(" ", text).translate(_QUOTES)
        if unicodedata.category(each) != "Cf"
    )
    return cut(" ".join(plain.split()), limit)


def cut(text: str, limit: int) -> str:
    """Between two words where there is a gap near the end."""
    if len(text) <= limit:
        return text
    head = text[: limit + 1].rsplit(" ", 1)[0]
    return (head if limit // 2 < len(head) <= limit else text[:limit]).rstrip(" ,;:-\u2013\u2014")


def first_sentence(text: str) -> str:
    return _SENTENCE.split(text.strip(), maxsplit=1)[0].rstrip(".")


def in_language(text: str, language: str) -> str:
    """English words as they are; others with the language they are in."""
    if not text or language == "en":
        return text
    return f"(in {language_name(language)}: {text})"


def language_name(language: str) -> str:
    """In English: of "de" it is German."""
    return _LANGUAGES.get(language, f"the language {language}")


def text_hash(text: str) -> str:
    """What a text's translation is found by."""
    return hashlib.sha256(text.encode()).hexdigest()
