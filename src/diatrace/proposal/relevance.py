"""The relevance proposer: which traces belong, learnt from decisions, started from the criteria's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from diatrace.model import Verdict
from diatrace.proposal.duplicates import representatives
from diatrace.proposal.features import Features
from diatrace.proposal.learner import Proposed, Ranker, RelevanceParams


class Relevance:
    """Proposes the traces most likely to belong first, with a share drawn at random.

    Words and pairs of words (tf-idf) and ties (author, thread, sites) feed a linear support vector machine that is
    trained on the decisions so far; before there are any, on the words of the criteria. Of near-duplicates one is
    proposed.
    """

    name: ClassVar[str] = "relevance"
    title: ClassVar[str] = "Does this trace belong?"
    params: ClassVar[type[RelevanceParams]] = RelevanceParams
    method: ClassVar[str] = "linear support vector machine over words, pairs of words and ties"
    version: ClassVar[str] = "1"

    def run(
        self,
        features: Features,
        verdicts: Mapping[int, Verdict],
        *,
        ties: Features | None = None,
        groups: NDArray[np.int64] | None = None,
        criteria: str = "",
        seed: int = 0,
        params: RelevanceParams | None = None,
    ) -> list[Proposed]:
        """Return every row without a verdict in the order proposed, one of each group of near-duplicates."""
        ranker = Ranker(features, ties=ties, criteria=criteria, seed=seed, params=params)
        ranker.learn(lessons(verdicts, ranker.params))
        return ranker.order(settled(features.rows, verdicts, groups))


def lessons(verdicts: Mapping[int, Verdict], params: RelevanceParams) -> dict[int, int]:
    """Return what verdicts teach, by row: 1 belongs, 0 does not; unsure teaches nothing."""
    worth = {"in": 1, "out": 0} | {"neighbour": {"in": 1, "out": 0}.get(params.neighbour)}
    taught = {row: worth.get(verdict) for row, verdict in verdicts.items()}
    return {row: label for row, label in taught.items() if label is not None}


def settled(
    rows: int, verdicts: Mapping[int, Verdict], groups: NDArray[np.int64] | None
) -> NDArray[np.bool_]:
    """Return which rows are not to be proposed: those with a verdict, and all but one of each group of others."""
    free = np.ones(rows, bool)
    free[list(verdicts)] = False
    if groups is None:
        return ~free
    free &= ~np.isin(groups, groups[~free])
    out = np.ones(rows, bool)
    out[representatives(groups, free)] = False
    return out
