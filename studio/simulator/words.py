"""What a prompt says, as far as a demo painter understands it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# What follows these words is not wanted in the picture.
UNWANTED = re.compile(
    r"\b(?:avoid|negative prompt|do not include)\s*:.*?(?:\n|$)|"
    r"\b(?:no|without|avoid|not)\s+[\w-]+(?:\s+or\s+[\w-]+)?",
    re.IGNORECASE,
)
# A name that is told so that the scene suits it, not to be set in type.
CONTEXT = re.compile(r"called \"[^\"]*\"(?=[^.]*; the name is context only)", re.IGNORECASE)
# A prompt of the site builder: whom the picture is for counts only where its subject names nothing
# that can be drawn, and how it is to be taken names nothing at all.
SITE = re.compile(
    r"^(?P<frame>[^.]*; the name is context only[^.]*\.)"
    r"(?P<subject>.*?)(?:\b(?:Mood|Character|Composition|Style|Colours):.*)?$",
    re.IGNORECASE | re.DOTALL,
)
MEMORIES = re.compile(r"<memory\b.*?</memory>", re.IGNORECASE | re.DOTALL)
QUOTED = re.compile(r"[\"“«]([^\"“”«»]{1,40})[\"”»]")
SKETCH = re.compile(
    r"\b(sketch\w*|pencil drawing|pencil sketch|line[- ]drawing|line[- ]art|ink drawing|lineart|"
    r"colou?ring page|doodle)\b",
    re.IGNORECASE,
)
LIKE_REFERENCE = re.compile(
    r"\b(in the style of|same style|palette of|match(?:es|ing)? the|inspired by|consistent with|"
    r"reference)",
    re.IGNORECASE,
)


def stem(word: str) -> str:
    """The word without its plural, so that prompt and tag meet."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch")):
        if word.endswith(ending) and len(word) > 4:
            return word.removesuffix(ending) + instead
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


def stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


STOP_WORDS = stems(
    "a an and are as at be by for from in into is it its of on or so that the their them then this "
    "to with within very please make create draw generate show picture image photo photograph "
    "photorealistic illustration render rendering shot scene view style background"
)


@dataclass(frozen=True)
class Brief:
    """A prompt, without what it excludes and without attached memories."""

    prompt: str

    @cached_property
    def text(self) -> str:
        told = SITE.sub(r"\g<subject> \g<frame>", MEMORIES.sub(" ", self.prompt))
        wanted = UNWANTED.sub(" ", told)
        return re.sub(r"\s+", " ", wanted).strip().lower()

    @property
    def subject(self) -> Brief:
        """The picture alone, without whom it is for."""
        return Brief(SITE.sub(r"\g<subject>", self.prompt))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Stems in the order in which they stand, each once."""
        found = (stem(word) for word in re.findall(r"[a-zà-ÿ]+(?:-[a-z]+)*", self.text))
        return tuple(dict.fromkeys(word for word in found if word not in STOP_WORDS))

    @cached_property
    def quoted(self) -> str:
        match = QUOTED.search(CONTEXT.sub(" ", self.prompt))
        return match[1].strip() if match else ""

    @property
    def is_sketch(self) -> bool:
        return bool(SKETCH.search(self.text))

    @property
    def follows_references(self) -> bool:
        return bool(LIKE_REFERENCE.search(self.text))

    def has(self, *wanted: str) -> bool:
        """Whether any of the words, or phrases, stands in the prompt."""
        return any(
            phrase in self.text if " " in phrase else stem(phrase) in self.words
            for phrase in wanted
        )
