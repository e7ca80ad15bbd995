from __future__ import annotations

import json
from typing import Any

import pytest

from diatrace.actor.exchange import gexf, graph, repair
from diatrace.errors import SourceError
from tests.actor.exchange.networks import DATA, needs_data


def read(held: Any) -> Any:
    return graph.read(json.dumps(held).encode())


def test_the_manner_of_graphology() -> None:
    network = read(
        {
            "attributes": {"name": "x"},
            "options": {"type": "mixed", "multi": True},
            "nodes": [
                {
                    "key": "a",
                    "attributes": {
                        "label": "A",
                        "x": 1,
                        "y": 2.5,
                        "size": 3,
                        "color": "rgb(1, 2, 3)",
                        "n": 4,
                    },
                },
                {
                    "key": "b",
                    "attributes": {"tags": ["x", "y"], "live": True, "note": None, "more": {"z": 1}},
                },
            ],
            "edges": [
                {"source": "a", "target": "b", "attributes": {"weight": 2, "kind": "link", "color": "#fff"}},
                {"source": "b", "target": "a", "undirected": True},
            ],
        }
    )
    first, second = network.nodes
    assert (first.label, first.x, first.y, first.size, first.color) == ("A", 1.0, 2.5, 3.0, "#010203")
    assert (first.measures, second.measures) == ({"n": 4}, {"live": True})
    assert second.fields == {"tags": ("x", "y"), "more": ('{"z":1}',)}
    assert network.fields == ("tags", "more")
    assert [(each.weight, each.both, each.attributes) for each in network.edges] == [
        (2.0, False, {"kind": "link"}),
        (1.0, True, {}),
    ]


def test_plain_lists_of_nodes_and_links() -> None:
    network = read(
        {
            "directed": False,
            "nodes": [{"id": 1, "group": "g"}, {"id": 2}],
            "links": [{"source": {"id": 1}, "target": 2}],
        }
    )
    assert not network.directed
    assert [each.key for each in network.nodes] == ["1", "2"]
    assert network.nodes[0].fields == {"group": ("g",)}
    assert [(each.source, each.target) for each in network.edges] == [("1", "2")]


def test_what_is_wrong_is_reported() -> None:
    network = read(
        {
            "nodes": [7, {"key": None}, {"key": "a", "color": "mauve", "x": "left"}],
            "edges": [None, {"source": "a"}],
        }
    )
    assert [(each.where, each.what) for each in network.faults] == [
        ("node 1", "a node is no object, left out"),
        ("node 2", "a node has no key: its place in the file is taken"),
        ("node a", "a colour is none, left out"),
        ("edge 1, edge 2", "an edge has no source or target, left out"),
    ]


def test_categories_that_look_like_numbers_stay_categories() -> None:
    network = read(
        {
            "bundleVersion": "1.0.0",
            "title": "Blogs",
            "model": {"nodeAttributes": [{"key": "wave", "type": "partition"}]},
            "graph": {"nodes": [{"key": "a", "attributes": {"wave": 2}}], "edges": []},
        }
    )
    assert (network.nodes[0].fields, network.notes) == ({"wave": ("2",)}, ("title: Blogs",))


@pytest.mark.parametrize(
    "held", [b"[]", b"{}", b'{"nodes": 3}', b"{", b'{"nodes":' + b"[" * 100_000, b"\xff"]
)
def test_what_is_no_graph_is_refused(held: bytes) -> None:
    with pytest.raises(SourceError):
        graph.read(held)


@needs_data
def test_a_real_bundle_has_the_published_counts_prefixes_and_faults() -> None:
    network = graph.read(DATA / "minivan-hyphe-nordic-design.json")
    assert (len(network.nodes), len(network.edges)) == (254, 1201)
    assert all(each.prefixes for each in network.nodes)
    assert network.nodes[0].prefixes[:2] == (
        "s:http|h:com|h:mynewsdesk|h:www|",
        "s:https|h:com|h:mynewsdesk|",
    )
    assert {each.status for each in network.nodes} == {"in"}
    offered = {each.repair for each in network.faults if each.repair}
    assert offered == {"drop name", "drop tags", "unwrap country", "unwrap branch"}
    mended = repair.repaired(network, ["drop tags", "unwrap country"])
    assert {each.fields["country"] for each in mended.nodes} >= {("Sweden",), ("Other or Not Relevant",)}
    assert "tags" not in mended.fields
    assert gexf.read(gexf.write(network).data) == network
