"""The ranking of one question over the study's pool: kept on disk where it is dear, learned anew where it is cheap.

Words and ties of every trace are counted once and kept under `index/`; learning from decisions takes a fraction of a
second and replaces at once what readers see. Nothing here is ever the only copy of anything.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diatrace.model import Verdict
from diatrace.proposal.duplicates import Duplicates, representatives
from diatrace.proposal.features import Features, batches
from diatrace.proposal.learner import Proposed, Ranker, RelevanceParams
from diatrace.proposal.pool import Pool
from diatrace.proposal.relevance import Relevance, lessons, settled
from diatrace.proposal.shelf import Shelf
from diatrace.proposal.words import listed
from diatrace.run import running

AHEAD = 512
"""How far the order is kept; further on it is asked for again."""

_NO_ROWS = np.empty(0, np.int64)
_COUNTING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was learned at one moment."""

    order: tuple[Proposed, ...] = ()
    scores: NDArray[np.float32] = field(default_factory=lambda: np.empty(0, np.float32))
    learned: int | None = None


class Ranking:
    """Ranks a question's traces; one thread at a time learns while others read.

    Readers may know fewer rows than were learned on, or more: traces come in at any time.
    """

    def __init__(
        self, pool: Pool, criteria: str, *, seed: int = 0, params: RelevanceParams | None = None
    ) -> None:
        self.pool, self.criteria, self.seed = pool, criteria, seed
        self.params = params or RelevanceParams(share=0.0)
        self._ranker: Ranker | None = None
        self._duplicates = Duplicates(self.params.duplicate)
        self._groups: NDArray[np.int64] = _NO_ROWS
        self._snapshot = Snapshot()
        self._learning = threading.Lock()

    method = Relevance.name
    version = Relevance.version

    @property
    def learned(self) -> int | None:
        """The newest decision that was learned from; None before the first learning."""
        return self._snapshot.learned

    def state(self) -> dict[str, Any]:
        """Return whether there is an order yet, and what it has learned from."""
        return {
            "ready": self.learned is not None,
            "learned": self.learned,
            "rows": len(self._snapshot.scores),
        }

    def inputs(self) -> Mapping[str, Any]:
        """Return what the order rests on, beside decisions."""
        return {"segments": [each.digest for each in self.pool.segments], "criteria": self.criteria}

    def learn(self, verdicts: Mapping[int, Verdict], newest: int) -> None:
        """Learn from verdicts by row, decisions up to `newest`; traces that came since are counted first."""
        with self._learning:
            ranker = self._ready()
            ranker.learn(lessons(verdicts, self.params))
            order = ranker.order(self._closed(ranker, verdicts), AHEAD)
            self._snapshot = Snapshot(tuple(order), ranker.scores(), newest)

    def order(self, verdicts: Mapping[int, Verdict]) -> list[Proposed]:
        """Return every row without a verdict in order, one of each group of near-duplicates."""
        with self._learning:
            ranker = self._ready()
            return ranker.order(self._closed(ranker, verdicts))

    def _closed(self, ranker: Ranker, verdicts: Mapping[int, Verdict]) -> NDArray[np.bool_]:
        return settled(ranker.rows, verdicts, self._groups) | ~self.pool.current

    def ranked(self, free: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Yield free rows with their rank, best first; before the first learning in order of arrival, unranked (0)."""
        for each in self._snapshot.order:
            if each.row < len(free) and free[each.row]:
                yield each.row, each.rank
        scores = self._snapshot.scores
        if len(scores):
            rows = np.flatnonzero(free[: len(scores)])
            best = rows[np.argsort(-scores[rows], kind="stable")]
            yield from ((row, AHEAD + place) for place, row in enumerate(best.tolist(), 1))
        yield from ((row, 0) for row in np.flatnonzero(free).tolist())

    def representatives(self, free: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return one free row of each group of near-duplicates; rows not grouped yet stand for themselves."""
        groups = self._groups[: len(free)]
        later = len(groups) + np.flatnonzero(free[len(groups) :])
        if not len(groups):
            return later
        return np.concatenate([representatives(groups, free[: len(groups)]), later])

    def group(self, row: int) -> list[int]:
        """Return the rows of a row's group of near-duplicates, itself included."""
        groups = self._groups
        if not 0 <= row < len(groups):
            return [row]
        found: list[int] = np.flatnonzero(groups == groups[row]).tolist()
        return found

    def score(self, row: int) -> float | None:
        """Return a row's score, None before it has one."""
        scores = self._snapshot.scores
        return float(scores[row]) if row < len(scores) else None

    def explain(self, row: int) -> dict[str, Any]:
        """Return the terms that weigh most in a row's score, and the decided traces most like it."""
        if self._ranker is None or row >= self._ranker.rows:
            return {"terms": [], "similar": []}
        found = self._ranker.explain(row)
        return {
            "terms": [{"term": each.text, "weight": each.contribution} for each in found.terms],
            "similar": [
                {
                    "trace": self.pool.identifier(each.row),
                    "similarity": each.cosine,
                    "verdict": "in" if each.label else "out",
                }
                for each in found.similar
            ],
        }

    def _ready(self) -> Ranker:
        """Return the ranker, over all traces there are now."""
        pool = self.pool.grown()
        if self._ranker is None or self._ranker.rows < len(pool):
            self.pool, words, ties = _counted(pool)
            self._groups = self._duplicates.extend(words)
            self._ranker = Ranker(
                words, ties=ties, criteria=self.criteria, seed=self.seed, params=self.params
            )
        return self._ranker


def _counted(pool: Pool) -> tuple[Pool, Features, Features]:
    """Return the pool as it is now with the words and ties of all its rows, counting those that came since.

    One thread and one process at a time count; who comes later finds what they counted.
    """
    index = pool.folder.path / "index"
    word_shelf, tie_shelf = Shelf(index / "words"), Shelf(index / "ties", pairs=False)
    with _COUNTING:
        words, ties = word_shelf.load(), tie_shelf.load()
        if words.rows == ties.rows == len(pool):
            return pool, words, ties
        with running(pool.folder.database, "index", {"traces": len(pool)}, alone=True) as run:
            pool = pool.grown()
            for shelf in (word_shelf, tie_shelf):
                if shelf.load().rows > len(
                    pool
                ):  # of another state of this folder: a study put back from a copy
                    shelf.clear()
            words = word_shelf.extend(batches(pool.texts(word_shelf.load().rows)))
            run.progress(words.rows, len(pool))
            ties = tie_shelf.extend(batches(pool.ties(tie_shelf.load().rows), listed))
    return pool, words, ties
