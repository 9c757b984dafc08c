from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio import pricing
from studio.pricing import Rates, UnknownPrice

FLASH = Rates(
    input_usd=Decimal("1.50"),
    text_output_usd=Decimal("7.50"),
    image_output_usd=Decimal("30"),
    tokens_per_image={"1K": 1120, "2K": 1680},
    tokens_per_reference=1120,
    thinking_allowance_tokens=800,
    search_query_usd=Decimal("0.014"),
    search_queries_allowance=3,
)


def test_estimate_adds_picture_input_and_thinking() -> None:
    # 1 input token, 1,120 picture tokens, 800 thinking tokens
    expected = Decimal("0.0000015") + Decimal("0.0336") + Decimal("0.006")
    got = pricing.estimate_usd(FLASH, prompt="cat", size="1K")
    assert got == expected.quantize(Decimal("0.00001"), "ROUND_UP")


def test_estimate_counts_references_and_searches() -> None:
    plain = pricing.estimate_usd(FLASH, prompt="cat", size="1K")
    full = pricing.estimate_usd(FLASH, prompt="cat", size="1K", references=2, grounded=True)
    assert full - plain == pytest.approx(Decimal("0.04536"))


def test_estimate_refuses_a_size_without_a_price() -> None:
    with pytest.raises(UnknownPrice):
        pricing.estimate_usd(FLASH, prompt="cat", size="4K")


def _cost(**usage: int | None) -> Decimal:
    counted: dict[str, int | None] = {
        "input_tokens": 0,
        "output_tokens": 0,
        "image_tokens": None,
        "thinking_tokens": 0,
        "search_queries": 0,
    }
    return pricing.cost_usd(FLASH, size="1K", **(counted | usage))  # type: ignore[arg-type]


def test_cost_takes_the_rest_of_the_output_as_text() -> None:
    assert _cost(output_tokens=1140, image_tokens=1120) == Decimal("0.033750")


def test_cost_expects_picture_tokens_where_they_are_not_told_apart() -> None:
    assert _cost(output_tokens=1140) == Decimal("0.033750")


def test_cost_of_a_blocked_prompt_is_its_input() -> None:
    assert _cost(input_tokens=1000) == Decimal("0.001500")


def test_cost_counts_each_search_query() -> None:
    assert _cost(search_queries=2) == Decimal("0.028000")


@given(words=st.text(max_size=400), references=st.integers(0, 14))
def test_estimate_is_never_below_a_call_within_its_allowances(words: str, references: int) -> None:
    estimate = pricing.estimate_usd(FLASH, prompt=words, size="1K", references=references)
    spent = _cost(
        input_tokens=len(words) // 4 + references * 1120,
        output_tokens=1120,
        image_tokens=1120,
        thinking_tokens=800,
    )
    assert estimate >= spent
