from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import gdf
from diatrace.errors import SourceError

FULL = """\
nodedef>name VARCHAR,label VARCHAR,class VARCHAR, visible BOOLEAN,width DOUBLE,x DOUBLE,y DOUBLE,color VARCHAR,pages INT
s1,'Site, the first',blog,true,10.0,-52.1,-25.9,'114,116,177',7
s2,"Bob's \""own\""",forum,true,10.9,-20.1,25.7,'219,116,251',
edgedef>node1 VARCHAR,node2 VARCHAR,directed BOOLEAN,weight DOUBLE,kind varchar(20)
s1,s2,true,0.5,link
s2,s1,false,,
"""


def test_nodes_and_edges_with_their_types() -> None:
    network = gdf.read(FULL.encode())
    first, second = network.nodes
    assert (first.key, first.label, first.color, first.size, first.x) == (
        "s1",
        "Site, the first",
        "#7274b1",
        10.0,
        -52.1,
    )
    assert (first.fields, first.measures) == ({"class": ("blog",)}, {"visible": True, "pages": 7})
    assert (second.label, second.measures) == ('Bob\'s "own"', {"visible": True})
    assert [(each.weight, each.both, each.attributes) for each in network.edges] == [
        (0.5, False, {"kind": "link"}),
        (1.0, True, {}),
    ]


def test_without_a_column_of_directions_edges_have_none() -> None:
    network = gdf.read(b"nodedef> name\na\nb\nedgedef> node1,node2\na,b\n")
    assert not network.directed
    assert any("no column tells whether edges are directed" in each for each in network.notes)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("L'Express", "L'Express"),
        ("'L'Express, Paris'", "L'Express, Paris"),
        ("'L''Express'", "L'Express"),
        (r"'L\'Express'", "L'Express"),
        ("'open", "'open"),
        ('"a, b"', "a, b"),
        ("''", ""),
        (" 'spaced' ", "spaced"),
        ("'C:\\'", "'C:\\'"),
        ("المغرب", "المغرب"),
    ],
)
def test_quotation_marks(cell: str, value: str) -> None:
    assert gdf.read(f"nodedef>name,label,z\nk,{cell},7\n".encode()).nodes[0].label == value


def test_quotes_without_end_cost_no_more_than_their_length() -> None:
    network = gdf.read(b"nodedef>name,label\nk,'" + b"'" * 5001 + b"x\n")
    assert len(network.nodes) == 1


def test_what_is_wrong_is_reported() -> None:
    network = gdf.read(
        b"hello\r\nnodedef>name VARCHAR,w FURLONG,color\r\na,1,mauve\r\nb\r\n"
        b"edgedef>node1,node2,weight\r\na,c,heavy\r\n"
    )
    assert [(each.where, each.what) for each in network.faults if not each.repair] == [
        ("line 1", "a line before the first header, left out"),
        ("column w", "type FURLONG is not of the format, read as text"),
        ("node a", "a colour is none, left out"),
        ("line 4", "a node has more or fewer cells than the header"),
        ("edge a → c", "a weight is no number, taken for 1"),
    ]
    assert "add missing nodes or drop edges without nodes" in [each.repair for each in network.faults]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_from_the_bytes(encoding: str) -> None:
    text = "nodedef>name,label\n1,Société générale des émigrés à l'été\n2,Fédération française\n"
    assert gdf.read(text.encode(encoding)).nodes[1].label == "Fédération française"


def test_a_file_without_headers_is_refused() -> None:
    with pytest.raises(SourceError, match="nodedef"):
        gdf.read(b"a,b,c\n")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    network = gdf.read(b"nodedef>name,label\n" + text.encode(errors="replace"))
    assert len(network.nodes) <= 1 + text.count("\n") + text.count("\r")
