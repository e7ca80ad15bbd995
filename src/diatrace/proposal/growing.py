"""Replays the growth of a corpus of sites on a known network, to tell how many reviews an order would have cost.

From its start sites a corpus discovers what they link to; whoever reviews a discovered site knows its true verdict; a
site that is in is visited, and what it links to is discovered. Two orders stand beside the learnt one: by the number of
sites in that link to it (as Hyphe lists discovered sites), and breadth-first. Of equals, what was discovered first.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diatrace.errors import Misuse
from diatrace.model import Verdict
from diatrace.proposal.features import Features
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.missed import Missed
from diatrace.proposal.neighbours import Neighbours, NeighboursParams
from diatrace.proposal.relevance import lessons

Method: TypeAlias = Literal["neighbours", "in-degree", "breadth-first"]
METHODS: tuple[Method, ...] = get_args(Method)

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Network:
    """A known network: links between sites, the verdict each would get, and words and facts of each, if any."""

    links: csr_array
    truth: Sequence[Verdict]
    features: Features | None = None
    facts: Features | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What is known when, and how often the order is learnt anew.

    Sites with a verdict among `visited` are visited. Of every discovered site the share `glance` of its links is known
    before it is reviewed, as when its first pages are fetched to show it. The order is learnt again after each review,
    or once the reviews have grown by the share `growth`.
    """

    visited: tuple[Verdict, ...] = ("in",)
    glance: float = 0.0
    growth: float = 0.0


@dataclass(slots=True)
class Growth:
    """What was reviewed, in order, start sites apart.

    `found` says which reviews found a site that is in, `drawn` which were random draws, `discovered` how many sites
    were known after each. `reachable` counts the sites in that the start sites lead to, found or not. `missed` has for
    each share of them after how many reviews what was missed was asked of the learnt order, and its answer.
    """

    reachable: int
    rows: list[int] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)
    drawn: list[bool] = field(default_factory=list)
    discovered: list[int] = field(default_factory=list)
    seconds: float = 0.0
    missed: dict[float, tuple[int, Missed]] = field(default_factory=dict)

    def reviews(self, share: float) -> int:
        """Return after how many reviews so large a share of the reachable sites was found."""
        wanted = ceil(share * self.reachable - 1e-9)
        return int(np.searchsorted(np.cumsum(self.found), wanted) + 1) if wanted else 0

    def recall(self) -> list[float]:
        """Return the share of the reachable sites found after each review."""
        return [count / max(1, self.reachable) for count in np.cumsum(self.found).tolist()]


def grow(
    network: Network,
    seeds: Sequence[int],
    *,
    seed: int = 0,
    method: Method = "neighbours",
    policy: Policy | None = None,
    params: NeighboursParams | None = None,
    looks: Sequence[float] = (),
    until: float = 1.0,
) -> Growth:
    """Grow a corpus until the share `until` of the reachable sites in is found; random draws are off unless asked for.

    At the first of the reviews that find each share of `looks`, the learnt order is asked what is missed.
    """
    if method not in METHODS:
        raise Misuse(f"there is no method {method!r}", hint=f"there are: {', '.join(METHODS)}")
    corpus = _Corpus(network, seeds, policy or Policy(), seed)
    ranker = Neighbours(
        network.features, facts=network.facts, seed=seed, params=params or NeighboursParams(share=0.0)
    )
    growth = Growth(_reachable(corpus, seeds))
    wanted = ceil(until * growth.reachable - 1e-9)
    while sum(growth.found) < wanted:
        started = time.process_time()
        for row, drawn in corpus.proposed(method, ranker, corpus.pace(len(growth.rows))):
            corpus.review(row)
            growth.rows.append(row)
            growth.found.append(network.truth[row] == "in")
            growth.drawn.append(drawn)
            growth.discovered.append(corpus.known())
            if sum(growth.found) == wanted:
                break
        growth.seconds += time.process_time() - started
        for share in looks if method == "neighbours" else ():
            if share not in growth.missed and growth.reviews(share) <= len(growth.rows):
                growth.missed[share] = (len(growth.rows), corpus.missed(ranker))
    return growth


def compare(
    network: Network,
    seeds: Sequence[int],
    *,
    seed: int = 0,
    policy: Policy | None = None,
    shares: Sequence[float] = (0.8, 0.9, 0.95),
) -> Mapping[str, list[int]]:
    """Return the reviews that each method needs for each share, and that a reader who knows all verdicts would need."""
    grown = {method: grow(network, seeds, seed=seed, method=method, policy=policy) for method in METHODS}
    needed = {str(method): [growth.reviews(share) for share in shares] for method, growth in grown.items()}
    reachable = grown["in-degree"].reachable
    return needed | {"least": [ceil(share * reachable - 1e-9) for share in shares]}


class _Corpus:
    """What is known of a network while a corpus grows."""

    def __init__(self, network: Network, seeds: Sequence[int], policy: Policy, seed: int) -> None:
        self.truth, self.policy = network.truth, policy
        self.links = csr_array(network.links)
        self._rows = np.repeat(np.arange(self.links.shape[0]), np.diff(self.links.indptr))
        self._glanced = np.random.default_rng(seed).random(len(self._rows)) < policy.glance
        self._verdicts: dict[int, Verdict] = {}
        self._linked = np.zeros(self.links.shape[0], np.int64)
        self._since = np.full(self.links.shape[0], _NEVER)
        self._visited = np.zeros(self.links.shape[0], bool)
        self._clock = 0
        for row in seeds:
            self._verdicts[row] = "in"
            self._since[row] = -1
        for row in seeds:
            self.visit(row)

    def review(self, row: int) -> None:
        """Take a site's verdict, and visit it if that is the policy."""
        self._verdicts[row] = self.truth[row]
        if self.truth[row] in self.policy.visited:
            self.visit(row)

    def visit(self, row: int) -> None:
        """Discover what a site links to."""
        self._visited[row] = True
        others = self.targets(row)
        fresh = others[self._since[others] == _NEVER]
        self._since[fresh] = self._clock + np.arange(len(fresh))
        self._clock += len(fresh)
        if self._verdicts[row] == "in":
            self._linked[others] += 1

    def targets(self, row: int) -> NDArray[np.int64]:
        """Return the other sites that a site links to, once each."""
        start, end = self.links.indptr[row : row + 2]
        others = np.unique(self.links.indices[start:end]).astype(np.int64)
        apart: NDArray[np.int64] = others[others != row]
        return apart

    def known(self) -> int:
        """Return how many sites are known, start sites apart."""
        return self._clock

    def pace(self, reviews: int) -> int:
        """Return how many reviews to make before learning again."""
        return max(1, int(self.policy.growth * reviews))

    def proposed(self, method: Method, ranker: Neighbours, size: int) -> list[tuple[int, bool]]:
        """Return the next sites to review, and whether each was drawn at random."""
        closed = self._closed()
        if method == "neighbours":
            ranker.learn(self._seen(), self._labels(ranker.params))
            return [(each.row, each.drawn == "random") for each in ranker.order(closed, size)]
        free = np.flatnonzero(~closed)
        linked = self._linked[free] if method == "in-degree" else np.zeros(len(free))
        best = free[np.lexsort((self._since[free], -linked))][:size]
        return [(row, False) for row in best.tolist()]

    def missed(self, ranker: Neighbours) -> Missed:
        """Return what the learnt order takes to be missed."""
        ranker.learn(self._seen(), self._labels(ranker.params))
        return ranker.missed(self._closed())

    def _closed(self) -> NDArray[np.bool_]:
        closed: NDArray[np.bool_] = self._since == _NEVER
        closed[list(self._verdicts)] = True
        return closed

    def _labels(self, params: NeighboursParams) -> dict[int, int]:
        return lessons(self._verdicts, RelevanceParams(neighbour=params.neighbour))

    def _seen(self) -> csr_array:
        """Return the links known so far."""
        discovered = self._since < _NEVER
        seen = self._visited[self._rows] | (discovered[self._rows] & self._glanced)
        starts = np.concatenate(([0], np.cumsum(np.bincount(self._rows[seen], minlength=len(discovered)))))
        parts = (self.links.data[seen], self.links.indices[seen], starts)
        return csr_array(parts, shape=self.links.shape)


def _reachable(corpus: _Corpus, seeds: Sequence[int]) -> int:
    """Return how many sites in the start sites lead to, over sites that would be visited."""
    met, ahead = set(seeds), list(seeds)
    while ahead:
        fresh = set(corpus.targets(ahead.pop()).tolist()) - met
        met |= fresh
        ahead += [row for row in fresh if corpus.truth[row] in corpus.policy.visited]
    return sum(corpus.truth[row] == "in" for row in met) - len({*seeds})
