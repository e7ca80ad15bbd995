"""Likeness to decided rows: ridge regression over cosines, honest about the rows it was learnt from.

With K the cosines among decided rows and W their weights, α = (K + λW⁻¹)⁻¹ t predicts any row by its cosines; without
row i's own target, the prediction for it is tᵢ − αᵢ / ((K + λW⁻¹)⁻¹)ᵢᵢ (Allen 1974), so that a model stacked upon this
one learns from decided rows as they would look undecided. Both labels weigh the same in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diatrace.proposal.columns import Space
from diatrace.proposal.features import Features
from diatrace.proposal.learner import Term

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]


class Likeness(NamedTuple):
    """What every row is predicted, from −½ (not in) to ½ (in), and the weight of each column."""

    predicted: Floats
    weights: Floats


def alike(vectors: csr_array, rows: Rows, labels: Floats, ridge: float) -> Likeness:
    """Predict all rows of unit length from some whose label, 0 or 1, is known."""
    if not len(rows):
        return Likeness(np.zeros(vectors.shape[0]), np.zeros(vectors.shape[1]))
    chosen = vectors[rows]
    dual, aside = _regressed((chosen @ chosen.T).toarray(), labels, ridge)
    weights = chosen.T @ dual
    predicted = vectors @ weights
    predicted[rows] = aside
    return Likeness(predicted, weights)


class Wording:
    """Words and facts of rows, compared; every row is of unit length in each kind it has."""

    def __init__(self, kinds: Sequence[Features]) -> None:
        self.rows = kinds[0].rows
        self._space = Space(kinds)
        self._scale = np.ones(len(kinds), np.float32)

    def alike(self, size: int, rows: Rows, labels: Floats, ridge: float) -> Likeness:
        """Predict `size` rows, of which those beyond the known texts are like nothing."""
        known = rows < self.rows
        predicted = np.zeros(size)
        if not known.any():
            return Likeness(predicted, np.zeros(0))
        matrix = self._space.matrix(self._space.rows(rows[known].tolist()), self._scale)
        dual, aside = _regressed((matrix @ matrix.T).toarray(), labels[known], ridge)
        weights = (matrix.T @ dual)[: self._space.width]
        predicted[: self.rows] = self._space.scores(weights.astype(np.float32), self._scale)[:size]
        predicted[rows[known]] = aside
        return Likeness(predicted, weights)

    def terms(self, weights: Floats, row: int) -> list[Term]:
        """Return the terms of a row that weigh anything, weightiest first."""
        if row >= self.rows or not len(weights):
            return []
        vector = self._space.vector(row)
        known = vector.columns < len(weights)
        parts = vector.values[known] * weights[vector.columns[known]]
        first = np.argsort(-np.abs(parts), kind="stable")
        columns = vector.columns[known]
        return [Term(self._space.name(int(columns[at])), float(parts[at])) for at in first if parts[at]]


def _regressed(gram: Floats, labels: Floats, ridge: float) -> tuple[Floats, Floats]:
    """Return the dual weights, and what each row is predicted without its own label."""
    relevant = labels > 0
    share = len(labels) / (1 + (0 < relevant.sum() < len(labels)))
    sizes = np.where(relevant, relevant.sum(), (~relevant).sum())
    inverse = np.linalg.inv(gram + np.diag(ridge * sizes / share))
    targets = labels - 0.5
    dual = inverse @ targets
    return dual, targets - dual / np.diag(inverse)
