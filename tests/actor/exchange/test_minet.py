from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.actor.exchange import minet
from diatrace.actor.exchange.network import Edge
from diatrace.errors import SourceError


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.csv").write_text(text, "utf-8")
    return path


def test_a_dump_has_sites_and_tells_of_its_pages(tmp_path: Path) -> None:
    header = "id,name,status,pages,homepage,prefixes,degree,undirected_degree,indegree,outdegree\n"
    network = minet.read(
        folder(
            tmp_path, webentities=header + "4,A,IN,2,http://a.org/,s:http|h:org|h:a|,0,0,0,0\n", pages="url\n"
        )
    )
    assert [(each.key, each.status, each.prefixes) for each in network.nodes] == [
        ("4", "in", ("s:http|h:org|h:a|",))
    ]
    assert "pages.csv holds pages, not links: a table of traces" in network.notes


def test_links_between_pages_become_edges_between_entities(tmp_path: Path) -> None:
    network = minet.read(
        folder(
            tmp_path,
            jobs="id,parent,depth,url,webentity\nj1,,0,http://a.org/,1\nj2,j1,1,http://a.org/x,1\nj3,,0,http://c.org/,3\n",
            data="job_id,source_webentity,target_webentity,source_url,target_url\n"
            "j1,1,2,http://a.org/,http://b.org/\nj2,1,2,http://a.org/x,http://b.org/\nj2,,2,x,y\nj1,2,1,u,v\n",
        )
    )
    assert network.edges == (Edge("1", "2", 2, {"count": 2}), Edge("2", "1", 1, {"count": 1}))
    assert [(each.key, each.measures) for each in network.nodes] == [
        ("1", {"pages_crawled": 2}),
        ("3", {"pages_crawled": 1}),
        ("2", {"pages_crawled": 0}),
    ]
    assert network.faults[0].where == "row 4"
    assert "3 links between pages make 2 edges: their weight is how many" in network.notes


def test_a_crawl_of_pages_is_a_tree_of_pages(tmp_path: Path) -> None:
    network = minet.read(
        folder(
            tmp_path,
            jobs="id,parent,depth,url,resolved_url,error,status,datetime_utc\n"
            "j1,,0,http://a.org,http://a.org/,,200,2026-01-01T00:00:00\nj2,j1,1,http://a.org/x,,,404,2026-01-02T00:00:00\n,,,,,,,\n",
            data="job_id,title\nj1,A\n",
        )
    )
    assert network.edges == (Edge("j1", "j2", at="2026-01-02T00:00:00"),)
    assert [(each.label, each.measures) for each in network.nodes] == [
        ("http://a.org/", {"depth": 0, "http_status": 200}),
        ("http://a.org/x", {"depth": 1, "http_status": 404}),
    ]
    assert network.faults[0].where == "row 4"


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no folder of minet"):
        minet.read(tmp_path)
