"""Analyses by name, over the sites of a study."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from diatrace.cli.app import app
from diatrace.errors import Misuse, UnknownName
from diatrace.study import Study


def test_the_network_of_a_study(linked: Study) -> None:
    found = linked.analysis.run("network")
    rows = {each["name"]: each for each in found["tables"]["site"]}
    assert (found["figures"]["sites"], found["figures"]["edges"]) == (3, 3)
    assert (rows["town.example"]["in_degree"], rows["town.example"]["out_degree"]) == (1, 2)
    assert set(found["method"]) >= {"betweenness_directed", "core", "reciprocity"}


def test_verdicts_stand_beside_sites_and_choose_them(linked: Study) -> None:
    linked.question.add("sites", criteria="Is it a site of newcomers?")
    town = linked.site.named("town.example").id
    graph = linked.analysis.graph("sites")
    assert list(graph.verdicts) == ["", "", ""]
    assert linked.analysis.run("network", question="sites", status=["in"])["figures"]["sites"] == 0
    assert town in graph.ids


def test_unknown_names_are_said(linked: Study) -> None:
    with pytest.raises(UnknownName, match="no analysis"):
        linked.analysis.run("bubbles")
    with pytest.raises(Misuse, match="unknown parameter"):
        linked.analysis.run("network", depth=3)
    assert set(linked.analysis.list()) >= {"layout", "network"}
    assert linked.analysis.describe("network")["params"]["properties"]["undirected"]["type"] == "boolean"


def test_the_command_gives_the_same(linked: Study) -> None:
    run = CliRunner()
    told = run.invoke(app, ["analyse", str(linked.path), "network", "--undirected", "--json"])
    assert json.loads(told.output)["figures"]["directed"] is False
    told = run.invoke(app, ["analyse", str(linked.path), "network"])
    assert (told.exit_code, "town.example" in told.output) == (0, True)
