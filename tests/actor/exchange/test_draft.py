from __future__ import annotations

import pytest

from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.network import Network, prefix_lru, status_of

A, B = "s:http|h:org|h:a|", "s:https|h:org|h:b|h:www|p:x,1|"


def drafted(name: str, *cells: object) -> Network:
    draft = Draft()
    draft.node_columns["c"] = Column(name)
    draft.nodes = [DraftNode(str(number), cells={"c": [each]}) for number, each in enumerate(cells)]
    return draft.finish()


@pytest.mark.parametrize(
    "cell",
    [
        f"{A} {B}",
        f"{A}{B}",
        [A, B],
        f"[{A}, {B}]",
        ["[s:http", "h:org", "h:a", "", "s:https", "h:org", "h:b", "h:www", "p:x,1", "]"],
        "http://a.org https://www.b.org/x,1",
        "http://a.org/|https://www.b.org/x,1",
        f"{A}\nhttps://www.b.org/x,1",
    ],
)
def test_prefixes_are_read_however_they_are_written(cell: object) -> None:
    assert drafted("prefixes", cell).nodes[0].prefixes == (A, B)


@pytest.mark.parametrize("cell", ["", None, [], "[]"])
def test_no_prefix_is_no_fault(cell: object) -> None:
    network = drafted("prefixes", cell)
    assert (network.nodes[0].prefixes, network.faults) == ((), ())


def test_a_home_that_a_program_wrote_for_nothing_is_nothing_and_reported() -> None:
    network = drafted("homepage", "http://a.org/", "null")
    assert [each.home for each in network.nodes] == ["http://a.org/", ""]
    assert [(each.where, each.what) for each in network.faults] == [
        ("node 1", "homepage holds filler, taken for nothing")
    ]


def test_a_home_that_is_no_address_stays_a_field() -> None:
    network = drafted("home", "France", "Maroc")
    assert [(each.home, each.fields) for each in network.nodes] == [
        ("", {"home": ("France",)}),
        ("", {"home": ("Maroc",)}),
    ]


def test_columns_of_one_name_are_numbered() -> None:
    draft = Draft()
    draft.node_columns = {"a": Column("t"), "b": Column("t"), "c": Column("")}
    draft.nodes = [DraftNode("1", cells={"a": ["x"], "b": ["y"], "c": ["z"]})]
    network = draft.finish()
    assert network.fields == ("t", "t (2)", "c")
    assert network.notes == ("columns of the same name are numbered: t",)


def test_a_count_is_the_weight_only_where_there_is_none() -> None:
    draft = Draft()
    draft.edge_columns["c"] = Column("count", "int")
    draft.nodes = [DraftNode("a")]
    draft.edges = [DraftEdge("a", "a", {"c": ["4"]}), DraftEdge("a", "a", {"c": ["5"]}, weight=2)]
    assert [each.weight for each in draft.finish().edges] == [1.0, 2.0]
    draft.edges = draft.edges[:1]
    assert [(each.weight, each.attributes) for each in draft.finish().edges] == [(4.0, {"count": 4})]


def test_many_places_of_one_fault_are_told_shortly() -> None:
    draft = Draft()
    for number in range(8):
        draft.fault("odd", f"row {number}")
    assert draft.finish().faults[0].where == "row 0, row 1, row 2, row 3, row 4 and 3 more"


@pytest.mark.parametrize(
    ("word", "status"),
    [("IN", "in"), ("Undecided ", "unsure"), ("Neighbor", "neighbour"), ("", ""), ("x", None)],
)
def test_statuses_of_all_tools(word: str, status: str | None) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("text", "lru"),
    [
        ("s:http|t:80|h:org|h:a|f:top|", "s:http|h:org|h:a|"),
        ("s:https|h:org|h:A", "s:https|h:org|h:a|"),
        ("a.org/x", "s:https|h:org|h:a|p:x|"),
        ("http://a.org:8080/", "s:http|t:8080|h:org|h:a|"),
    ],
)
def test_prefixes_get_one_form(text: str, lru: str) -> None:
    assert prefix_lru(text) == lru


@pytest.mark.parametrize("text", ["ftp://a.org", "s:http|", "s:http|x:1|", "", "http://"])
def test_what_is_no_prefix(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        prefix_lru(text)
