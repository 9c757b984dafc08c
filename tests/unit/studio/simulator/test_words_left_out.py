from __future__ import annotations

from studio.simulator import lettering
from studio.simulator.words import Brief

SITE = (
    'Professional website photography for a bakery called "Krume" in Leipzig; the name is context '
    "only and must not appear in the picture. A bench with dough. Do NOT include: text, logos"
)


def test_what_must_not_be_included_is_not_drawn() -> None:
    brief = Brief(SITE)
    assert not lettering.is_mark(brief)
    assert not lettering.is_wanted(brief)


def test_name_that_is_context_is_not_set_in_type() -> None:
    assert Brief(SITE).quoted == ""
    assert Brief('A sign for a bakery called "Krume"').quoted == "Krume"
