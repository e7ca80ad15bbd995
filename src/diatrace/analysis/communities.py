"""Communities of sites: groups that link among themselves more than chance would have it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from diatrace.analysis.contract import Graph, Result

Numbers = NDArray[np.int64]

_GAIN = 1e-7
_METHOD = (
    "Louvain (Blondel et al. 2008), links taken without direction and weighted by how many there are, resolution {:g}, "
    "seed {}; other seeds give other borders"
)


@dataclass(frozen=True)
class CommunitiesParams:
    """How communities are looked for."""

    seed: int = field(default=1, metadata={"help": "the order in which sites are looked at follows from it"})
    resolution: float = field(default=1.0, metadata={"help": "higher finds more and smaller communities"})


class CommunityDetection:
    """Finds communities by Louvain's method; a site that nothing is linked to is a community of its own.

    Where borders lie between communities depends on the seed: look at several before something is concluded from one.
    """

    name: ClassVar[str] = "communities"
    title: ClassVar[str] = "Communities"
    params: ClassVar[type] = CommunitiesParams

    def run(self, graph: Graph, params: CommunitiesParams) -> Result:
        """Return the community of each site, the largest 1, and the modularity of all of them."""
        weights = undirected(graph.counts)
        member = louvain(weights, seed=params.seed, resolution=params.resolution)
        figures: dict[str, Any] = {
            "sites": len(graph.ids),
            "communities": int(member.max()) if len(member) else 0,
            "modularity": modularity(weights, member, params.resolution),
        }
        method = {"community": _METHOD.format(params.resolution, params.seed), "modularity": "Newman (2006)"}
        rows = [
            {"site": site, "name": name, "community": int(each)}
            for site, name, each in zip(graph.ids, graph.names, member, strict=True)
        ]
        return Result(figures, {"site": rows}, method)


def undirected(counts: csr_array) -> csr_array:
    """Return links without direction: the counts of both ways added up, loops left out."""
    both = csr_array(counts + counts.T, dtype=np.float64)
    both.setdiag(0)
    both.eliminate_zeros()
    both.sort_indices()
    return both


def modularity(weights: csr_array, member: Numbers, resolution: float = 1.0) -> float | None:
    """Return how much more weight lies within communities than with the same strengths linked by chance."""
    total = float(weights.sum())
    if not total:
        return None
    pairs = weights.tocoo()
    within = float(pairs.data[member[pairs.row] == member[pairs.col]].sum())
    strength = np.bincount(member, np.asarray(weights.sum(axis=1)))
    return within / total - resolution * float((strength**2).sum()) / total**2


def louvain(weights: csr_array, *, seed: int = 1, resolution: float = 1.0) -> Numbers:
    """Return the community of each node from 1, the largest first, of a symmetric matrix of weights without loops."""
    random = np.random.default_rng(seed)
    member = np.arange(weights.shape[0])
    while True:
        moved = _moved(weights, random.permutation(weights.shape[0]).tolist(), resolution)
        found, smaller = np.unique(moved, return_inverse=True)
        member = smaller[member]
        if len(found) == weights.shape[0]:
            return _by_size(member)
        pairs = weights.tocoo()
        weights = csr_array(
            coo_array((pairs.data, (smaller[pairs.row], smaller[pairs.col])), shape=(len(found), len(found)))
        )
        weights.sum_duplicates()


def _moved(weights: csr_array, order: list[int], resolution: float) -> Numbers:
    """Move each node to the neighbouring community that gains most, until none gains; a loop is a node's own weight.

    Whoever stands beside a node that moved is looked at again, and nobody else (Traag, Waltman & van Eck 2019).
    """
    strength = np.asarray(weights.sum(axis=1)).tolist()
    share = resolution / (sum(strength) or 1.0)
    of, held = list(range(len(strength))), list(strength)
    starts, others, links = weights.indptr.tolist(), weights.indices.tolist(), weights.data.tolist()
    waiting, queued = deque(order), [True] * len(strength)
    while waiting:
        node = waiting.popleft()
        queued[node] = False
        around = range(starts[node], starts[node + 1])
        toward: dict[int, float] = {}
        for place in around:
            if others[place] != node:
                other = of[others[place]]
                toward[other] = toward.get(other, 0.0) + links[place]
        here, pull = of[node], strength[node] * share
        held[here] -= strength[node]
        best, most = here, toward.get(here, 0.0) - held[here] * pull
        for each, weight in toward.items():
            if weight - held[each] * pull > most + _GAIN:
                best, most = each, weight - held[each] * pull
        held[best] += strength[node]
        of[node] = best
        if best != here:
            for place in around:
                other = others[place]
                if of[other] != best and not queued[other]:
                    queued[other] = True
                    waiting.append(other)
    return np.array(of, np.int64)


def _by_size(member: Numbers) -> Numbers:
    """Return communities numbered from 1, the largest first, those of one size by their first node."""
    found, first, sizes = np.unique(member, return_index=True, return_counts=True)
    place = np.empty(len(found), np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(1, len(found) + 1)
    return place[np.searchsorted(found, member)]
