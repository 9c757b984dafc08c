from __future__ import annotations

import pytest

from studio.engines.storable import storable


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\0b", "a\ufffdb"),
        ("half \ud83d of it", "half \ufffd of it"),
        ("whole \U0001f3a8, déjà vu", "whole \U0001f3a8, déjà vu"),
        ([1.5, float("inf"), float("nan")], [1.5, None, None]),
        ({"a\0": ["b\0", 3, None]}, {"a\ufffd": ["b\ufffd", 3, None]}),
    ],
)
def test_storable_replaces_what_no_database_keeps(said: object, kept: object) -> None:
    assert storable(said) == kept
