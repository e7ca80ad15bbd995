from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from diatrace.proposal import block as blocks
from diatrace.proposal import features as module
from diatrace.proposal.features import Features, batches, damped
from diatrace.proposal.words import Words, listed

WORDS = ("home", "room", "tent", "train", "visa", "Wohnung", "maison", "بيت", "🏠")
TEXT = st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join)
TEXTS = st.lists(TEXT, min_size=1, max_size=30)


def weighted(features: Features, row: int) -> dict[str, float]:
    """The weighted terms of a row, by name."""
    found = features.counted(row)
    values = damped(found.counts) * features.idf(features.frequencies(found.terms)) / features.norms[row]
    return {
        features.name(term): float(value)
        for term, value in zip(found.terms.tolist(), values, strict=True)
        if value
    }


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_weights_are_those_of_scikit_learn(texts: list[str]) -> None:
    # one word in each text keeps scikit-learn from refusing an empty vocabulary
    texts = [f"text{number} {text}" for number, text in enumerate(texts)] + ["one more", "and another"]
    peer = TfidfVectorizer(
        ngram_range=(1, 2),
        sublinear_tf=True,
        max_df=0.95,
        token_pattern=r"(?u)\b\w\w+\b|🏠",
        dtype=np.float64,
    )
    matrix = peer.fit_transform(texts)
    names = peer.get_feature_names_out()
    features = Features.of(texts)
    for row in range(len(texts)):
        expected = {names[at]: value for at, value in zip(matrix[row].indices, matrix[row].data, strict=True)}
        assert weighted(features, row) == pytest.approx({k.lower(): v for k, v in expected.items()}, rel=1e-5)


@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_rows_added_in_parts_are_as_if_added_at_once(parts: list[list[str]]) -> None:
    grown = Features()
    for part in parts:
        grown = grown.extended(batches(part))
    once = Features.of([text for part in parts for text in part])
    assert grown.rows == once.rows
    np.testing.assert_allclose(grown.norms, once.norms, rtol=1e-6)
    for row in range(once.rows):
        assert weighted(grown, row) == pytest.approx(weighted(once, row))


def test_small_blocks_are_joined_and_large_ones_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_WORDS", 100)
    features, written = Features(), 0
    for _ in range(60):
        before = set(features.blocks)
        features = features.extended(batches(["home room tent"]))
        written += sum(len(block.numbers) for block in features.blocks if block not in before)
    sizes = [len(block.numbers) for block in features.blocks]
    assert sum(sizes) == 180
    assert len(sizes) < 8
    assert written < 180 * 8
    assert features.extended(batches(["home"])).blocks[0] is features.blocks[0]


def test_a_long_stream_is_cut_into_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_WORDS", 50)
    monkeypatch.setattr(module, "_BATCH_ROWS", 4)
    monkeypatch.setattr(module, "_SLICE", 2)
    monkeypatch.setattr(module, "_STEP", 1)
    texts = [f"home room number{number % 17} tent" for number in range(100)]
    features = Features.of(texts)
    assert len(features.blocks) > 3
    monkeypatch.undo()
    np.testing.assert_allclose(features.norms, Features.of(texts).norms, rtol=1e-6)


def test_batches_are_bounded_by_rows_and_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH_ROWS", 3)
    monkeypatch.setattr(module, "_BATCH_SIZE", 10)
    sizes = [len(batch.lengths) for batch in batches(["a", "b", "c", "d", "x" * 11, "e"])]
    assert sizes == [3, 2, 1]


def test_a_block_never_holds_more_rows_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROW_LIMIT", 8)
    monkeypatch.setattr(module, "_BATCH_ROWS", 2)
    features = Features.of(["home room"] * 50)
    assert max(block.rows for block in features.blocks) <= 8
    assert features.rows == 50


def test_words_past_the_limit_count_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORD_LIMIT", 3)
    features = Features().extended(batches(["home room tent train visa"]))
    assert features.words == ["", "home", "room", "tent"]
    assert features.sequence(0).tolist() == [1, 2, 3, 3, 3]


def test_a_word_in_nearly_every_row_weighs_nothing() -> None:
    features = Features.of([f"the number{number}" for number in range(100)])
    assert set(weighted(features, 5)) == {"number5", "the number5"}


def test_a_row_without_words_has_no_terms_and_length_one() -> None:
    features = Features.of(["", "home room", "?!"])
    assert len(features.counted(0).terms) == 0
    assert features.norms[0] == 1
    assert features.sequence(2).tolist() == []


def test_no_rows_at_all() -> None:
    features = Features.of([])
    assert (features.rows, features.words, features.norms.tolist()) == (0, [""], [])
    assert features.extended([]).rows == 0


def test_a_text_from_outside_keeps_the_words_that_are_known() -> None:
    features = Features.of(["home room", "home tent"])
    found = features.counted_text("HOME sweet home, room")
    assert {
        features.name(term): times
        for term, times in zip(found.terms.tolist(), found.counts.tolist(), strict=True)
    } == {
        "home": 2,
        "home home": 1,
        "home room": 1,
        "room": 1,
    }


def test_ties_have_no_pairs() -> None:
    features = Features(pairs=False).extended([listed([["author:a", "thread:b"], ["author:a"]])])
    assert [features.name(term) for term in features.counted(0).terms.tolist()] == ["author:a", "thread:b"]


def test_batches_take_any_splitter() -> None:
    def split(items: list[str]) -> Words:
        return listed([[item] for item in items])

    features = Features(pairs=False).extended(batches(["a b", "a b"], split))
    assert features.words == ["", "a b"]


def test_the_packing_of_terms_holds_the_limits() -> None:
    assert (blocks.WORD_LIMIT << 40) | (blocks.WORD_LIMIT << 16) | (blocks.ROW_LIMIT - 1) < 2**64
