"""A frozen corpus of sites answers as it did, whatever becomes of its sites; it leaves in formats for networks."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from diatrace.actor.exchange import formats, gexf
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.errors import CorpusError, PublicationRefused
from diatrace.study import Study, create
from tests.actor.exchange.networks import DATA, needs_data
from tests.source.archive_samples import http, warc
from tests.source.network_samples import NETWORK, network

WHOLE = ("gexf", "graphml", "hyphe-csv", "hyphe-json", "site-table", "methods")


@pytest.fixture
def frozen(study: Study, tmp_path: Path) -> Study:
    study.exchange.add(network(tmp_path), question="sites")
    study.corpus.freeze("sites", include=["in", "out", "unsure"])
    return study


def published(study: Study, tmp_path: Path, label: str = "sites@1", **params: Any) -> dict[str, bytes]:
    out = tmp_path / f"out-{len(list(tmp_path.iterdir()))}"
    made = {name: study.publication.write(label, name, out, **params) for name in WHOLE}
    return {name: Path(facts["out"]).read_bytes() for name, facts in made.items()}


def read(study: Study, tmp_path: Path, **params: Any) -> Network:
    facts = study.publication.write("sites", "gexf", tmp_path / "read.gexf", force=True, **params)
    return formats.read(Path(facts["out"]))


def by_name(found: Network) -> dict[str, Node]:
    return {each.label: each for each in found.nodes}


def test_nothing_that_comes_later_changes_what_was_frozen(frozen: Study, tmp_path: Path) -> None:
    before = published(frozen, tmp_path)
    frozen.site.merge("Town house", "https://rooms.example/")
    frozen.site.rename("دار المساعدة", "Help")
    frozen.field.say("kind", "Rooms", "public", who="amal")
    frozen.field.define("kind", choices=["public", "private", "church"])
    frozen.decision.make("sites", frozen.site.named("Rooms").id, "in", reviewer="amal")
    more = tmp_path / "more.gexf"
    nodes = (Node("1", home="https://town.example/start"), Node("2", home="https://help.example/"))
    more.write_bytes(gexf.write(Network(nodes, (Edge("1", "2", 9.0),))).data)
    frozen.exchange.add(more)
    assert published(frozen, tmp_path) == before
    assert frozen.corpus.verify("sites@1") == []
    assert frozen.verify() == []
    again = frozen.corpus.freeze("sites", include=["in", "out", "unsure"])
    assert again["new"]
    assert again["digest"] != frozen.corpus.get("sites@1").digest
    assert published(frozen, tmp_path, "sites@2") != before


def test_the_digest_covers_names_and_boundaries_and_no_machine(frozen: Study, tmp_path: Path) -> None:
    first = frozen.corpus.get("sites@1").digest
    with create(tmp_path / "other", title="O", purpose="q", basis="b", retain_until="2098-01-01") as other:
        other.question.add("sites", criteria=frozen.question.get("sites").criteria, unit="site")
        other.exchange.add(network(tmp_path), question="sites")
        assert other.corpus.freeze("sites", include=["in", "out", "unsure"])["digest"] == first
    frozen.site.rename("Town house", "House")
    assert frozen.corpus.freeze("sites", include=["in", "out", "unsure"])["digest"] != first
    frozen.site.undo()
    assert frozen.corpus.freeze("sites", include=["in", "out", "unsure"])["digest"] == first


def test_a_site_that_was_merged_away_is_no_member(frozen: Study) -> None:
    assert frozen.corpus.get("sites@1").members == 3
    frozen.site.merge("دار المساعدة", "Town house")
    again = frozen.corpus.freeze("sites", include=["in", "out", "unsure"])
    assert (again["members"], again["items"]) == (2, 2)
    assert frozen.corpus.verify("sites@2") == []


def test_nothing_new_is_frozen_where_nothing_changed(frozen: Study) -> None:
    assert frozen.corpus.freeze("sites", include=["in", "out", "unsure"])["new"] is False
    frozen.field.say("kind", "Town house", "private", who="amal")
    assert frozen.corpus.freeze("sites", include=["in", "out", "unsure"])["new"] is True


def test_formats_for_traces_refuse_sites_and_the_reverse(frozen: Study, tmp_path: Path) -> None:
    with pytest.raises(PublicationRefused, match="corpus of sites") as refused:
        frozen.publication.write("sites", "csv", tmp_path / "x")
    assert "site-table" in refused.value.hint
    assert "parquet" not in refused.value.hint
    frozen.question.add("texts", criteria="Any?")
    trace = frozen.trace.list()[0].id
    frozen.decision.make("texts", trace, "in", reviewer="amal")
    frozen.corpus.freeze("texts")
    with pytest.raises(PublicationRefused, match="corpus of traces") as refused:
        frozen.publication.write("texts", "gexf", tmp_path / "x")
    assert "parquet" in refused.value.hint
    assert frozen.publication.describe("gexf")["units"] == ["site"]


def test_a_network_comes_back_as_it_went_in(frozen: Study, tmp_path: Path) -> None:
    nodes, given = by_name(read(frozen, tmp_path)), by_name(NETWORK)
    assert nodes.keys() == given.keys() - {"Rooms"}
    for name, node in nodes.items():
        was = given[name]
        assert {each: set(node.fields[each]) for each in was.fields} == {
            each: set(held) for each, held in was.fields.items()
        }
        assert {each: node.measures[each] for each in was.measures} == was.measures
        assert {type(node.measures[each]) for each in was.measures} == {
            type(e) for e in was.measures.values()
        }
        assert (node.status, set(was.prefixes) <= set(node.prefixes)) == (was.status, True)
    keys = {each.key: each.label for each in read(frozen, tmp_path).nodes}
    edges = [
        (keys[e.source], keys[e.target], e.weight, e.attributes["count"])
        for e in read(frozen, tmp_path).edges
    ]
    assert sorted(edges) == [
        ("Town house", "دار المساعدة", 5.0, 5),
        ("https://rooms.example/", "Town house", 1.0, 1),
    ]


def test_other_programs_read_what_is_written(frozen: Study, tmp_path: Path) -> None:
    made = published(frozen, tmp_path)
    for name, take in (("gexf", nx.read_gexf), ("graphml", nx.read_graphml)):
        path = tmp_path / name
        path.write_bytes(made[name])
        graph = take(path)
        assert (len(graph.nodes), len(graph.edges)) == (3, 2)
    rows = list(csv.DictReader(made["hyphe-csv"].decode().splitlines()))
    assert {row["STATUS"] for row in rows} == {"IN", "OUT", "UNDECIDED"}
    assert {row["languages (TAGS)"] for row in rows} == {"ar|fr", "ar", ""}
    assert len(json.loads(made["hyphe-json"])["webentities"]) == 3
    assert len(list(csv.DictReader(made["site-table"].decode().splitlines()))) == 3


def test_hyphe_s_list_is_the_same_corpus_elsewhere(frozen: Study, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    frozen.publication.write("sites", "hyphe-csv", file)
    with create(tmp_path / "other", title="O", purpose="q", basis="b", retain_until="2098-01-01") as other:
        other.exchange.add(file, as_="hyphe", question="sites")
        assert {each["name"] for each in other.site.list()} == {
            "Town house",
            "دار المساعدة",
            "https://rooms.example/",
        }
        town = other.site.show("Town house")
        assert town["starts"] == ("https://town.example/start",)
        assert town["prefixes"] == ["town.example"]
        other.corpus.freeze("sites", include=["in", "out", "unsure"])
        again = tmp_path / "again.csv"
        other.publication.write("sites", "hyphe-csv", again)
        first, second = (list(csv.DictReader(each.read_text().splitlines())) for each in (file, again))
        for name in (
            "ID",
            "NAME",
            "STATUS",
            "PREFIXES AS LRU",
            "HOME PAGE",
            "START PAGES",
            "languages (TAGS)",
        ):
            assert [each[name] for each in first] == [each[name] for each in second]


def test_the_gate_holds_for_sites(study: Study, tmp_path: Path) -> None:
    nodes = (
        Node(
            "1",
            "Ask nour@mail.example",
            home="https://a.example/",
            fields={"note": ("call +33 6 12 34 56 78",)},
        ),
        Node("2", "Nour", home="https://twitter.com/nour_invented", status="in"),
        Node("3", "House", home="https://c.example/", status="in"),
    )
    path = tmp_path / "n.gexf"
    path.write_bytes(gexf.write(Network(nodes, (Edge("2", "3"),), fields=("note",))).data)
    study.exchange.add(path, question="sites")
    for each in study.site.list():
        study.decision.make("sites", each["id"], "in", reviewer="amal")
    study.corpus.freeze("sites")
    held = b"".join(published(study, tmp_path).values()).decode()
    for secret in (
        "nour@mail",
        "nour_invented",
        "Nour",
        "12 34 56",
        "import: n",
        study.site.named("Nour").id,
    ):
        assert secret not in held
    facts = study.publication.write("sites", "gexf", tmp_path / "x.gexf")
    assert (facts["withheld"]["url"], facts["withheld"]["email"], facts["withheld"]["phone"]) == (1, 1, 1)
    assert len(read(study, tmp_path).edges) == 1
    assert "https://twitter.com/nour_invented" in {
        each.home for each in read(study, tmp_path, urls="keep", reason="agreed").nodes
    }


PAGE = "<html><head><title>{}</title></head><body><p>Rooms for people.</p>{}</body></html>"


@pytest.fixture
def captured(study: Study, tmp_path: Path) -> Iterator[Study]:
    """A study with an archive of three sites, one in, one out, one open; the first links twice to the second."""
    pages = {
        "https://a.example/": "<a href='https://b.example/'>b</a> <a href='https://b.example/x'>x</a>",
        "https://b.example/": "",
        "https://c.example/": "",
    }
    file = tmp_path / "crawl.warc"
    file.write_bytes(
        b"".join(
            warc("response", http(PAGE.format(url, links).encode(), Set_Cookie="id=secret"),
                 {"WARC-Target-URI": url, "Content-Type": "application/http;msgtype=response"})
            for url, links in pages.items()
        )
    )  # fmt: skip
    study.source.add(file)
    study.question.add("sites", criteria="x", unit="site")
    for name, verdict in (("a.example", "in"), ("b.example", "out")):
        study.decision.make("sites", study.site.named(name).id, verdict, reviewer="amal")
    yield study


def test_what_was_captured_of_the_members_leaves_as_an_archive(captured: Study, tmp_path: Path) -> None:
    captured.corpus.freeze("sites")
    facts = captured.publication.write("sites", "wacz", tmp_path / "out.wacz")
    with zipfile.ZipFile(facts["out"]) as opened:
        pages = [json.loads(each) for each in opened.read("pages/pages.jsonl").splitlines()]
    assert [each["url"] for each in pages[1:]] == ["https://a.example/"]
    first = Path(facts["out"]).read_bytes()
    assert b"secret" not in first
    with create(tmp_path / "again", title="O", purpose="q", basis="b", retain_until="2098-01-01") as again:
        assert again.source.add(facts["out"])["added"] == 1
    captured.publication.write("sites", "wacz", tmp_path / "two.wacz")
    assert (tmp_path / "two.wacz").read_bytes() == first


def test_pages_in_and_out_train_a_crawler(captured: Study, tmp_path: Path) -> None:
    captured.corpus.freeze("sites")
    facts = captured.publication.write("sites", "ache", tmp_path / "out.zip")
    with zipfile.ZipFile(facts["out"]) as opened:
        assert sorted(each.partition("/")[0] for each in opened.namelist()) == [
            "negative",
            "positive",
            "seeds.txt",
        ]
        assert opened.read("seeds.txt") == b"https://a.example/\n"
        positive = next(each for each in opened.namelist() if each.startswith("positive"))
        assert b"<title>https://a.example/</title>" in opened.read(positive)


def test_links_count_pages_and_have_dates(captured: Study, tmp_path: Path) -> None:
    captured.corpus.freeze("sites", include=["in", "out"])
    (edge,) = read(captured, tmp_path).edges
    assert (edge.weight, edge.attributes) == (
        2.0,
        {"count": 2, "pages": 1, "first": "2024-03-05", "last": "2024-03-05"},
    )
    nodes = by_name(read(captured, tmp_path))
    assert nodes["a.example"].measures["pages_captured"] == 1
    assert nodes["a.example"].fields["last_captured"] == ("2024-03-05",)


def test_what_closed_sources_say_stays_behind(study: Study, tmp_path: Path) -> None:
    study.exchange.add(network(tmp_path), question="sites")
    closed = tmp_path / "closed.warc"
    page = PAGE.format("t", "<a href='https://rooms.example/'>r</a>").encode()
    closed.write_bytes(warc("response", http(page), {"WARC-Target-URI": "https://help.example/",
                                                     "Content-Type": "application/http;msgtype=response"}))  # fmt: skip
    study.source.add(closed, venue="closed")
    study.corpus.freeze("sites", include=["in", "out", "unsure"])
    assert len(read(study, tmp_path).edges) == 2
    assert len(read(study, tmp_path, closed="include", reason="the same team").edges) == 3


def test_what_has_no_pages_is_no_archive(frozen: Study, tmp_path: Path) -> None:
    for name in ("wacz", "ache"):
        with pytest.raises(PublicationRefused):
            frozen.publication.write("sites", name, tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_an_older_version_that_does_not_say_what_its_sites_were_is_not_published(
    frozen: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = frozen.corpus.get("sites@1")
    for name in ("ground", "sites_digest"):
        version.protocol.pop(name)
    monkeypatch.setattr(frozen.corpus, "get", lambda _: version)
    with pytest.raises((CorpusError, Exception), match=r"freeze|altered"):
        frozen.publication.write("sites", "gexf", tmp_path / "x")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_methods_page_tells_what_the_sites_stand_on(frozen: Study, tmp_path: Path, language: str) -> None:
    facts = frozen.publication.write("sites", "methods", tmp_path / f"{language}.html", language=language)
    page = Path(facts["out"]).read_text()
    assert 'id="web"' in page
    assert 'id="dates"' not in page
    assert re.search(r"\btraces?\b", page.partition("<main>")[2], re.IGNORECASE) is None


@needs_data
def test_a_real_network_goes_through_and_comes_back(study: Study, tmp_path: Path) -> None:
    name = "hyphe-communautes-libres-fr.gexf"
    study.exchange.add(DATA / name, question="sites")
    study.corpus.freeze("sites")
    given, found = formats.read(DATA / name), read(study, tmp_path)
    assert (len(found.nodes), len(found.edges)) == (621, 7193)
    was, now = ({n.key: n.label for n in each.nodes} for each in (given, found))
    assert sorted((was[e.source], was[e.target], e.weight) for e in given.edges) == sorted(
        (now[e.source], now[e.target], e.weight) for e in found.edges
    )
    held = {each.label: each for each in found.nodes}
    for node in given.nodes:
        assert held[node.label].measures.items() >= node.measures.items()
        assert held[node.label].fields.items() >= node.fields.items()
