from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from diatrace.proposal.block import MOST, Block, build, count, joined, parts

TEXTS = st.lists(st.lists(st.integers(1, 5), max_size=12), max_size=6)


def arrays(texts: list[list[int]]) -> tuple[NDArray[Any], NDArray[Any]]:
    return (
        np.array([word for text in texts for word in text], np.uint32),
        np.array([len(text) for text in texts], np.int64),
    )


def made(texts: list[list[int]], *, pairs: bool = True) -> Block:
    return build((), *arrays(texts), pairs=pairs)


def counted(block: Block) -> dict[tuple[int, ...], dict[int, int]]:
    index = block.index
    spans = zip(index.terms.tolist(), index.starts.tolist(), index.starts[1:].tolist(), strict=False)
    return {
        tuple(parts(term)): dict(zip(index.rows[a:b].tolist(), index.counts[a:b].tolist(), strict=True))
        for term, a, b in spans
    }


def naive(texts: list[list[int]], *, pairs: bool) -> dict[tuple[int, ...], dict[int, int]]:
    found: dict[tuple[int, ...], dict[int, int]] = {}
    for row, text in enumerate(texts):
        terms = [(word,) for word in text] + (list(pairwise(text)) if pairs else [])
        for term, times in Counter(terms).items():
            found.setdefault(term, {})[row] = times
    return found


@given(TEXTS, st.booleans())
@settings(deadline=None)
def test_counts_words_and_pairs_within_each_text(texts: list[list[int]], pairs: bool) -> None:
    assert counted(made(texts, pairs=pairs)) == naive(texts, pairs=pairs)


@given(TEXTS)
@settings(deadline=None)
def test_the_index_is_sorted(texts: list[list[int]]) -> None:
    index = made(texts).index
    assert (np.diff(index.terms.astype(object)) > 0).all()
    assert index.starts[0] == 0
    assert index.starts[-1] == len(index.rows)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_joining_two_blocks_equals_building_one(first: list[list[int]], second: list[list[int]]) -> None:
    both = joined(made(first), made(second), pairs=True)
    assert counted(both) == counted(made(first + second))
    assert [both.row(row).tolist() for row in range(both.rows)] == first + second


@given(TEXTS, st.lists(st.integers(1, 7), min_size=1))
@settings(deadline=None)
def test_frequencies_of_known_and_unknown_words(texts: list[list[int]], asked: list[int]) -> None:
    terms = np.array([word << 24 for word in asked], np.uint64)
    expected = [sum(word in text for text in texts) for word in asked]
    assert made(texts).frequencies(terms).tolist() == expected


def test_a_word_repeated_without_end_is_counted_up_to_a_limit() -> None:
    index = count(*arrays([[3] * 1000]), pairs=False)
    assert index.counts.tolist() == [MOST]


@pytest.mark.parametrize(
    ("term", "expected"), [(7 << 24, [7]), (7 << 24 | 9, [7, 9]), ((2**24 - 1) << 24, [2**24 - 1])]
)
def test_a_term_names_its_words(term: int, expected: list[int]) -> None:
    assert list(parts(term)) == expected


def test_the_highest_word_numbers_do_not_run_into_each_other() -> None:
    last = 2**24 - 1
    assert set(counted(made([[last, last], [last, 1]]))) == {(last,), (1,), (last, last), (last, 1)}
