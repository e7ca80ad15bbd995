"""Invented networks whose groups are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from diatrace.analysis.contract import Graph


def groups(
    sites: int, links: int, count: int, *, within: float = 0.9, seed: int = 0
) -> tuple[csr_array, NDArray[np.int64]]:
    """Return counts of links, most of them within groups, and the group of each site."""
    random = np.random.default_rng(seed)
    of = np.arange(sites) % count
    source, target = random.integers(0, sites, (2, links))
    inside = random.random(links) < within
    target[inside] = (target[inside] // count) * count % sites + of[source[inside]]
    target %= sites
    kept = source != target
    pairs = (np.ones(int(kept.sum()), np.int64), (source[kept], target[kept]))
    return csr_array(coo_array(pairs, shape=(sites, sites))), of


def graph(counts: csr_array) -> Graph:
    """Return a graph of sites named by number."""
    names = [str(each) for each in range(counts.shape[0])]
    return Graph(names, names, counts)
