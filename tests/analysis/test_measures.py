"""Measures against their definitions and, on random graphs, against NetworkX."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from diatrace.analysis.contract import Graph
from diatrace.analysis.measures import betweenness, cores, linked, reciprocity
from diatrace.analysis.network import METHOD, NetworkMeasures, NetworkParams

EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=50)


def matrix(edges: list[tuple[int, int]], size: int = 12) -> csr_array:
    rows, columns = [a for a, _ in edges], [b for _, b in edges]
    return coo_array((np.ones(len(edges), np.int64), (rows, columns)), shape=(size, size)).tocsr()


def known(edges: list[tuple[int, int]], size: int = 12) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from((a, b) for a, b in edges if a != b)
    return graph


@given(EDGES)
def test_betweenness_is_networkx_s_both_ways(edges: list[tuple[int, int]]) -> None:
    graph = known(edges)
    wanted = nx.betweenness_centrality(graph)
    assert betweenness(matrix(edges)) == pytest.approx([wanted[each] for each in range(12)])
    wanted = nx.betweenness_centrality(graph.to_undirected())
    assert betweenness(matrix(edges), directed=False) == pytest.approx([wanted[each] for each in range(12)])


@given(EDGES)
def test_cores_and_reciprocity_are_networkx_s(edges: list[tuple[int, int]]) -> None:
    graph = known(edges)
    wanted = nx.core_number(graph.to_undirected())
    assert cores(matrix(edges)).tolist() == [wanted[each] for each in range(12)]
    if graph.number_of_edges():
        assert reciprocity(matrix(edges)) == pytest.approx(nx.overall_reciprocity(graph))
    else:
        assert reciprocity(matrix(edges)) is None


def test_more_sources_than_one_batch_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    edges = list(zip(rng.integers(0, 60, 300).tolist(), rng.integers(0, 60, 300).tolist(), strict=True))
    at_once = betweenness(matrix(edges, 60))
    monkeypatch.setattr("diatrace.analysis.measures.BATCH", 7)
    assert betweenness(matrix(edges, 60)) == pytest.approx(at_once)


def test_the_table_says_what_each_site_is(
    edges: tuple[tuple[int, int], ...] = ((0, 1), (0, 1), (1, 0), (1, 2), (3, 3)),
) -> None:
    graph = Graph(["a", "b", "c", "d"], ["A", "B", "C", "D"], matrix(list(edges), 4), ["in", "in", "out", ""])
    found = NetworkMeasures().run(graph, NetworkParams())
    rows = {each["site"]: each for each in found.tables["site"]}
    assert (rows["b"]["in_degree"], rows["b"]["out_degree"], rows["b"]["answered"]) == (1, 2, 1)
    assert (rows["a"]["links_out"], rows["a"]["verdict"]) == (2, "in")
    assert (rows["a"]["component"], rows["d"]["component"]) == (1, 2)
    assert rows["b"]["betweenness_directed"] == pytest.approx(1 / 6)
    assert (found.figures["isolates"], found.figures["edges"], found.figures["components_weak"]) == (1, 3, 2)
    assert found.figures["reciprocity"] == pytest.approx(2 / 3)
    assert set(METHOD) >= set(rows["a"]) - {"site", "name", "verdict", "links_in", "links_out", "answered"}


def test_without_direction_a_pair_counts_once() -> None:
    graph = Graph(["a", "b", "c"], ["a", "b", "c"], matrix([(0, 1), (1, 0), (1, 2)], 3))
    found = NetworkMeasures().run(graph, NetworkParams(undirected=True))
    assert (found.figures["edges"], found.figures["density"], found.figures["reciprocity"]) == (
        2,
        pytest.approx(2 / 3),
        None,
    )


def test_a_graph_of_some_verdicts_only() -> None:
    graph = Graph(
        ["a", "b", "c"], ["a", "b", "c"], matrix([(0, 1), (1, 2), (2, 0)], 3), ["in", "neighbour", "out"]
    )
    part = graph.among(["in", "neighbour"])
    assert (list(part.ids), part.counts.toarray().tolist()) == (["a", "b"], [[0, 1], [0, 0]])


def test_an_empty_graph_has_no_figures_to_divide() -> None:
    found = NetworkMeasures().run(Graph([], [], csr_array((0, 0))), NetworkParams())
    assert (found.figures["sites"], found.figures["density"], list(found.tables["site"])) == (0, None, [])


def test_loops_are_never_links() -> None:
    assert linked(matrix([(1, 1)])).nnz == 0
