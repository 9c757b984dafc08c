from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.memories import fitting, framing, tokens
from sessions_app.memories.fitting import Outcome
from sessions_app.memories.framing import Entry

SENTENCE = "The sea takes two thirds of the frame. "  # 39 characters


def entry(number: int, sentences: int = 10, **fields: object) -> Entry:
    plain = Entry(id=number, title=f"Memory {number}", content=(SENTENCE * sentences).strip())
    return replace(plain, **fields)  # type: ignore[arg-type]


def outcomes(entries: list[Entry], budget: int) -> list[str]:
    return [each.outcome.value for each in fitting.fit(entries, budget)]


def test_all_in_full_where_they_fit() -> None:
    entries = [entry(1, context="why"), entry(2)]
    fitted = fitting.fit(entries, sum(each.size_tokens for each in entries))
    assert [each.entry for each in fitted] == entries


def test_contexts_go_first_from_the_last_upward() -> None:
    entries = [entry(1, context="w" * 80), entry(2, context="w" * 80)]
    whole = sum(each.size_tokens for each in entries)
    assert outcomes(entries, whole - 1) == ["full", "without_context"]


def test_contents_are_shortened_only_when_no_context_is_left() -> None:
    entries = [entry(1, 20, context="w" * 40), entry(2, 20)]
    budget = sum(replace(each, context="").size_tokens for each in entries) - 1
    assert outcomes(entries, budget) == ["without_context", "shortened"]


def test_shortened_content_ends_with_a_sentence_and_says_so() -> None:
    [fitted] = fitting.fit([entry(1, 40)], 250)
    assert fitted.entry is not None
    assert fitted.entry.content.endswith("frame.")
    assert fitted.entry.mark == f"[shortened: {tokens.count(fitted.entry.content)} of 390 tokens]"
    assert fitted.size_tokens <= 250


def test_shortened_content_keeps_80_tokens_or_more() -> None:
    fitted = fitting.fit([entry(number, 40) for number in range(4)], 500)
    kept = [tokens.count(each.entry.content) for each in fitted if each.entry]
    assert min(kept) >= 80


def test_text_without_sentences_is_cut_at_a_word_and_without_words_anywhere() -> None:
    [words] = fitting.fit([entry(1, content="word " * 300)], 150)
    [sign] = fitting.fit([entry(1, content="x" * 1500)], 150)
    assert words.entry and words.entry.content.endswith("word")
    assert sign.outcome == Outcome.SHORTENED


def test_last_are_left_out_when_nothing_can_be_shortened_more() -> None:
    fitted = fitting.fit([entry(number, 40) for number in range(5)], 300)
    assert [each.outcome.value for each in fitted] == ["shortened", "shortened", *["omitted"] * 3]


def test_pinned_is_never_left_out() -> None:
    entries = [entry(1, 40, pinned=True), *(entry(number, 40) for number in range(2, 9))]
    assert outcomes(entries, 120)[0] == "shortened"


def test_pinned_that_do_not_fit_are_refused_by_name() -> None:
    with pytest.raises(fitting.TooLarge) as raised:
        fitting.fit([entry(1, 40, pinned=True, title="Roof"), entry(2)], 50)
    assert [each.title for each in raised.value.pinned] == ["Roof"]


def test_200_memories_of_1000_tokens_stay_within_the_budget_and_are_quick() -> None:
    entries = [entry(n, 102, pinned=n < 3, context="why " * 20) for n in range(200)]
    started = time.perf_counter()
    fitted = fitting.fit(entries, 24_000)
    text = framing.text_of(each.entry for each in fitted if each.entry)
    took_s = time.perf_counter() - started
    assert tokens.count(text) <= 24_000
    assert all(each.entry for each in fitted[:3])
    assert took_s < 1  # about 30 ms on a machine at rest


def test_same_memories_give_the_same_text() -> None:
    entries = [entry(n, 60) for n in range(50)]
    first, second = (
        framing.hash_of(framing.text_of(e.entry for e in fitting.fit(entries, 3_000) if e.entry))
        for _ in range(2)
    )
    assert first == second


@given(
    contents=st.lists(st.text(min_size=1, max_size=1200), min_size=1, max_size=12),
    budget=st.integers(0, 3_000),
)
def test_never_more_than_the_budget(contents: list[str], budget: int) -> None:
    entries = [Entry(id=n, title="T", content=words) for n, words in enumerate(contents)]
    fitted = fitting.fit(entries, budget)
    assert sum(each.size_tokens for each in fitted) <= budget
    assert len(fitted) == len(entries)
