"""Learns from decisions which rows are relevant, and puts all rows in order.

The model is the linear support vector machine that screening research settled on (ELAS u4 of ASReview: squared hinge,
C 0.11, all relevant rows together 9.8 times as heavy as all irrelevant ones). Until ten relevant rows are known, the
words of the criteria stand in for one more; until an irrelevant row is known, a few random rows stand in for those.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diatrace.proposal.columns import Floats, Numbers, Space, Vector
from diatrace.proposal.features import Features

Drawn: TypeAlias = Literal["proposal", "random"]

_IMAGINED = 10.0

_TOLERANCE = 0.01
"""Where fitting ends: the usual 1e-4 takes a fifth to a half longer, and orders no better."""

_TRAINING = threading.Lock()  # liblinear has one random generator for the whole process


@dataclass(frozen=True)
class RelevanceParams:
    """How relevance is learnt and ordered; the first two are ASReview's defaults."""

    cost: float = field(
        default=0.11, metadata={"help": "C of the support vector machine; higher fits closer"}
    )
    ratio: float = field(
        default=9.8, metadata={"help": "weight of all relevant rows against all irrelevant ones"}
    )
    share: float = field(
        default=0.05, metadata={"help": "share of proposals drawn at random from the undecided"}
    )
    tie_weight: float = field(
        default=0.8, metadata={"help": "greatest weight of author, thread, sites; words have 1"}
    )
    criteria_until: int = field(
        default=10, metadata={"help": "relevant decisions after which the criteria step back"}
    )
    presumed: int = field(
        default=30, metadata={"help": "random rows presumed irrelevant until one is known to be"}
    )
    neighbour: str = field(
        default="out",
        metadata={"help": "what the verdict neighbour teaches", "choices": ("out", "in", "nothing")},
    )
    duplicate: float = field(
        default=0.8, metadata={"help": "overlap from which two texts are near-duplicates"}
    )


class Proposed(NamedTuple):
    """A row in its place in an order: there by its score, or drawn with `probability` from the rows not yet placed."""

    row: int
    score: float
    rank: int
    drawn: Drawn
    probability: float | None


class Term(NamedTuple):
    """A word, pair of words or tie of a row, and what it adds to the row's score."""

    text: str
    contribution: float


class Similar(NamedTuple):
    """A decided row, its cosine with the row in question, and its label (1 relevant, 0 not)."""

    row: int
    cosine: float
    label: int


class Evidence(NamedTuple):
    """Why a row has its score: its weightiest terms, and the decided rows most like it."""

    terms: list[Term]
    similar: list[Similar]


class _Model(NamedTuple):
    """What was learnt at one moment; nothing in it changes any more."""

    scores: Floats
    weights: Floats
    scale: Floats  # of each kind of features
    labels: Mapping[int, int]
    vectors: Sequence[Vector]  # of the labelled rows


class Ranker:
    """Ranks rows for one question; may be read from one thread while another learns.

    `ties` are features of the same rows that are not words: author, thread, hosts linked to. `learn` replaces at once
    all that `scores`, `order` and `explain` read; meanwhile they answer from what was learnt before.
    """

    def __init__(
        self,
        features: Features,
        *,
        ties: Features | None = None,
        criteria: str = "",
        seed: int = 0,
        params: RelevanceParams | None = None,
    ) -> None:
        self.seed = seed
        self.params = params or RelevanceParams()
        self.rows = features.rows
        self._tied = ties is not None
        self._space = Space([features] if ties is None else [features, ties])
        self._criteria = self._space.outside(criteria)
        self._lots = np.random.default_rng(seed).permutation(self.rows)
        self._lock = threading.Lock()
        self._model: _Model | None = None

    def learn(self, labels: Mapping[int, int]) -> None:
        """Learn from decided rows: 1 relevant, 0 not; rows left out are undecided."""
        with self._lock:
            self._model = self._learnt(dict(sorted(labels.items())))

    def scores(self) -> Floats:
        """Return the score of each row, higher for more relevant; what a row shares with no other is left out of it."""
        return self._known().scores

    def order(self, exclude: NDArray[np.bool_] | None = None, k: int | None = None) -> list[Proposed]:
        """Return `k` of the rows not excluded, best first, with a share of random draws among them."""
        return placed(self.scores(), exclude, k, share=self.params.share, seed=self.seed)

    def explain(self, row: int, *, most: int = 8) -> Evidence:
        """Return the weightiest terms of a row, and the decided rows most like it, at most so many of each."""
        model = self._known()
        vector = self._space.vector(row)
        return Evidence(self._terms(model, vector, most), _similar(model, row, vector, most))

    def _known(self) -> _Model:
        if self._model is None:
            self.learn({})
        assert self._model is not None  # noqa: S101
        return self._model

    def _learnt(self, labels: dict[int, int]) -> _Model:
        presumed = [] if 0 in labels.values() else self._presumed(labels)
        vectors = self._space.rows([*labels, *presumed])
        targets = [*labels.values(), *(0 for _ in presumed)]
        taught = vectors[: len(labels)]
        scale = self._scale(taught, list(labels.values()))
        if len(self._criteria.values) and sum(targets) < self.params.criteria_until:
            vectors, targets = [*vectors, self._criteria], [*targets, 1]
        weights, shift = self._weights(vectors, np.array(targets), scale)
        scores = self._space.scores(weights, scale) + shift
        scores.flags.writeable = False
        return _Model(scores, weights, scale, labels, taught)

    def _presumed(self, labels: Mapping[int, int]) -> list[int]:
        undecided = (row for row in self._lots.tolist() if row not in labels)
        return list(islice(undecided, self.params.presumed))

    def _scale(self, vectors: Sequence[Vector], labels: Sequence[int]) -> Floats:
        """Return the scale of each kind of features: 1 for words; squared, that of ties is their homophily."""
        if not self._tied:
            return np.ones(1, np.float32)
        homophily = _homophily([vector.columns[vector.columns % 2 == 1] for vector in vectors], labels)
        return np.array([1, self.params.tie_weight * np.sqrt(homophily)], np.float32)

    def _weights(
        self, examples: Sequence[Vector], targets: NDArray[np.int64], scale: Floats
    ) -> tuple[Floats, Floats]:
        """Return the weight of each column, and what every row gets beside it; by lot where nothing can be learnt."""
        width = self._space.width
        if not 0 < targets.sum() < len(targets):
            return np.zeros(width, np.float32), np.argsort(self._lots).astype(np.float32)
        from sklearn.svm import LinearSVC  # noqa: PLC0415 (seconds to load, needed only by those who learn)

        machine = LinearSVC(loss="squared_hinge", C=self.params.cost, tol=_TOLERANCE, random_state=self.seed)
        matrix = self._space.matrix(examples, scale)
        with _TRAINING:
            machine.fit(matrix, targets, sample_weight=_balance(targets, self.params.ratio))
        return machine.coef_[0, :width].astype(np.float32), machine.intercept_.astype(np.float32)

    def _terms(self, model: _Model, vector: Vector, most: int) -> list[Term]:
        columns, values = _within(model, vector)
        parts = values * model.weights[columns]
        first = np.argsort(-np.abs(parts), kind="stable")[:most]
        return [Term(self._space.name(int(columns[at])), float(parts[at])) for at in first if parts[at]]


def placed(
    scores: NDArray[np.floating[Any]],
    exclude: NDArray[np.bool_] | None,
    k: int | None,
    *,
    share: float,
    seed: int,
) -> list[Proposed]:
    """Return `k` of the rows not excluded, best first, with a share of random draws among them."""
    free = np.arange(len(scores)) if exclude is None else np.flatnonzero(~exclude)
    size = len(free) if k is None else min(k, len(free))
    rng = np.random.default_rng([seed, len(free)])
    by_lot = rng.random(size) < share
    best = iter(_best(scores, free, size))
    lots = iter(rng.permutation(free).tolist() if by_lot.any() else [])
    found: dict[int, Proposed] = {}
    for place, drawn in enumerate(by_lot.tolist()):
        row = next(row for row in (lots if drawn else best) if row not in found)
        how: tuple[Drawn, float | None] = ("random", 1 / (len(free) - place)) if drawn else ("proposal", None)
        found[row] = Proposed(row, float(scores[row]), place + 1, *how)
    return list(found.values())


def _best(scores: NDArray[np.floating[Any]], free: NDArray[np.int64], size: int) -> list[int]:
    """Return the `size` free rows of highest score, in order; of equals the first."""
    mine = scores[free]
    chosen = np.arange(len(free))
    if 0 < size < len(free):
        least = np.partition(mine, len(free) - size)[len(free) - size]
        above = np.flatnonzero(mine > least)
        chosen = np.concatenate((above, np.flatnonzero(mine == least)[: size - len(above)]))
    chosen = chosen[np.argsort(-mine[chosen], kind="stable")]
    rows: list[int] = free[chosen].tolist()
    return rows


def _balance(targets: NDArray[np.int64], ratio: float) -> NDArray[np.float64]:
    """Weigh examples so that all relevant ones together weigh `ratio` times all others, and the mean weight is 1."""
    relevant = int(targets.sum())
    weights = np.where(targets == 1, 1.0, relevant / (ratio * (len(targets) - relevant)))
    balanced: NDArray[np.float64] = weights * (len(targets) / weights.sum())
    return balanced


def _homophily(ties: Sequence[Numbers], labels: Sequence[int]) -> float:
    """Return how much more often than by chance a row tied to a relevant one is relevant, against always: 0 to 1.

    Counted over pairs of decided rows; a few imagined pairs speak for a quarter as long as there are few real ones.
    """
    tied = np.concatenate([np.empty(0, np.int32), *ties])
    relevant = np.bincount(tied, np.repeat(np.array(labels), [len(each) for each in ties]))
    pairs = float(relevant @ (np.bincount(tied, minlength=len(relevant)) - 1))
    base = sum(labels) / max(1, len(labels))
    excess = (float(relevant @ (relevant - 1)) - base * pairs) / (1 - base) if base < 1 else 0.0
    return min(1.0, max(0.0, (excess + 0.25 * _IMAGINED) / (pairs + _IMAGINED)))


def _within(model: _Model, vector: Vector) -> tuple[Numbers, Floats]:
    """Return the columns of a vector that a model knows, and its values there, scaled as the model does."""
    known = vector.columns < len(model.weights)
    columns = vector.columns[known]
    return columns, vector.values[known] * model.scale[columns % len(model.scale)]


def _similar(model: _Model, row: int, vector: Vector, most: int) -> list[Similar]:
    dense = np.zeros(len(model.weights), np.float32)
    columns, values = _within(model, vector)
    dense[columns] = values
    found = []
    for (other, label), example in zip(model.labels.items(), model.vectors, strict=True):
        columns, values = _within(model, example)
        product = float(values @ dense[columns])
        if product > 0 and other != row:
            found.append(Similar(other, product / (_length(model, vector) * _length(model, example)), label))
    return sorted(found, key=lambda each: (-each.cosine, each.row))[:most]


def _length(model: _Model, vector: Vector) -> float:
    _, values = _within(model, vector)
    return float(np.hypot(np.linalg.norm(values), np.linalg.norm(vector.alone * model.scale)))
