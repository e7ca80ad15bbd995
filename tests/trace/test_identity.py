"""What a trace is known by."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import known
from diatrace.trace.identity import Identities
from diatrace.trace.known import words

KEY = b"a key of this test, 32 bytes it is"[:32]


def test_an_identity_is_keyed_where_it_could_tell_who_spoke() -> None:
    one, other = Identities(KEY), Identities(KEY[::-1])
    assert one.native("x", "1", keyed=True) != other.native("x", "1", keyed=True)
    assert one.native("", "https://example.org", keyed=False) == other.native(
        "", "https://example.org", keyed=False
    )
    assert one.native("x", "1", keyed=True) != one.native("y", "1", keyed=True)


def test_a_repeat_has_an_identity_of_its_own_and_always_the_same() -> None:
    found = [Identities(KEY).of(b"hello", repeat=repeat, keyed=True) for repeat in (0, 1, 2, 1)]
    assert found[1] == found[3]
    assert len(set(found)) == 3


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=12), max_size=8),
    st.integers(1, 6),
)
def test_repeats_are_counted_over_batches(batches: list[list[int]], recent: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "RECENT", recent)  # what was met longer ago lies in arrays
        identities, met = Identities(KEY), Counter[int]()
        for batch in batches:
            expected = []
            for number in batch:
                expected.append(met[number])
                met[number] += 1
            assert identities.repeats(np.array(batch, np.uint64)) == expected


def test_words_are_the_numbers_of_identities() -> None:
    assert words(["0000000000000001", "00000000000000ff"]).tolist() == [1, 255]
