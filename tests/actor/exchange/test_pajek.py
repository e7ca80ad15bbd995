from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import pajek
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.errors import SourceError
from tests.actor.exchange.networks import networks

FULL = """*Network  diaspora
% a comment
*Vertices 4
1 "Bladi net" 0.1 0.2 0.5 ellipse x_fact 2 ic Red
2 Yabiladi   0.3 0.4
4 "العربية"
*Arcs
1 2 3
2 1
*Edges
2 4 0.5
*Arcslist
4 1 2
*Edgeslist
1 4
"""


def test_vertices_and_lines_of_every_kind() -> None:
    network = pajek.read(FULL.encode())
    assert [(each.key, each.label) for each in network.nodes] == [
        ("1", "Bladi net"),
        ("2", "Yabiladi"),
        ("3", ""),
        ("4", "العربية"),
    ]
    assert (network.nodes[0].x, network.nodes[0].y, network.nodes[0].size) == (0.1, 0.2, 2.0)
    assert [(each.source, each.target, each.weight, each.both) for each in network.edges] == [
        ("1", "2", 3.0, False),
        ("2", "1", 1.0, False),
        ("2", "4", 0.5, True),
        ("4", "1", 1.0, False),
        ("4", "2", 1.0, False),
        ("1", "4", 1.0, True),
    ]


def test_a_network_of_edges_is_undirected() -> None:
    assert not pajek.read(b"*vertices 2\r\n*edges\r\n1 2\r\n").directed


def test_matrices_relations_and_modes() -> None:
    network = pajek.read(b'*Vertices 2 1\n*Matrix :1 "cites"\n0 2\n1 0\n')
    assert [(each.source, each.target, each.weight, each.attributes) for each in network.edges] == [
        ("1", "2", 2.0, {"relation": "cites"}),
        ("2", "1", 1.0, {"relation": "cites"}),
    ]
    assert [each.measures["mode"] for each in network.nodes] == [1, 2]


def test_what_is_wrong_or_left_out_is_told() -> None:
    network = pajek.read(
        b"*Vertices 1\n1 a [1-5]\n7 b\nx\n*Arcs\n1 2 heavy\n1 9\n*Partition p\n1\n*Vertices 3\n1 z\n"
    )
    assert [(each.where, each.what) for each in network.faults if not each.repair] == [
        ("vertex 7", "a vertex is beyond the number announced"),
        ("line 4", "a line of *vertices cannot be read, left out"),
        ("line 6", "a line of *arcs cannot be read, left out"),
    ]
    assert {"*partition was left out", "the file holds several networks: the first is read"} <= set(
        network.notes
    )
    assert "times at which vertices are there were left out" in network.notes


@pytest.mark.parametrize("count", ["", "99999999999", "-1", "٣٣٣٣٣٣٣٣", "9" * 5000])
def test_vertices_without_number_or_end_are_refused(count: str) -> None:
    with pytest.raises(SourceError, match="announces"):
        pajek.read(f"*Vertices {count}\n".encode())


def test_a_file_without_vertices_is_refused() -> None:
    with pytest.raises(SourceError, match="no line"):
        pajek.read(b"1 2\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    text = '*Vertices 2\n1 "Société des émigrés à l\'été"\n2 "Fédération française des réfugiés"\n'
    assert pajek.read(text.encode(encoding)).nodes[1].label == "Fédération française des réfugiés"


@given(networks())
def test_lines_and_places_come_back(network: Network) -> None:
    written = pajek.write(network)
    found = pajek.read(written.data)
    number = {each.key: str(place) for place, each in enumerate(network.nodes, start=1)}
    expected = sorted((number[e.source], number[e.target], e.weight, e.both) for e in network.edges)
    assert sorted((e.source, e.target, e.weight, e.both) for e in found.edges) == expected
    assert [(each.x, each.y) for each in found.nodes] == [(each.x, each.y) for each in network.nodes]
    assert not network.edges or found.directed == network.directed


def test_a_plain_network_comes_back_whole() -> None:
    network = Network(
        (Node("1", "a b", x=0.5, y=0.25), Node("2", "é")), (Edge("1", "2", 2.0), Edge("2", "1"))
    )
    written = pajek.write(network)
    assert (pajek.read(written.data), written.notes) == (network, ())


def test_what_the_format_cannot_hold_is_noted() -> None:
    network = Network(
        (Node("x", 'a "b"', fields={"f": ("v",)}),), (Edge("x", "x", at="2020"), Edge("x", "gone"))
    )
    notes = pajek.write(network).notes
    assert [each.split(":")[0].split(" ")[0] for each in notes] == [
        "nodes",
        "labels",
        "fields,",
        "dates",
        "1",
    ]
    assert pajek.write(replace(network, edges=())).notes == notes[:3]


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pajek.read(b"*Vertices 3\n" + text.encode(errors="replace"))
    except SourceError as error:
        assert error.what
