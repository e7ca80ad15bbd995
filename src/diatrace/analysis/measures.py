"""Measures of networks on sparse matrices: what a card and a table show of each site."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

BATCH = 32
"""Sources whose shortest paths are followed together."""


EXACT, SAMPLE = 5_000, 1_000
"""Nodes up to which shortest paths from every one are followed; beyond, those from so many, drawn by lot."""


def linked(counts: csr_array, *, directed: bool = True) -> csr_array:
    """Return who is linked to whom as ones, without loops; both ways where links have no direction."""
    ones = csr_array(counts.copy())
    ones.setdiag(0)
    ones.eliminate_zeros()
    ones.data = np.ones(len(ones.data))
    if not directed:
        ones = csr_array(ones.maximum(ones.T))
    return ones


def betweenness(counts: csr_array, *, directed: bool = True) -> Floats:
    """Return the share of shortest paths (in steps) that run through each node, over all pairs of others.

    Brandes (2001), many sources at a time as products of sparse and dense matrices; normalised by (n − 1)(n − 2).
    Of more than EXACT nodes, the paths from SAMPLE of them stand for all (Brandes & Pich 2007), always the same ones.
    """
    links = linked(counts, directed=directed)
    size = links.shape[0]
    through = np.zeros(size)
    if size < 3:
        return through
    back = csr_array(links.T)
    sources = (
        np.arange(size) if size <= EXACT else np.random.default_rng(size).choice(size, SAMPLE, replace=False)
    )
    for first in range(0, len(sources), BATCH):
        through += _dependencies(links, back, sources[first : first + BATCH])
    share: Floats = through * (size / len(sources)) / ((size - 1) * (size - 2))
    return share


def _dependencies(links: csr_array, back: csr_array, sources: Numbers) -> Floats:
    """Return how far the shortest paths from these sources run through each node."""
    shape = (links.shape[0], len(sources))
    columns = np.arange(len(sources))
    paths, depth = np.zeros(shape), np.full(shape, -1)
    paths[sources, columns], depth[sources, columns] = 1, 0
    front, level = paths.copy(), 0
    while front.any():
        level += 1
        reached = back @ front
        new = (depth < 0) & (reached > 0)
        depth[new] = level
        front = np.where(new, reached, 0)
        paths += front
    through = np.zeros(shape)
    for each in range(level - 1, 0, -1):
        at = depth == each
        share = np.divide(1 + through, paths, out=np.zeros(shape), where=at)
        through += np.where(depth == each - 1, (links @ share) * paths, 0)
    through[sources, columns] = 0
    total: Floats = through.sum(axis=1)
    return total


def cores(counts: csr_array) -> Numbers:
    """Return the core number of each node, links taken without direction (Batagelj & Zaveršnik 2003)."""
    links = linked(counts, directed=False)
    degree = np.diff(links.indptr).astype(np.int64)
    found = np.zeros(len(degree), np.int64)
    gone = np.zeros(len(degree), bool)
    waiting = [(int(each), node) for node, each in enumerate(degree)]
    heapify(waiting)
    core = 0
    while waiting:
        least, node = heappop(waiting)
        if gone[node] or least != degree[node]:
            continue
        core = max(core, least)
        found[node], gone[node] = core, True
        for other in links.indices[links.indptr[node] : links.indptr[node + 1]].tolist():
            if not gone[other]:
                degree[other] -= 1
                heappush(waiting, (int(degree[other]), other))
    return found


def reciprocity(counts: csr_array) -> float | None:
    """Return the share of linked ordered pairs whose link is answered; None where nothing is linked."""
    links = linked(counts)
    return float(links.multiply(links.T).sum() / links.nnz) if links.nnz else None
