"""Cells that hold lists."""

from __future__ import annotations

from typing import Any

import pytest

from diatrace.source.text import listed


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a,b, c", ("a", "b", "c")),
        ("a b;c|d", ("a", "b", "c", "d")),
        ("New York,Paris", ("New York", "Paris")),
        ('["a", "b"]', ("a", "b")),
        ("['a', 'b c']", ("a", "b c")),
        ("[]", ()),
        (["a", 1, "a", "b"], ("a", "b")),
        ("", ()),
        (" , ", ()),
        (5, ("5",)),
    ],
)
def test_lists(value: Any, parts: tuple[str, ...]) -> None:
    assert listed(value) == parts
