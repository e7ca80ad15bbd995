"""Measures against their definitions and, on random graphs, against NetworkX."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array

from diatrace.actor.exchange import formats
from diatrace.analysis.contract import Graph
from diatrace.analysis.measures import betweenness, cores, linked, reciprocity
from diatrace.analysis.network import METHOD, NetworkMeasures, NetworkParams

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "networks"
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


def test_beyond_a_size_a_sample_of_sources_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    edges = list(zip(rng.integers(0, 200, 900).tolist(), rng.integers(0, 200, 900).tolist(), strict=True))
    exact = betweenness(matrix(edges, 200))
    monkeypatch.setattr("diatrace.analysis.measures.EXACT", 199)
    monkeypatch.setattr("diatrace.analysis.measures.SAMPLE", 100)
    sampled = betweenness(matrix(edges, 200))
    assert (sampled != exact).any()
    assert np.corrcoef(sampled, exact)[0, 1] > 0.9
    assert sampled.sum() == pytest.approx(exact.sum(), rel=0.15)
    assert (betweenness(matrix(edges, 200)) == sampled).all()


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs the research data set beside the repository")
@pytest.mark.parametrize("name", ["rio20.gexf", "minivan-hyphe-nordic-design.json"])
def test_real_networks_measure_as_in_networkx(name: str) -> None:
    read = formats.read(DATA / name)
    keys = [each.key for each in read.nodes]
    rows = {key: row for row, key in enumerate(keys)}
    edges = [(rows[each.source], rows[each.target]) for each in read.edges]
    graph = known(edges, len(keys))
    found = NetworkMeasures().run(Graph(keys, keys, matrix(edges, len(keys))), NetworkParams())
    table = found.tables["site"]
    both = nx.betweenness_centrality(graph), nx.betweenness_centrality(graph.to_undirected())
    assert [each["betweenness_directed"] for each in table] == pytest.approx(list(both[0].values()))
    assert [each["betweenness_undirected"] for each in table] == pytest.approx(list(both[1].values()))
    assert [each["core"] for each in table] == list(nx.core_number(graph.to_undirected()).values())
    assert [each["in_degree"] for each in table] == [degree for _, degree in graph.in_degree]
    assert found.figures["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph))
    assert found.figures["components_weak"] == nx.number_weakly_connected_components(graph)
    assert found.figures["components_strong"] == nx.number_strongly_connected_components(graph)
    strong = max(nx.strongly_connected_components(graph), key=len)
    assert sum(each["strong_component"] == 1 for each in table) == len(strong)


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
