"""A question about sites goes the whole way: proposed, decided, agreed on, frozen, told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from diatrace.errors import Misuse, PublicationRefused
from diatrace.study import Study

CRITERIA = "Does the site help newcomers to find a home?"


@pytest.fixture
def asked(linked: Study) -> Study:
    linked.question.add("sites", criteria=CRITERIA, unit="site")
    return linked


def test_sites_are_proposed_in_an_order_that_learns_and_says_why(asked: Study) -> None:
    made = asked.proposal.run("sites", seed=1)
    assert (made["method"], made["items"]) == ("sites", 3)
    asked.decision.make("sites", asked.site.named("town.example").id, "in", reviewer="amal")
    again = asked.proposal.run("sites", seed=1)
    assert {each["title"] for each in again["top"]} == {"help.example", "blog.wordpress.com"}
    assert again["learned_from"] == 1
    assert {each["sign"] for each in again["top"][0]["why"]["signs"]} >= {"linked", "linking"}
    assert asked.proposal.run("sites", seed=1)["top"] == again["top"]


def test_a_card_shows_what_is_known_of_the_site(asked: Study) -> None:
    cards = {
        each.trace.title: each.trace for each in asked.decision.hand("sites", "amal", queue="source", count=5)
    }
    town, blog = cards["town.example"], cards["blog.wordpress.com"]
    assert (town.kind, town.attributes["in_degree"], town.attributes["captured"]) == ("site", 1, 1)
    assert "home.html" in town.text
    assert blog.attributes["cited_by"] == [{"name": "town.example", "links": 1}]
    assert cards.keys() == {"town.example", "help.example", "blog.wordpress.com"}


def test_sites_go_through_decisions_agreement_and_corpus_like_traces(asked: Study, tmp_path: Path) -> None:
    ids = [each["id"] for each in asked.site.list()]
    file = tmp_path / "decisions.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(
            [["trace", "verdict"], [ids[0], "in"], [ids[1], "out"], [ids[2], "neighbour"]]
        )
    assert asked.decision.read("sites", file, reviewer="amal")["written"] == 3
    for each, verdict in zip(ids, ("in", "in", "neighbour"), strict=True):
        asked.decision.make("sites", each, verdict, reviewer="ben", blind=True)
    status = asked.decision.status("sites")
    assert (status["read"], status["total"], status["disputed"]) == (3, 3, 1)
    asked.decision.adjudicate("sites", ids[1], "out", reviewer="amal")
    frozen = asked.corpus.freeze("sites")
    assert (frozen["members"], frozen["complete"]) == (1, True)
    assert asked.verify() == []
    assert asked.corpus.verify("sites@1") == []
    with pytest.raises(PublicationRefused, match="corpus of sites") as refused:
        asked.publication.write("sites@1", "csv", tmp_path / "out")
    assert "gexf" in refused.value.hint
    figures = asked.analysis.run("network", question="sites", status=["in", "neighbour"])["figures"]
    assert figures["sites"] == 2


def test_a_boundary_drawn_while_reviewing_shows_at_once(asked: Study) -> None:
    desk = asked.decision.desk("sites")
    assert desk.size() == (3, 3)
    asked.site.merge("help.example", "town.example")
    assert asked.decision.desk("sites").size() == (2, 2)
    asked.site.undo()
    assert asked.decision.desk("sites").size() == (3, 3)


def test_a_declared_site_that_was_merged_is_asked_about_no_more(study: Study) -> None:
    study.question.add("sites", criteria=CRITERIA, unit="site")
    study.site.add(["https://a.example", "https://b.example"])
    assert study.decision.desk("sites").size() == (2, 2)
    study.site.merge("a.example", "b.example")
    assert study.decision.desk("sites").size() == (1, 1)
    assert [each["name"] for each in study.site.list()] == ["b.example"]
    study.site.undo()
    assert study.decision.desk("sites").size() == (2, 2)


def test_a_question_is_about_traces_or_sites(linked: Study) -> None:
    with pytest.raises(Misuse, match="about"):
        linked.question.add("people", criteria="x", unit="person")


def test_the_question_of_sites_needs_not_be_put_and_its_file_may_name_sites(
    linked: Study, tmp_path: Path
) -> None:
    made = linked.proposal.run("sites", seed=1)
    assert made["items"] == 3
    assert linked.question.get("sites").settings.unit == "site"
    assert linked.statement.purpose in linked.question.get("sites").criteria
    file = tmp_path / "decisions.csv"
    file.write_text(
        "url,verdict\nhttps://town.example/any,in\nhelp.example,out\n"
        "https://elsewhere.example/,in\nnot an address,in\n"
    )
    report = linked.decision.read("sites", file, reviewer="amal")
    assert report["written"] == 2
    assert [each["line"] for each in report["failed"]] == [4, 5]
    assert linked.decision.status("sites")["verdicts"]["in"] == 1
    assert len(linked.question.list()) == 1
