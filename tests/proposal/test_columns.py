from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from diatrace.proposal import features as module
from diatrace.proposal.columns import Space
from diatrace.proposal.features import Features, batches, damped
from diatrace.proposal.words import listed

WORDS = ("home", "room", "tent", "train", "visa", "maison", "بيت")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), min_size=2, max_size=12)
ONE = np.ones(1, np.float32)


def dense(features: Features) -> NDArray[np.float64]:
    """The whole weighted matrix, the slow way; the columns are all terms."""
    terms = np.unique(np.concatenate([features.counted(row).terms for row in range(features.rows)]))
    matrix = np.zeros((features.rows, len(terms)))
    for row in range(features.rows):
        found = features.counted(row)
        values = damped(found.counts) * features.idf(features.frequencies(found.terms))
        matrix[row, np.searchsorted(terms, found.terms)] = values / features.norms[row]
    return matrix


@given(TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_scores_are_inner_products_with_the_rows_learnt_from(texts: list[str], data: st.DataObject) -> None:
    features = Features.of(texts)
    row = data.draw(st.integers(0, len(texts) - 1))
    space = Space([features])
    space.rows(data.draw(st.lists(st.integers(0, len(texts) - 1))))
    [vector] = space.rows([row])
    weights = np.zeros(space.width, np.float32)
    weights[vector.columns] = vector.values
    matrix = dense(features)
    shared = (matrix > 0).sum(axis=0) > 1
    np.testing.assert_allclose(space.scores(weights, ONE), matrix[:, shared] @ matrix[row, shared], atol=1e-5)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_examples_keep_their_inner_products(texts: list[str]) -> None:
    features = Features.of(texts)
    space = Space([features])
    examples = space.matrix(space.rows(range(len(texts))), ONE)
    matrix = dense(features)
    np.testing.assert_allclose((examples @ examples.T).toarray(), matrix @ matrix.T, atol=1e-5)


def test_columns_keep_their_numbers_as_others_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK_WORDS", 20)
    monkeypatch.setattr(module, "_BATCH_ROWS", 2)
    features = Features.of([f"home room {word} number{number}" for number, word in enumerate(WORDS * 4)])
    assert len(features.blocks) > 2
    space = Space([features])
    names: dict[int, str] = {}
    for row in (9, 3, 20, 0, 14):
        for column in space.rows([row])[0].columns.tolist():
            assert names.setdefault(column, space.name(column)) == space.name(column)
    assert len(set(names.values())) == len(names) > 5


def test_two_kinds_are_scaled_one_against_the_other() -> None:
    texts = Features.of(["home room", "home tent", "visa train", "visa home"])
    ties = Features(pairs=False).extended(batches([["author:a"], ["author:b"], ["author:a"], []], listed))
    space = Space([texts, ties])
    vectors = space.rows(range(4))
    names = [{space.name(column) for column in vector.columns.tolist()} for vector in vectors]
    assert [name & {"author:a"} for name in names] == [{"author:a"}, set(), {"author:a"}, set()]
    scale = np.array([1, 0.5], np.float32)
    examples = space.matrix(vectors, scale)
    lengths = np.sqrt((examples @ examples.T).diagonal())
    np.testing.assert_allclose(lengths, np.sqrt([1.25, 1.25, 1.25, 1]), rtol=1e-6)
    weights = np.zeros(space.width, np.float32)
    weights[[c for c in vectors[0].columns.tolist() if space.name(c) == "author:a"]] = 1
    np.testing.assert_allclose(space.scores(weights, scale), [0.5, 0, 0.5, 0])


def test_a_text_from_outside_meets_words_of_a_single_row() -> None:
    space = Space([Features.of(["home room", "tent", "visa train"])])
    criteria = space.outside("a tent")
    weights = np.zeros(space.width, np.float32)
    weights[criteria.columns] = criteria.values
    scores = space.scores(weights, ONE)
    assert scores[1] > 0.9
    assert scores[[0, 2]].tolist() == [0, 0]
    assert [space.name(column) for column in space.rows([1])[0].columns.tolist()] == ["tent"]
