from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from diatrace.actor.exchange import gexf, hyphe, sites
from diatrace.actor.exchange.network import Network, Node
from diatrace.errors import SourceError
from tests.actor.exchange.networks import DATA, needs_data, networks

SITE = Node(
    "3",
    "Bladi",
    ("s:https|h:net|h:bladi|h:www|", "s:http|h:net|h:bladi|"),
    "https://www.bladi.net/",
    ("https://www.bladi.net/a", "https://www.bladi.net/b"),
    "in",
    {"crawling_status": ("FINISHED",), "indexing_status": ("FINISHED",), "country": ("France", "Maroc")},
    {"crawled": True, "indegree": 4, "outdegree": 1, "undirected_degree": 5, "pages_total": 9, "pages_crawled": 2,
     "creation_date": 1668590731481, "last_modification_date": 1668684459796},
)  # fmt: skip
NETWORK = Network((SITE,), fields=("crawling_status", "indexing_status", "country"))


def test_the_full_table_has_hyphes_own_header_and_manner() -> None:
    lines = hyphe.write(NETWORK).data.decode().split("\n")
    assert lines[0] == (
        '"ID","NAME","STATUS","PREFIXES AS URL","PREFIXES AS LRU","HOME PAGE","START PAGES","CRAWLED",'
        '"CRAWLING STATUS","INDEXING STATUS","INDEGREE","OUTDEGREE","NEIGHBOORS COUNT","TOTAL KNOWN PAGES",'
        '"CRAWLED PAGES","CREATION TIMESTAMP","CREATION DATE","LAST MODIFICATION TIMESTAMP",'
        '"LAST MODIFICATION DATE","country (TAGS)"'
    )
    assert lines[1] == (
        '"3","Bladi","IN","http://bladi.net/ https://www.bladi.net/",'
        '"s:https|h:net|h:bladi|h:www| s:http|h:net|h:bladi|","https://www.bladi.net/",'
        '"https://www.bladi.net/a https://www.bladi.net/b","true","FINISHED","FINISHED","4","1","5","9","2",'
        '"1668590731481","2022-11-16T09:25:31.481Z","1668684459796","2022-11-17T11:27:39.796Z","France|Maroc"'
    )
    assert len(lines) == 2


def test_the_compact_table_has_hyphes_own_header() -> None:
    written = hyphe.write(NETWORK, compact=True, mark=";")
    assert written.data.decode().split("\n")[0] == (
        '"ID";"NAME";"PREFIXES AS URL";"INDEGREE";"TOTAL KNOWN PAGES";"CRAWLED PAGES";"STATUS";'
        '"LAST MODIFICATION DATE";"country (TAGS)"'
    )
    assert "the compact table has no home pages, start pages, nor crawling states" in written.notes


@pytest.mark.parametrize("write", [hyphe.write, hyphe.write_json])
def test_what_hyphe_knows_comes_back(write: Any) -> None:
    written = write(NETWORK)
    assert hyphe.read(written.data) == NETWORK
    assert written.notes == ()


@given(networks())
def test_names_prefixes_pages_and_verdicts_of_any_site_come_back(network: Network) -> None:
    network = replace(
        network, nodes=tuple(replace(each, status=each.status or "discovered") for each in network.nodes)
    )
    network = replace(network, nodes=tuple(each for each in network.nodes if each.status != "neighbour"))
    found = hyphe.read(hyphe.write_json(network).data)

    def known(node: Node) -> tuple[object, ...]:
        return node.key, node.label, sorted(node.prefixes), node.home, sorted(node.starts), node.status

    assert list(map(known, found.nodes)) == list(map(known, network.nodes))


def test_identifiers_of_hyphe_stay_numbers_and_no_others_become_some() -> None:
    def written(key: str) -> Any:
        return json.loads(hyphe.write_json(Network((Node(key),))).data)["webentities"][0]["ID"]

    assert [written(each) for each in ("12", "012", "x", "٣")] == [12, "012", "x", "٣"]


def test_what_hyphe_cannot_hold_is_noted() -> None:
    node = Node(
        "1", status="neighbour", fields={"t": ("a|b",)}, measures={"betweenness": 0.5}, color="#ffffff"
    )
    written = hyphe.write(Network((node,), fields=("t",)))
    assert [each.partition(":")[0] for each in written.notes] == [
        "Hyphe knows four statuses",
        "measures that Hyphe does not have were left out",
        "places, sizes and colours were left out",
        "bars in tags were replaced by ¦",
    ]
    assert sites.read(written.data).nodes[0].status == "out"
    assert sites.read(written.data).nodes[0].fields == {"t": ("a¦b",)}


def test_cells_stay_as_hyphe_needs_them_and_a_note_tells_of_spreadsheets() -> None:
    written = hyphe.write(Network((Node("1", "=1+1"),)))
    assert b'"=1+1"' in written.data
    assert written.notes[-1].startswith("a spreadsheet would run some cells")


@pytest.mark.parametrize("data", [b"{}", b'{"webentities": 3}', b"{", b"plain"])
def test_what_is_no_list_of_entities_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError):
        hyphe.read(data)


def backup(folder: Path, **more: Any) -> Path:
    folder.mkdir(parents=True)
    files = {
        "options": {"password": "hunter2", "options": {}},
        "tags": {"USER": {"country": {"France": 1}}},
        "crawls": [{"webentity_id": 1, "crawl_arguments": {"start_urls": ["http://a.org/x"], "cookies": "secret=1"}}],
        "webentities": [
            {"_id": 1, "id": 1, "name": "A", "status": "IN", "prefixes": ["s:http|h:org|h:a|"], "homepage": None,
             "indegree": 1, "creation_date": 1668590731481, "crawled": True,
             "tags": {"USER": {"country": ["France", "Maroc"]}, "CORE": {"x": ["y"]}}},
            {"_id": 2, "id": 2, "name": "B", "status": "DISCOVERED", "prefixes": ["s:http|h:org|h:b|"], "tags": {}},
        ],
        "links": [[1, 2, 5], [2, 1, 1], [2, "x"], [1, 9, 1]],
        **more,
    }  # fmt: skip
    for name, held in files.items():
        (folder / f"{name}.json").write_text(json.dumps(held), "utf-8")
    return folder


def test_a_backup(tmp_path: Path) -> None:
    network = hyphe.read_backup(backup(tmp_path / "2022-11-16T09:25:31".replace(":", "-")))
    first, second = network.nodes
    assert (first.key, first.label, first.status, first.starts) == ("1", "A", "in", ("http://a.org/x",))
    assert first.fields == {"country": ("France", "Maroc")}
    assert first.measures == {"indegree": 1, "creation_date": 1668590731481, "crawled": True}
    assert second.status == "discovered"
    assert [(each.source, each.target, each.weight) for each in network.edges] == [
        ("1", "2", 5.0),
        ("2", "1", 1.0),
        ("1", "9", 1.0),
    ]
    assert [each.where for each in network.faults] == ["link 3", "node 9"]


def test_no_password_and_no_cookie_is_read_from_a_backup(tmp_path: Path) -> None:
    network = hyphe.read_backup(backup(tmp_path / "b"))
    assert not {"hunter2", "secret"} & set(repr(network).replace("=", " ").replace("'", " ").split())


def test_of_several_backups_the_newest_is_read(tmp_path: Path) -> None:
    backup(tmp_path / "2021", webentities=[])
    backup(tmp_path / "2022")
    network = hyphe.read_backup(tmp_path)
    assert len(network.nodes) == 2
    assert "of 2 backups the newest was read: 2022" in network.notes


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no backup"):
        hyphe.read_backup(tmp_path)


@needs_data
def test_a_real_corpus_goes_to_hyphe_and_back() -> None:
    network = gexf.read(DATA / "hyphe-communautes-libres-fr.gexf")
    found = hyphe.read(hyphe.write(network).data)
    assert found.nodes == tuple(replace(each, x=None, y=None, size=None, color="") for each in network.nodes)
