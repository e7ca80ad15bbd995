"""Networks of other tools become sites, links, fields and answers; nothing is mended unasked, nothing comes twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diatrace.actor.exchange import gexf
from diatrace.actor.exchange.network import Network, Node
from diatrace.decision import field
from diatrace.errors import Misuse, SourceError, UnknownName
from diatrace.study import Study
from tests.actor.exchange.networks import DATA, needs_data
from tests.source.network_samples import NETWORK, network


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    return network(tmp_path)


def named(study: Study, name: str) -> str:
    return study.site.named(name).id


def state(study: Study) -> list[Any]:
    sites = study.site.list()
    return [sites, study.field.list(), [study.field.of(each["id"]) for each in sites], study.site.acts()]


def test_sites_links_and_fields_come_in(study: Study, towns: Path) -> None:
    found = study.exchange.add(towns)
    assert (found["nodes"], found["declared"], found["without_address"], found["decisions"]) == (4, 4, 1, 0)
    assert {each["name"] for each in study.site.list()} >= {"Town house", "دار المساعدة", "Rooms"}
    cites = study.site.show("Town house")["cites"]
    assert [(each["name"], each["links"]) for each in cites] == [("دار المساعدة", 5)]
    assert study.analysis.run("network")["figures"]["links"] == 9
    types = {each["name"]: (each["type"], each["many"]) for each in study.field.list()}
    assert types == {
        "motto": ("text", False),
        "languages": ("choice", True),
        "kind": ("choice", False),
        "pages": ("number", False),
        "share": ("number", False),
        "crawled": ("yesno", False),
        "life": ("choice", False),
    }
    told = study.field.of("Town house")
    assert told["languages"]["values"] == ("ar", "fr")
    assert (told["pages"]["values"], told["crawled"]["values"]) == (("12",), ("yes",))
    assert study.verify() == []


def test_a_captured_page_stays_what_it_is_beside_a_site_at_its_address(
    study: Study, towns: Path, tmp_path: Path
) -> None:
    page = tmp_path / "town.html"
    page.write_text(
        '<link rel="canonical" href="https://town.example/start"><p>Rooms are let on Mondays.</p>'
    )
    study.source.add(page)
    assert study.source.add(towns)["revised"] == 0
    here = [each for each in study.trace.list() if each.url == "https://town.example/start"]
    assert sorted(each.kind for each in here) == ["page", "site"]


def test_the_same_network_twice_adds_nothing(study: Study, towns: Path) -> None:
    study.exchange.add(towns, question="sites")
    before = [*state(study), study.decision.list("sites")]
    again = study.exchange.add(towns, question="sites")
    assert (again["declared"], again["source"]["added"], again["values"], again["decisions"]) == (0, 0, 0, 0)
    assert [*state(study), study.decision.list("sites")] == before


def test_a_preview_writes_nothing_and_shows_the_repairs(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "odd.gexf"
    nodes = (*NETWORK.nodes, Node("5", " Spaces ", fields={"motto": ("a|b",)}))
    path.write_bytes(gexf.write(replace(NETWORK, nodes=nodes)).data)
    before = len(study.events())
    found = study.exchange.preview(path)
    assert len(study.events()) == before
    offered = {each["name"]: each for each in found["repairs"]}
    assert offered["trim spaces"]["first"][0]["before"] == " Spaces "
    assert any("split motto" in each for each in offered)
    assert found["to_declare"] == 5
    with pytest.raises(UnknownName, match="no repair"):
        study.exchange.add(path, repair=["iron"])
    assert len(study.events()) == before
    assert "trim spaces" not in str(study.exchange.add(path, repair=["trim spaces"])["repairs"])


def test_statuses_are_answers_only_where_a_question_is_named(study: Study, towns: Path) -> None:
    study.exchange.add(towns)
    assert study.question.list() == []
    found = study.exchange.add(towns, question="sites")
    assert found["decisions"] == 3
    decisions = {each["trace"]: each for each in study.decision.list("sites")}
    assert {each["verdict"] for each in decisions.values()} == {"in", "out", "unsure"}
    assert {each["reviewer"] for each in decisions.values()} == {"import: towns"}
    assert decisions[named(study, "Town house")]["verdict"] == "in"
    study.question.add("texts", criteria="Any?")
    with pytest.raises(Misuse, match="not about sites"):
        study.exchange.add(towns, question="texts")


def test_boundaries_that_somebody_declared_stand(study: Study, towns: Path) -> None:
    study.site.add(["https://town.example", "https://help.example"], name="Both", together=True)
    found = study.exchange.add(towns)
    assert (found["sites"], found["declared"]) == (3, 2)
    assert study.site.named("https://help.example/any").name == "Both"
    study.site.merge("Rooms", "Both")
    study.exchange.add(towns)
    assert study.site.named("https://towns-3.invalid/").name == "Both"


def test_a_field_is_widened_or_takes_another_name(study: Study, towns: Path) -> None:
    study.field.define("kind", choices=["public", "church"])
    study.field.define("pages", type="text")
    found = study.exchange.add(towns)
    assert "pages (towns)" in found["fields"]
    assert set(field.named(study.folder, "kind").choices) == {"public", "church", "private"}
    assert field.named(study.folder, "pages").type == "text"


def test_sites_that_are_only_listed_stand_for_no_finds(study: Study, towns: Path) -> None:
    study.exchange.add(towns)
    assert [each["name"] for each in study.site.list() if each["starts"]] == ["Town house"]
    study.question.add("sites", criteria="x", unit="site")
    assert study.proposal.run("sites", seed=1)["items"] == 4


def test_a_hostile_file_is_refused_and_leaves_nothing(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "bomb.gexf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "b">]><gexf><graph><nodes><node id="&a;"/></nodes></graph></gexf>'
    )
    before = len(study.events())
    with pytest.raises(SourceError):
        study.exchange.add(path)
    assert len(study.events()) == before


def test_columns_are_typed_by_what_they_hold(study: Study, tmp_path: Path) -> None:
    said = {
        "page": ("https://a.example/x", "https://b.example/y", "https://c.example/z"),
        "day": ("2020-01-01", "2021-12-31", "2020-01-01"),
        "tone": ("warm", "dry", "warm"),
        "case": ("a", "A", "a"),
        "life": ("x", "y", "z"),
    }
    nodes = tuple(
        Node(str(place), f"Site {place}", fields={name: (values[place],) for name, values in said.items()})
        for place in range(3)
    )
    path = tmp_path / "typed.gexf"
    path.write_bytes(gexf.write(Network(nodes, fields=tuple(said))).data)
    study.exchange.add(path)
    assert {each["name"]: each["type"] for each in study.field.list()} == {
        "page": "url",
        "day": "date",
        "tone": "choice",
        "case": "text",
        "life (imported)": "text",
        "life": "choice",
    }


@needs_data
@pytest.mark.parametrize(
    ("name", "sites", "links"),
    [
        ("rio20.gexf", 362, 1095),
        ("hyphe-communautes-libres-fr.gexf", 621, 134227),
        ("minivan-hyphe-nordic-design.json", 254, 31298),
    ],
)
def test_real_networks_become_corpora(study: Study, name: str, sites: int, links: int) -> None:
    found = study.exchange.add(DATA / name)
    assert found["sites"] == sites
    figures = study.analysis.run("network")["figures"]
    assert (figures["sites"], figures["links"]) == (sites, links)
    assert study.verify() == []
