from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import gexf
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.errors import SourceError
from tests.actor.exchange.networks import DATA, FORBIDDEN, needs_data, networks

SITE = Node(
    "1",
    "الموقع",
    ("s:https|h:org|h:example|",),
    "https://example.org/",
    ("https://example.org/a",),
    "in",
    {"country": ("Maroc", "France"), "type": ("blog",)},
    {"pages": 12, "share": 0.5, "live": True},
    1.0,
    -2.0,
    3.0,
    "#ff0080",
)
LINKED = Network(
    (SITE, Node("2")), (Edge("1", "2", 3, {"count": 3}, "2026-01-05"),), True, ("country", "type")
)


def document(inside: str, head: str = '<gexf version="1.3">', foot: str = "</gexf>") -> bytes:
    return f"{head}<graph defaultedgetype='directed'>{inside}</graph>{foot}".encode()


@given(networks())
def test_what_is_written_comes_back(network: Network) -> None:
    written = gexf.write(network)
    assert gexf.read(written.data) == network
    assert written == gexf.write(network)


def test_several_values_stand_in_a_text_parted_by_bars() -> None:
    data = gexf.write(LINKED).data.decode()
    assert '<attribute id="list:4" title="country" type="string"/>' in data
    assert '<attvalue for="list:4" value="Maroc|France"/>' in data
    assert "liststring" not in data


def test_edges_carry_weight_count_and_date() -> None:
    data = gexf.write(LINKED).data.decode()
    assert '<edge id="0" source="1" target="2" weight="3.0">' in data
    assert 'title="count" type="integer"' in data
    assert 'value="2026-01-05"' in data


def test_characters_that_xml_forbids_are_replaced_and_noted() -> None:
    written = gexf.write(Network((Node("a", FORBIDDEN),)))
    assert gexf.read(written.data).nodes[0].label == "\ufffd" * len(FORBIDDEN)
    assert written.notes == (f"{len(FORBIDDEN)} characters that XML forbids were replaced by U+FFFD",)


def test_half_of_a_pair_of_surrogates_is_replaced() -> None:
    assert gexf.read(gexf.write(Network((Node("a", "\ud83d"),))).data).nodes[0].label == "\ufffd"


def test_a_label_of_five_megabytes_comes_back() -> None:
    network = Network((Node("a", "ه" * 2_500_000),))
    assert gexf.read(gexf.write(network).data) == network


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_not_finite_are_left_out_and_noted(value: float) -> None:
    network = Network((Node("a", measures={"share": value}, x=value, y=1.0),), (Edge("a", "a", value),))
    written = gexf.write(network)
    found = gexf.read(written.data)
    assert (found.nodes[0].measures, found.nodes[0].x, found.edges[0].weight) == ({}, None, 1.0)
    assert written.notes == (
        "2 numbers that are not finite were left out",
        "1 nodes have a place or a size that is no number, left out",
    )


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE gexf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><gexf><graph>&b;</graph></gexf>',
        b'<!DOCTYPE gexf SYSTEM "http://127.0.0.1:9/x.dtd"><gexf/>',
        b'<!DOCTYPE gexf [<!ENTITY x SYSTEM "file:///etc/passwd">]><gexf>&x;</gexf>',
    ],
)
def test_a_document_type_is_refused(attack: bytes) -> None:
    with pytest.raises(SourceError, match="declares a document type"):
        gexf.read(attack)


def test_an_entity_that_nobody_declared_is_refused() -> None:
    with pytest.raises(SourceError, match="no well-formed XML"):
        gexf.read(document("<nodes><node id='&x;'/></nodes>"))


def test_a_file_that_was_cut_is_refused_with_its_place() -> None:
    with pytest.raises(SourceError) as caught:
        gexf.read(gexf.write(LINKED).data[:-40])
    assert "line" in caught.value.where


def test_characters_that_xml_forbids_are_replaced_and_reported() -> None:
    network = gexf.read(document("<nodes><node id='a' label='x\x01y&#x1F;z&#11;&#9;&#x1F600;'/></nodes>"))
    assert network.nodes[0].label == "x?y\ufffdz\ufffd\t😀"
    assert [each.what for each in network.faults] == ["characters that XML forbids, replaced: 3"]


def test_bytes_that_are_not_of_the_declared_encoding_are_read_and_reported() -> None:
    text = (
        "<?xml version='1.0' encoding='UTF-8'?>\n<gexf><graph><nodes>\n"
        "<node id='Société des émigrés'/></nodes></graph></gexf>"
    )
    network = gexf.read(text.encode("cp1252"))
    assert network.nodes[0].key == "Société des émigrés"
    assert network.faults[0].what.startswith("bytes that are no UTF-8")


def test_elements_without_end_are_refused() -> None:
    with pytest.raises(SourceError, match="nested too deeply"):
        gexf.read(b"<gexf>" + b"<node>" * 100_000)


def test_another_kind_of_xml_is_refused() -> None:
    with pytest.raises(SourceError, match="no element gexf"):
        gexf.read(b"<html/>")


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(SourceError):
        gexf.read(b'<?xml version="1.0" encoding="klingon"?><gexf/>')


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8"])
def test_declared_encodings_are_obeyed(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><gexf><graph><nodes><node id="é"/></nodes></graph></gexf>'
    assert gexf.read(text.encode(encoding)).nodes[0].key == "é"


def test_lists_are_read_however_they_are_written() -> None:
    inside = """<attributes class="node"><attribute id="t" title="tags" type="liststring"/></attributes><nodes>
      <node id="1"><attvalues><attvalue for="t" value="a|b"/></attvalues></node>
      <node id="2"><attvalues><attvalue for="t" value='[a, "b, c"]'/></attvalues></node>
      <node id="3"><attvalues><attvalue for="t" value="a;b"/></attvalues></node>
      <node id="4"><attvalues><attvalue for="t" value="[]"/></attvalues></node></nodes>"""
    found = [each.fields.get("tags") for each in gexf.read(document(inside)).nodes]
    assert found == [("a", "b"), ("a", "b, c"), ("a", "b"), None]


def test_bars_in_foreign_texts_are_left_and_a_split_is_offered() -> None:
    inside = """<attributes class="node"><attribute id="t" title="tags" type="string"/></attributes><nodes>
      <node id="1"><attvalues><attvalue for="t" value="a|b"/></attvalues></node></nodes>"""
    network = gexf.read(document(inside))
    assert network.nodes[0].fields == {"tags": ("a|b",)}
    assert [each.repair for each in network.faults] == ["split tags at |"]


def test_defaults_types_and_old_identifiers_of_values() -> None:
    inside = """<attributes class="node">
        <attribute id="f" title="frog" type="boolean"><default>true</default></attribute>
        <attribute id="n" title="n" type="long"/><attribute id="w" title="what" type="quaternion"/></attributes>
      <nodes><node id="1"><attvalues><attvalue id="n" value="7"/><attvalue for="w" value="i"/></attvalues></node>
        <node id="2"><attvalues><attvalue for="n" value="seven"/><attvalue for="z" value="?"/></attvalues>
        </node></nodes>"""
    network = gexf.read(document(inside))
    first, second = network.nodes
    assert (first.measures, first.fields) == ({"frog": True, "n": 7}, {"what": ("i",)})
    assert (second.measures, second.fields) == ({"frog": True}, {"n": ("seven",), "z": ("?",)})
    assert [each.what for each in network.faults if not each.repair] == [
        "type quaternion is not of the format, read as text",
        "a value is of no declared attribute, read as text",
        "n holds what is no int, kept as text",
    ]


def test_nodes_within_nodes_get_a_parent() -> None:
    inside = """<nodes><node id="a"><nodes><node id="b"/></nodes><edges><edge source="b" target="a"/></edges></node>
      <node id="c" pid="a"/><node id="d"><parents><parent for="a"/><parent for="c"/></parents></node></nodes>"""
    network = gexf.read(document(inside))
    assert [each.fields.get("parent") for each in network.nodes] == [None, ("a",), ("a",), ("a", "c")]
    assert [(each.source, each.target) for each in network.edges] == [("b", "a")]


def test_edges_both_ways_are_kept_as_one_and_reported() -> None:
    inside = """<nodes><node id="a"/><node id="b"/></nodes><edges><edge source="a" target="b" type="mutual"/>
      <edge source="b" target="a" type="undirected"/><edge source="a" target="b"/></edges>"""
    network = gexf.read(document(inside))
    assert network.directed
    assert [each.both for each in network.edges] == [True, True, False]
    assert "two edges for both ways" in [each.repair for each in network.faults]


def test_a_network_of_edges_without_direction_is_undirected() -> None:
    inside = '<nodes><node id="a"/></nodes><edges><edge source="a" target="a" type="undirected"/></edges>'
    network = gexf.read(document(inside))
    assert (network.directed, network.edges[0].both) == (False, False)


def test_what_changes_over_time_is_read_as_it_was_last() -> None:
    inside = """<attributes class="node" mode="dynamic"><attribute id="n" title="indegree" type="integer"/></attributes>
      <nodes><node id="a"><attvalues><attvalue for="n" value="1" end="2009"/><attvalue for="n" value="2" start="2009"/>
      </attvalues><spells><spell start="2009"/></spells></node></nodes>
      <edges><edge source="a" target="a"><spells><spell start="2009-03-01"/><spell start="2010"/></spells></edge>
      </edges>"""
    network = gexf.read(document(inside))
    assert network.nodes[0].measures == {"indegree": 2}
    assert network.edges[0].at == "2009-03-01"
    assert any(each.startswith("times at which") for each in network.notes)


def test_drawings_are_read_in_any_namespace() -> None:
    inside = """<nodes><node id="a"><v:color hex="#FF8000" xmlns:v="urn:x"/><position x="1" y="2.5" z="3"/>
      <size value="4"/></node><node id="b"><color r="300" g="0" b="0"/><size value="NaN"/></node>
      <node id="c"><color r="1" g="2" b="3" a="0.5"/></node></nodes>"""
    network = gexf.read(document(inside))
    first, second, third = network.nodes
    assert (first.color, first.x, first.y, first.size) == ("#ff8000", 1.0, 2.5, 4.0)
    assert (second.color, second.size, third.color) == ("", None, "#01020380")
    assert "a third dimension (z) was left out" in network.notes


def test_a_status_is_one_only_where_all_of_the_column_is() -> None:
    def read(second: str) -> Network:
        return gexf.read(
            document(
                f"""<attributes class="node"><attribute id="s" title="status" type="string"/></attributes><nodes>
                <node id="1"><attvalues><attvalue for="s" value="UNDECIDED"/></attvalues></node>
                <node id="2"><attvalues><attvalue for="s" value="{second}"/></attvalues></node></nodes>"""
            )
        )

    assert [each.status for each in read("IN").nodes] == ["unsure", "in"]
    assert [(each.status, each.fields) for each in read("married").nodes] == [
        ("", {"status": ("UNDECIDED",)}),
        ("", {"status": ("married",)}),
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        gexf.read(b"<gexf>" + data)
    except SourceError as error:
        assert error.what


@needs_data
@pytest.mark.parametrize(
    ("name", "nodes", "edges", "directed"),
    [
        ("eurosis.gexf", 1285, 7524, False),
        ("rio20.gexf", 366, 1107, True),
        ("hyphe-communautes-libres-fr.gexf", 621, 7193, True),
    ],
)
def test_real_networks_have_the_published_counts_and_come_back(
    name: str, nodes: int, edges: int, directed: bool
) -> None:
    network = gexf.read(DATA / name)
    assert (len(network.nodes), len(network.edges), network.directed) == (nodes, edges, directed)
    again = gexf.read(gexf.write(network).data)
    assert again == network
    assert again.faults == network.faults


@needs_data
def test_a_real_export_of_hyphe_has_verdicts_homes_and_counts() -> None:
    network = gexf.read(DATA / "hyphe-communautes-libres-fr.gexf")
    first = network.nodes[0]
    assert {each.status for each in network.nodes} == {"in"}
    assert (first.home, first.measures["pages_crawled"]) == ("https://www.april.org/site", 276)
    assert all(each.weight == each.attributes["count"] for each in network.edges)


@needs_data
@pytest.mark.parametrize("name", ["eurosis.gexf", "rio20.gexf", "hyphe-communautes-libres-fr.gexf"])
def test_networkx_reads_the_same(name: str) -> None:
    networkx = pytest.importorskip("networkx")
    network = gexf.read(DATA / name)
    found = networkx.read_gexf(BytesIO(gexf.write(network).data))
    pairs = {(each.source, each.target) for each in network.edges}
    if not network.directed:
        pairs = {(min(each), max(each)) for each in pairs}
    read = found.edges() if network.directed else map(sorted, found.edges())
    assert set(found.nodes) == {each.key for each in network.nodes}
    assert {tuple(each) for each in read} == pairs
    some = network.nodes[-1]
    assert all(found.nodes[some.key][name] == value for name, value in some.measures.items())


def test_the_same_network_without_labels_is_written_without_labels() -> None:
    bare = replace(LINKED, nodes=tuple(replace(each, label="") for each in LINKED.nodes))
    assert b"label=" not in gexf.write(bare).data
