from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diatrace.trace import known as module
from diatrace.trace.known import Known, words

PAIRS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 2**64 - 1)), max_size=200)


def test_identifiers_become_numbers_in_order() -> None:
    assert words(["0000000000000001", "ffffffffffffffff"]).tolist() == [1, 2**64 - 1]
    assert words([]).tolist() == []


@given(loaded=PAIRS, noted=PAIRS, recent=st.integers(1, 8))
def test_it_answers_as_a_dictionary_would(
    loaded: list[tuple[int, int]], noted: list[tuple[int, int]], recent: int
) -> None:
    known, expected = Known(), dict[int, int]()
    original, module.RECENT = module.RECENT, recent
    try:
        known.load(np.array([i for i, _ in loaded], np.uint64), np.array([s for _, s in loaded], np.uint64))
        for identity, state in noted:
            known.note(identity, state)
    finally:
        module.RECENT = original
    expected.update(loaded)
    expected.update(noted)
    asked = np.arange(60, dtype=np.uint64)
    assert known.look_up(asked) == [expected.get(each) for each in range(60)]
