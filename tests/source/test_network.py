"""Networks come in as lists: one record a site, with the sites it links to and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diatrace.actor.exchange import formats, gexf
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.errors import AnswerNeeded, SourceError, UnknownName
from diatrace.model import Record, Unreadable
from diatrace.source.network import NetworkFile, NetworkParams
from tests.actor.exchange.networks import DATA, needs_data
from tests.source.network_samples import network


def read(path: Path, **params: Any) -> tuple[tuple[str, ...], list[Record], list[Unreadable]]:
    reader = NetworkFile()
    plan = reader.prepare(path, NetworkParams(**params))
    found = list(reader.read(path, plan))
    records = [each for each in found if isinstance(each, Record)]
    return plan.notes, records, [each for each in found if isinstance(each, Unreadable)]


def written(folder: Path, *nodes: Node, edges: tuple[Edge, ...] = (), directed: bool = True) -> Path:
    path = folder / "made.gexf"
    path.write_bytes(gexf.write(Network(nodes, edges, directed)).data)
    return path


def test_a_node_is_a_site_with_what_it_links_to(tmp_path: Path) -> None:
    _, records, faults = read(network(tmp_path))
    assert faults == []
    town, _, rooms, named = records
    assert (town.kind, town.title, town.url) == ("site", "Town house", "https://town.example/start")
    assert [(each.address, each.count) for each in town.occurrences] == [("https://help.example/", 5)]
    assert (rooms.url, named.url) == ("https://towns-3.invalid/", "https://rooms.example/")
    assert "languages: fr, ar" in town.text
    assert b"0.25" in town.raw


def test_nodes_at_one_address_are_one_record_with_the_links_of_both(tmp_path: Path) -> None:
    nodes = (
        Node("1", "https://a.example/"),
        Node("2", "https://a.example/"),
        Node("3", "https://b.example/"),
    )
    _, records, faults = read(written(tmp_path, *nodes, edges=(Edge("1", "3"), Edge("2", "3"))))
    assert [len(each.occurrences) for each in records] == [2, 0]
    assert faults == []


def test_what_is_no_site_and_no_link_is_kept_and_told(tmp_path: Path) -> None:
    nodes = (Node("1", "https://a.example/"), Node("1", "https://b.example/"))
    _, records, faults = read(written(tmp_path, *nodes, edges=(Edge("1", "9"),)))
    assert len(records) == 1
    assert ["key" in each.reason for each in faults] == [True, False]
    assert "9" in faults[1].reason
    assert all(each.raw for each in faults)


def test_weights_that_are_no_counts_and_edges_without_direction_are_told(tmp_path: Path) -> None:
    nodes = (Node("1", "https://a.example/"), Node("2", "https://b.example/"))
    edges = (Edge("1", "2", 0.5, {"colour": "red"}, "2020"),)
    notes, records, _ = read(written(tmp_path, *nodes, edges=edges, directed=False))
    assert [each.count for each in records[0].occurrences] == [1]
    said = " ".join(notes)
    assert "no direction" in said
    assert "no count" in said
    assert "date" in said
    assert "colour" in said


def test_an_edge_that_goes_both_ways_is_two_links(tmp_path: Path) -> None:
    nodes = (Node("1", "https://a.example/"), Node("2", "https://b.example/"))
    _, records, _ = read(written(tmp_path, *nodes, edges=(Edge("1", "2", both=True), Edge("1", "2"))))
    assert [len(each.occurrences) for each in records] == [2, 1]


def test_a_table_of_links_between_pages(tmp_path: Path) -> None:
    table = tmp_path / "links.csv"
    table.write_text(
        "from;onto\nhttps://a.example/x;https://b.example/\nhttps://a.example/x;https://b.example/\n"
    )
    with pytest.raises(AnswerNeeded, match="target"):
        read(table, format="links")
    _, records, _ = read(table, format="links", map={"target": "onto"})
    assert [(each.url, len(each.occurrences)) for each in records] == [
        ("https://a.example/x", 2),
        ("https://b.example/", 0),
    ]


def test_what_is_no_network_and_what_is_no_repair_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c\n1,2,3\n")
    with pytest.raises(SourceError, match="like no network"):
        read(tmp_path / "a.csv")
    with pytest.raises(UnknownName, match="no repair"):
        read(network(tmp_path), repair=["mend everything"])
    path = tmp_path / "empty.gexf"
    path.write_bytes(gexf.write(Network()).data)
    with pytest.raises(SourceError, match="no nodes"):
        read(path)


@needs_data
@pytest.mark.parametrize(
    ("name", "sites", "links"),
    [
        ("eurosis.gexf", 1285, 7524),
        ("rio20.gexf", 364, 1107),
        ("hyphe-communautes-libres-fr.gexf", 621, 7193),
        ("minivan-hyphe-nordic-design.json", 254, 1201),
    ],
)
def test_real_networks_come_in_whole(name: str, sites: int, links: int) -> None:
    notes, records, faults = read(DATA / name)
    assert (len(records), sum(len(each.occurrences) for each in records)) == (sites, links)
    assert faults == []
    network = formats.read(DATA / name)
    assert all(any(fault.what in note for note in notes) for fault in network.faults)
    assert len({each.url for each in records}) == len(records)
