"""Communities: planted ones are found, the same seed finds the same, networkx agrees on what a division is worth."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from diatrace.analysis.communities import (
    CommunitiesParams,
    CommunityDetection,
    louvain,
    modularity,
    undirected,
)
from tests.analysis.planted import graph, groups


def test_planted_groups_are_found() -> None:
    counts, of = groups(120, 1500, 4)
    member = louvain(undirected(counts))
    assert len(set(zip(of.tolist(), member.tolist(), strict=True))) == member.max() == 4


@given(st.integers(0, 5), st.integers(1, 40), st.integers(0, 120), st.floats(0.2, 3))
def test_a_division_is_worth_what_networkx_says(seed: int, sites: int, links: int, resolution: float) -> None:
    weights = undirected(groups(sites, links, 3, within=0.5, seed=seed)[0])
    member = louvain(weights, seed=seed, resolution=resolution)
    parts = [set(np.flatnonzero(member == each).tolist()) for each in range(1, member.max() + 1)]
    assert [len(each) for each in parts] == sorted(map(len, parts), reverse=True)
    found = modularity(weights, member, resolution)
    if weights.nnz:
        other = nx.from_scipy_sparse_array(weights)
        assert found == pytest.approx(nx.community.modularity(other, parts, resolution=resolution))
        alone = modularity(weights, np.arange(sites), resolution)
        assert alone is not None
        assert found is not None
        assert found >= alone - 1e-9
    else:
        assert (found, len(parts)) == (None, sites)


def test_it_is_as_good_as_the_common_implementation() -> None:
    weights = undirected(groups(300, 1800, 6, within=0.6)[0])
    other = nx.from_scipy_sparse_array(weights)
    best = nx.community.modularity(other, nx.community.louvain_communities(other, seed=1))
    ours = modularity(weights, louvain(weights, seed=1))
    assert ours is not None
    assert ours > best - 0.02


def test_the_same_seed_gives_the_same_and_says_so() -> None:
    web = graph(groups(80, 300, 5, within=0.5)[0])
    first, second = (CommunityDetection().run(web, CommunitiesParams(seed=4)) for _ in range(2))
    assert first.tables == second.tables
    assert "seed 4" in first.method["community"]
    assert first.figures["communities"] == max(row["community"] for row in first.tables["site"])


def test_without_sites_or_links_nothing_is_claimed() -> None:
    none = CommunityDetection().run(graph(csr_array((0, 0))), CommunitiesParams())
    assert (none.figures["communities"], none.figures["modularity"]) == (0, None)
    alone = CommunityDetection().run(graph(csr_array((3, 3))), CommunitiesParams())
    assert [row["community"] for row in alone.tables["site"]] == [1, 2, 3]
