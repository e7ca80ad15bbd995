from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import gexf, graphml
from diatrace.actor.exchange.network import Network
from diatrace.errors import SourceError
from tests.actor.exchange.networks import DATA, needs_data, networks


def document(inside: str) -> bytes:
    return f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{inside}</graphml>'.encode()


@given(networks())
def test_what_is_written_comes_back(network: Network) -> None:
    written = graphml.write(network)
    assert graphml.read(written.data) == network
    assert written == graphml.write(network)


def test_the_manner_of_networkx() -> None:
    network = graphml.read(
        document(
            """<key id="d0" for="node" attr.name="country" attr.type="string"><default>Maroc</default></key>
            <key id="d1" for="edge" attr.name="weight" attr.type="long"/>
            <key id="d2" for="all" attr.name="year" attr.type="int"/>
            <graph edgedefault="undirected"><node id="a"/><node id="b"><data key="d0">France</data>
            <data key="d2">2010</data></node>
            <edge source="a" target="b"><data key="d1">4</data><data key="d2">2011</data></edge></graph>"""
        )
    )
    assert not network.directed
    assert [dict(each.fields) for each in network.nodes] == [
        {"country": ("Maroc",)},
        {"country": ("France",)},
    ]
    assert network.nodes[1].measures == {"year": 2010}
    assert (network.edges[0].weight, network.edges[0].attributes) == (4.0, {"year": 2011})


def test_the_manner_of_gephi() -> None:
    network = graphml.read(
        document(
            """<key attr.name="label" attr.type="string" for="node" id="label"/>
            <key attr.name="r" attr.type="int" for="node" id="r"/>
            <key attr.name="g" attr.type="int" for="node" id="g"/>
            <key attr.name="b" attr.type="int" for="node" id="b"/>
            <key attr.name="x" attr.type="float" for="node" id="x"/>
            <key attr.name="y" attr.type="float" for="node" id="y"/>
            <key attr.name="size" attr.type="float" for="node" id="size"/>
            <graph edgedefault="directed"><node id="1"><data key="label">Yabiladi</data><data key="r">255</data>
            <data key="g">0</data><data key="b">16</data><data key="x">1.5</data><data key="y">-2</data>
            <data key="size">10.0</data></node><node id="2"/></graph>"""
        )
    )
    first, second = network.nodes
    assert (first.label, first.color, first.x, first.y, first.size) == (
        "Yabiladi",
        "#ff0010",
        1.5,
        -2.0,
        10.0,
    )
    assert (second.label, second.color, second.x) == ("", "", None)
    assert network.fields == ()


def test_columns_called_x_that_are_no_places_stay_what_they_are() -> None:
    network = graphml.read(
        document(
            """<key attr.name="x" attr.type="string" for="node" id="d1"/>
            <key attr.name="size" attr.type="int" for="node" id="d2"/>
            <graph><node id="1"><data key="d1">left</data><data key="d2">large</data></node></graph>"""
        )
    )
    assert network.nodes[0].fields == {"x": ("left",), "size": ("large",)}


def test_the_manner_of_yed() -> None:
    network = graphml.read(
        document(
            """<key for="node" id="d6" yfiles.type="nodegraphics"/><key for="port" id="d0" yfiles.type="portgraphics"/>
            <key attr.name="url" attr.type="string" for="node" id="d4"/>
            <graph edgedefault="directed" id="G"><node id="n0"><data key="d4"/><data key="d6">
            <y:ShapeNode xmlns:y="http://www.yworks.com/xml/graphml">
            <y:Geometry height="30.0" width="40.0" x="5.0" y="6.0"/>
            <y:Fill color="#FFCC00" transparent="false"/>
            <y:NodeLabel alignment="center">Bladi<y:LabelModel/></y:NodeLabel>
            </y:ShapeNode></data><port name="p"/></node>
            <node id="n1"><graph id="n1:"><node id="n1::n0"/></graph></node>
            <edge id="e0" source="n0" sourceport="p" target="n1"/></graph>"""
        )
    )
    first = network.nodes[0]
    assert (first.label, first.color, first.x, first.y, first.size) == ("Bladi", "#ffcc00", 5.0, 6.0, 40.0)
    assert network.nodes[2].fields == {"parent": ("n1",)}
    assert "a port of GraphML is nothing here: left out" in network.notes
    assert network.fields == ("url", "parent")


def test_edges_without_direction_among_others_go_both_ways() -> None:
    network = graphml.read(
        document(
            """<graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b" directed="false"/>
            <edge source="b" target="a"/></graph>"""
        )
    )
    assert [each.both for each in network.edges] == [True, False]


def test_values_of_undeclared_keys_and_unknown_types_are_reported() -> None:
    network = graphml.read(
        document(
            """<key id="q" for="node" attr.name="q" attr.type="quaternion"/>
            <graph><node id="a"><data key="q">i</data><data key="z">k</data></node></graph>
            <graph><hyperedge/></graph>"""
        )
    )
    assert network.nodes[0].fields == {"q": ("i",), "z": ("k",)}
    assert [each.what for each in network.faults] == [
        "type quaternion is not of the format, read as text",
        "a value is of no declared key, read as text",
    ]
    assert "the file holds several graphs: they are read as one" in network.notes


def test_a_document_type_is_refused() -> None:
    with pytest.raises(SourceError, match="document type"):
        graphml.read(b'<!DOCTYPE graphml SYSTEM "graphml.dtd"><graphml/>')


def test_another_kind_of_xml_is_refused() -> None:
    with pytest.raises(SourceError, match="no element graphml"):
        graphml.read(b"<gexf/>")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        graphml.read(b"<graphml>" + data)
    except SourceError as error:
        assert error.what


@needs_data
@pytest.mark.parametrize("name", ["eurosis.gexf", "rio20.gexf", "hyphe-communautes-libres-fr.gexf"])
def test_real_networks_come_back_and_networkx_reads_the_same(name: str) -> None:
    network = gexf.read(DATA / name)
    data = graphml.write(network).data
    assert graphml.read(data) == network
    networkx = pytest.importorskip("networkx")
    found = networkx.read_graphml(BytesIO(data))
    assert set(found.nodes) == {each.key for each in network.nodes}
    assert found.number_of_edges() == len(network.edges)
