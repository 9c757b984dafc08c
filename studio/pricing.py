"""Rates and tokens into Decimal USD; pure.

One figure before the call (the upper list price: what the page shows, the API answers and the
ledger reserves) and one after it (from the provider's own count).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

# The ledger keeps six places; an estimate is rounded up to five, so that it stays the upper one.
ESTIMATE_PLACES = Decimal("0.00001")
LEDGER_PLACES = Decimal("0.000001")
_MILLION = Decimal(1_000_000)
# Three bytes of UTF-8 a token is on the safe side for every script.
_BYTES_PER_TOKEN = 3
_WORDS_ALLOWANCE_TOKENS = 2_000  # of an answer in words


class UnknownPrice(Exception):
    """No price is known for this model or size: it is refused, never taken as free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """USD per million tokens, and how many tokens things take."""

    input_usd: Decimal
    text_output_usd: Decimal
    image_output_usd: Decimal
    tokens_per_image: Mapping[str, int]  # by size; "" for a model without sizes
    tokens_per_reference: int
    thinking_allowance_tokens: int
    search_query_usd: Decimal
    search_queries_allowance: int


def estimate_usd(
    rates: Rates,
    *,
    prompt: str,
    size: str,
    references: int = 0,
    grounded: bool = False,
    history_tokens: int = 0,
    draws: bool = True,
) -> Decimal:
    """The upper list price of one call, rounded up to five places: answer, input, thinking.

    `history_tokens` are the words of earlier turns; their pictures count as references.  Raises
    UnknownPrice where the rates lack the size.
    """
    words = -(-len(prompt.encode()) // _BYTES_PER_TOKEN) + history_tokens
    total = input_usd(rates, words_tokens=words, pictures=references)
    total += _picture_usd(rates, size) if draws else _of_words_usd(rates, _WORDS_ALLOWANCE_TOKENS)
    total += _of_words_usd(rates, rates.thinking_allowance_tokens)
    if grounded:
        total += rates.search_queries_allowance * rates.search_query_usd
    return total.quantize(ESTIMATE_PLACES, ROUND_UP)


def input_usd(rates: Rates, *, words_tokens: int, pictures: int) -> Decimal:
    """What a call costs before anything is answered, not rounded."""
    return (words_tokens + pictures * rates.tokens_per_reference) * rates.input_usd / _MILLION


def _picture_usd(rates: Rates, size: str) -> Decimal:
    if size not in rates.tokens_per_image:
        raise UnknownPrice(size)
    return rates.tokens_per_image[size] * rates.image_output_usd / _MILLION


def _of_words_usd(rates: Rates, tokens: int) -> Decimal:
    return tokens * rates.text_output_usd / _MILLION


def cost_usd(
    rates: Rates,
    *,
    input_tokens: int,
    output_tokens: int,
    image_tokens: int | None,
    thinking_tokens: int,
    search_queries: int,
    size: str,
    images: int = 1,
) -> Decimal:
    """What a call cost by the provider's count, to six places.

    Where the provider did not tell picture tokens apart (None), the expected ones are taken, up to
    all of the output.  Search queries are charged in full: the free allowance of a month is shared
    by all that the key's project does, so it is not known here.
    """
    if image_tokens is None:
        image_tokens = min(output_tokens, images * rates.tokens_per_image.get(size, output_tokens))
    text_tokens = max(output_tokens - image_tokens, 0) + thinking_tokens
    total = (
        input_tokens * rates.input_usd
        + image_tokens * rates.image_output_usd
        + text_tokens * rates.text_output_usd
    ) / _MILLION
    return (total + search_queries * rates.search_query_usd).quantize(LEDGER_PLACES, ROUND_UP)
