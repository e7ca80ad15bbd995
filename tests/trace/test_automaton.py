from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from diatrace.trace import automaton as module
from diatrace.trace.automaton import Automaton, encoded

SENTENCES = [
    "Bonjour, je cherche une chambre pour deux personnes", "I am looking for a room", "أبحث عن غرفة لشخصين",
    "Ich suche ein Zimmer", "دنبال یک اتاق می‌گردم",
    "Шукаю кімнату", "我在找房间", "आप कैसे हैं", "LOUD LETTERS", "e\u0301te\u0301", "aaaa " * 200, "😂", "", " ", "a",
    "\0", "\ud800x",
]  # fmt: skip


@pytest.fixture(scope="module")
def automaton() -> Automaton:
    return Automaton()


@pytest.fixture(scope="module")
def reference() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


def expected(reference: LanguageIdentifier, text: str) -> list[float]:
    """Raw scores as the library makes them, one text after the other."""
    scores: list[float] = reference._raw_score(reference._encode(text)).tolist()
    return scores if scores[0] > -1e30 else [0.0] * len(scores)  # its mark for a text without features


def test_scores_are_those_of_the_library(automaton: Automaton, reference: LanguageIdentifier) -> None:
    assert automaton.labels == tuple(reference.nb_classes)
    scores = automaton.scores([encoded(text) for text in SENTENCES])
    np.testing.assert_allclose(
        scores, [expected(reference, text) for text in SENTENCES], rtol=1e-4, atol=0.02
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=60), max_size=12), st.integers(1, 5))
def test_any_texts_in_any_batches(
    automaton: Automaton, reference: LanguageIdentifier, texts: list[str], batch: int
) -> None:
    size, module.BATCH = module.BATCH, batch
    try:
        scores = automaton.scores([encoded(text) for text in texts])
    finally:
        module.BATCH = size
    assert scores.shape == (len(texts), len(automaton.labels))
    for row, text in zip(scores, texts, strict=True):
        np.testing.assert_allclose(row, expected(reference, text), rtol=1e-4, atol=0.02)


@given(st.text(st.characters(exclude_categories=())))
def test_texts_are_encoded_as_the_library_does(reference: LanguageIdentifier, text: str) -> None:
    assert encoded(text) == reference._encode(text)
