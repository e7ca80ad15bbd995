"""py3langid's model walked by thousands of texts in step, one byte position after the other.

The model is an automaton over bytes: a state may stand for a feature; a text's score for a language is the sum over its
features of log(1 + count) times the feature's weight, plus a prior. Walking one text in Python costs .2 µs a byte; here
a step is two look-ups for all texts at once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from scipy import sparse

BATCH = 4096
"""Texts walked together: enough to make a step cheap, few enough to stay in the caches."""

_SHIFT = 17  # bits for a state; what is above them numbers the text
_MASK = np.uint32((1 << _SHIFT) - 1)
_COUNTED = 1024


class Automaton:
    """Scores texts for every label of the model (some labels stand twice, as in the model: one for each script)."""

    def __init__(self) -> None:
        model = LanguageIdentifier.from_model_file(MODEL_FILE)
        feature = np.asarray(model.tk_output, dtype=np.int32)
        old = np.argsort(
            feature >= 0, kind="stable"
        )  # states of no feature first: a comparison tells them then
        new = np.empty(len(old), dtype=np.uint32)
        new[old] = np.arange(len(old), dtype=np.uint32)
        self.labels: tuple[str, ...] = tuple(model.nb_classes)
        self._silent = np.uint32((feature < 0).sum())
        self._start = new[0]
        self._next = new[np.asarray(model.tk_nextmove)]
        self._row = (np.asarray(model.tk_row, dtype=np.int32) << 8)[old]
        self._shift = (feature[old] - np.arange(len(old))).astype(
            np.uint32
        )  # from a state to its feature, modulo 2^32
        self._weights = np.asarray(model.nb_ptc, dtype=np.float32)
        self._prior = np.asarray(model.nb_pc, dtype=np.float32)
        self._damped = np.log1p(np.arange(_COUNTED, dtype=np.float32))

    def scores(self, texts: Sequence[bytes]) -> NDArray[np.float32]:
        """Return one row a text, one column a label: log-likelihoods up to a constant; zeros without features."""
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        order = np.argsort(-lengths, kind="stable")  # texts of one length walk best together
        scores = np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        for batch in (order[place : place + BATCH] for place in range(0, len(order), BATCH)):
            counts = self._counts(self._walk([texts[place] for place in batch.tolist()], lengths[batch]))
            found = np.diff(counts.indptr) > 0
            scores[batch[found]] = (counts @ self._weights)[found] + self._prior
        return scores

    def _walk(self, texts: Sequence[bytes], lengths: NDArray[np.int64]) -> NDArray[np.uint32]:
        """Return the state after each byte, a column a text (longest first); zero behind a text's end."""
        longest = int(lengths[0]) if len(lengths) else 0
        padded = b"".join(text.ljust(longest, b"\0") for text in texts)
        steps = (
            np.frombuffer(padded, dtype=np.uint8).reshape(len(texts), longest).T.astype(np.int32, order="C")
        )
        walking = np.searchsorted(-lengths, -np.arange(longest), side="left")
        states = np.zeros(steps.shape, dtype=np.uint32)
        state = np.full(len(texts), self._start, dtype=np.uint32)
        for place, count in enumerate(walking.tolist()):
            move = self._row.take(state[:count], mode="wrap")
            move += steps[place, :count]
            state = self._next.take(move, mode="wrap")
            states[place, :count] = state
        return states

    def _counts(self, states: NDArray[np.uint32]) -> sparse.csr_matrix:
        """Return log(1 + count) of each feature in each text."""
        size = states.shape[1]
        heard = states >= self._silent
        keys = (states + (np.arange(size, dtype=np.uint32) << _SHIFT))[heard]
        keys += self._shift.take(keys & _MASK, mode="clip")
        keys.sort()
        first = np.ones(len(keys), dtype=bool)
        np.not_equal(keys[1:], keys[:-1], out=first[1:])
        places = np.flatnonzero(first)
        values = self._damped.take(np.diff(places, append=len(keys)), mode="clip")
        keys = keys[places]
        starts = np.searchsorted(keys, np.arange(size + 1, dtype=np.uint32) << _SHIFT).astype(np.int32)
        columns = (keys & _MASK).astype(np.int32)
        return sparse.csr_matrix((values, columns, starts), shape=(size, len(self._weights)))


def encoded(text: str) -> bytes:
    """Return a text as the model was trained to read it."""
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode(
        "utf-8", "surrogatepass"
    )
