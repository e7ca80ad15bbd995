"""Text taken apart into bytes and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.mojibake import repaired


@given(st.text(st.characters(codec="utf-8")))
def test_what_was_taken_apart_is_put_together(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


@pytest.mark.parametrize(
    "text", ["", "plain", "café", "naïve Ümläut", "déjà", "عربي", "😀", "Ã", "é and عربي Ã©"]
)
def test_what_was_never_taken_apart_stays(text: str) -> None:
    assert repaired(text) == text


def test_half_a_character_stays_among_repaired_ones() -> None:
    cut = "é😀".encode()[:-1].decode("latin-1")
    assert repaired(cut) == "é\xf0\x9f\x98"
    assert repaired("Ã© caf\xe9 \xed\xa0\x80") == "é caf\xe9 \xed\xa0\x80"
