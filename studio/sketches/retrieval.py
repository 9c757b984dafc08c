"""Which drawings of the library go with a concept, with a score that says how well (A4).

Two passes: the concept's own words, then their synonyms, each ranked by the database's full text.
The score is the share of the query's weight that a drawing holds.  Nothing is dressed up as a
match: where too few are found the style's exemplar stands in, with a score of 0.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.base_user import AbstractBaseUser

from studio.models import SketchReference, SketchStyle, StyleReference
from studio.sketches import matching
from studio.sketches.layouts import DATA
from studio.sketches.matching import Hits

LEAST_SCORE = 0.15
MAX_WORDS = 40
EXEMPLAR, PINNED = "style_exemplar", "pinned"
_UNKNOWN_WEIGHT = 0.6
_CAPTION_SHARE, _SYNONYM_SHARE = 0.8, 0.8
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """`used` says whether it goes along; the rest is there to be pinned instead."""

    reference: SketchReference
    score: float
    reason: str
    used: bool = True


@dataclass(frozen=True, slots=True)
class _Weighing:
    """All that a score needs of one query."""

    words: Sequence[str]
    weights: Mapping[str, float]
    own: Hits
    synonyms: Mapping[str, Sequence[str]]
    others: Hits  # of the synonyms

    def score(self, pk: int, *, with_synonyms: bool) -> float:
        total = sum(self.weights.values())
        shares = (self.weights[w] * self._share(w, pk, with_synonyms) for w in self.words)
        return sum(shares) / total if total else 0.0

    def reason(self, pk: int, *, with_synonyms: bool) -> str:
        """ "tags: golf, mascot; caption: running; synonyms: dog for puppy"."""
        said = {"tags": self.own.tagged(pk, self.words)}
        said["caption"] = [w for w in self.own.captioned(pk, self.words) if w not in said["tags"]]
        direct = {*said["tags"], *said["caption"]}
        said["synonyms"] = [
            f"{other} for {word}"
            for word in self.words
            if with_synonyms and word not in direct
            for other in self.others.anywhere(pk, self.synonyms.get(word, ()))[:1]
        ]
        return "; ".join(f"{place}: {', '.join(words)}" for place, words in said.items() if words)

    def _share(self, word: str, pk: int, with_synonyms: bool) -> float:
        """Of the word's weight: all where a tag is it, less for a caption or a synonym."""
        own = _place_share(self.own, pk, [word])
        if own or not with_synonyms:
            return own
        return _SYNONYM_SHARE * _place_share(self.others, pk, self.synonyms.get(word, ()))


def find(
    concept: str,
    *,
    style: SketchStyle,
    by: AbstractBaseUser,
    pinned: Iterable[int] = (),
    vetoed: Iterable[int] = (),
    more: int = 0,
) -> list[Found]:
    """The drawings that go along, at most the style's number, and `more` that might instead.

    `pinned` and `vetoed` are ids: the first go along whatever their score, the others never.
    """
    library = SketchReference.objects.visible_to(by).searchable().for_cards().in_bulk()
    candidates, excluded = _set_of(style, by)
    kept_out = {*vetoed} | excluded
    wished = [pk for pk in dict.fromkeys(pinned) if pk in library and pk not in kept_out]
    k = max(int(style.record.get("references", {}).get("default_top_k", 3)), len(wished))
    weighing = _weigh(words_of(concept), library)
    free = [pk for pk in candidates if pk in library and pk not in {*kept_out, *wished}]
    found = _pinned(weighing, library, wished[:k])
    found += _passes(weighing, library, free, wanted=k - len(found) + more)
    if len(found) < k:
        found += _exemplar(style, library, {*kept_out, *(each.reference.pk for each in found)})
    return [
        Found(each.reference, each.score, each.reason, used=at < k) for at, each in enumerate(found)
    ]


def _pinned(
    weighing: _Weighing, library: Mapping[int, SketchReference], pks: Iterable[int]
) -> list[Found]:
    return [
        Found(library[pk], round(weighing.score(pk, with_synonyms=True), 2), PINNED) for pk in pks
    ]


def matching_words(text: str, library: Iterable[SketchReference]) -> list[SketchReference]:
    """For the search of the library: what holds any of the words or their synonyms, best first."""
    known = {each.pk: each for each in library}
    weighing = _weigh(words_of(text), known)
    own = weighing.own.ranked(known)
    others = [pk for pk in weighing.others.ranked(known) if pk not in {*own}]
    return [known[pk] for pk in [*own, *others]]


def words_of(text: str) -> list[str]:
    """What is looked for, each once, without words that stand in every sentence."""
    words = (word.lower() for word in _WORD.findall(text))
    every = dict.fromkeys(word for word in words if len(word) > 1 and word not in _stop_words())
    return list(every)[:MAX_WORDS]


def _passes(
    weighing: _Weighing, library: Mapping[int, SketchReference], free: list[int], *, wanted: int
) -> list[Found]:
    first = weighing.own.ranked(free)
    found = _good(weighing, library, first, with_synonyms=False)[:wanted]
    if len(found) >= wanted:
        return found
    known = {each.reference.pk for each in found}
    rest = [pk for pk in free if pk not in known]
    second = [pk for pk in weighing.others.ranked(rest) if pk not in known]
    return (found + _good(weighing, library, second, with_synonyms=True))[:wanted]


def _good(
    weighing: _Weighing,
    library: Mapping[int, SketchReference],
    ranked: Iterable[int],
    *,
    with_synonyms: bool,
) -> list[Found]:
    every = [
        Found(
            library[pk],
            round(weighing.score(pk, with_synonyms=with_synonyms), 2),
            weighing.reason(pk, with_synonyms=with_synonyms),
        )
        for pk in ranked
    ]
    return [each for each in every if each.score >= LEAST_SCORE]


def _weigh(words: Sequence[str], library: Mapping[int, SketchReference]) -> _Weighing:
    synonyms = {word: _synonyms()[word] for word in words if word in _synonyms()}
    others = [other for word in words for other in synonyms.get(word, ())]
    own = matching.hits(words, library.values())
    return _Weighing(
        words=words,
        weights={word: _weight(own.count(word), len(library)) for word in words},
        own=own,
        synonyms=synonyms,
        others=matching.hits([*words, *others], library.values()),
    )


def _weight(having: int, count: int) -> float:
    """The inverse document frequency of BM25; a word that nobody has weighs little."""
    if not having:
        return _UNKNOWN_WEIGHT
    return math.log(1 + (count - having + 0.5) / (having + 0.5))


def _place_share(hits: Hits, pk: int, words: Sequence[str]) -> float:
    if hits.tagged(pk, words):
        return 1.0
    return _CAPTION_SHARE if hits.captioned(pk, words) else 0.0


def _set_of(style: SketchStyle, by: AbstractBaseUser) -> tuple[list[int], set[int]]:
    """What stands in the style's set, and what it must not use."""
    seen = SketchReference.objects.visible_to(by)
    rows = StyleReference.objects.filter(style=style, reference__in=seen).order_by("pk")
    pairs = list(rows.values_list("reference_id", "excluded"))
    return [pk for pk, excluded in pairs if not excluded], {
        pk for pk, excluded in pairs if excluded
    }


def _exemplar(
    style: SketchStyle, library: Mapping[int, SketchReference], taken: set[int]
) -> list[Found]:
    pk = style.exemplar_id
    if pk is None or pk not in library or pk in taken:
        return []
    return [Found(library[pk], 0.0, EXEMPLAR)]


@cache
def _synonyms() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = json.loads((DATA / "synonyms.json").read_text(encoding="utf-8"))[
        "synonyms"
    ]
    return found


@cache
def _stop_words() -> frozenset[str]:
    return frozenset((DATA / "stop_words.txt").read_text(encoding="utf-8").split())
