"""Sites as a researcher handles them, over real-looking pages."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from diatrace.cli.app import app
from diatrace.errors import Misuse, UnknownName
from diatrace.study import Study, open_study


def names(study: Study) -> list[tuple[str, int, int]]:
    return [(each["name"], each["in_degree"], each["out_degree"]) for each in study.site.list()]


def test_sites_follow_from_pages_and_their_links(linked: Study) -> None:
    assert names(linked) == [
        ("blog.wordpress.com", 1, 0),
        ("help.example", 1, 1),
        ("town.example", 1, 2),
    ]
    shown = linked.site.show("town.example")
    assert [each["url"] for each in shown["pages"]] == ["https://town.example/"]
    assert [(each["name"], each["links"]) for each in shown["cited_by"]] == [("help.example", 2)]
    assert (shown["in_degree"], shown["out_degree"]) == (1, 2)


def test_an_edge_opens_onto_its_links(linked: Study) -> None:
    found = linked.site.links("help.example", "https://town.example/anything")
    assert [each["target"] for each in found] == ["https://town.example/newcomers", "https://town.example/"]
    assert {each["page"] for each in found} == {"https://help.example/"}
    assert linked.site.links("help.example", "town.example", at="2001-01-01") == []
    with pytest.raises(Misuse, match="no day"):
        linked.site.links("help.example", "town.example", at="yesterday")


def test_splitting_merging_renaming_and_taking_back(linked: Study) -> None:
    part = linked.site.split("town.example/newcomers", name="Newcomers' house")
    assert len(linked.site.links("help.example", part["id"])) == 1
    with pytest.raises(Misuse, match="all of"):
        linked.site.split("https://town.example/")
    merged = linked.site.merge("help.example", "Newcomers' house")
    assert merged["id"] == part["id"]
    assert linked.site.named("https://www.help.example/rooms").id == part["id"]
    linked.site.undo()
    assert linked.site.named("https://www.help.example/rooms").name == "help.example"
    assert linked.site.rename("help.example", "Aide")["name"] == "Aide"
    assert [each["kind"] for each in linked.site.acts()] == ["declare", "merge", "undo", "declare", "rename"]
    assert linked.verify() == []


def test_sites_are_declared_one_each_or_together(linked: Study) -> None:
    assert len(linked.site.add(["https://a.example", "b.example"])) == 2
    both = linked.site.add(["https://c.example", "https://d.example/fr"], name="Both", together=True)
    assert both[0]["prefixes"] == ["c.example", "d.example/fr"]
    assert {each["name"] for each in linked.site.list(declared=True)} == {"a.example", "b.example", "Both"}


@pytest.mark.parametrize("name", ["nobody", "javascript:x", "", "co.uk"])
def test_an_unknown_site_is_said_to_be_unknown(linked: Study, name: str) -> None:
    if name == "nobody":
        assert linked.site.named(name).declared is False  # one word may be a machine of a local network
        return
    with pytest.raises(UnknownName, match="no site"):
        linked.site.named(name)


def test_the_commands_say_the_same_as_the_methods(linked: Study) -> None:
    place = str(linked.path)
    run = CliRunner()
    for command in (
        ["site", "add", place, "https://a.example", "--name", "A"],
        ["site", "list", place],
        ["site", "show", place, "town.example"],
        ["site", "links", place, "help.example", "town.example"],
        ["site", "split", place, "town.example/newcomers"],
        ["site", "rename", place, "a.example", "B"],
        ["site", "merge", place, "B", "help.example"],
        ["site", "undo", place],
        ["site", "rule", place, "town.example", "path-1"],
        ["site", "log", place],
    ):
        told = run.invoke(app, command)
        assert told.exit_code == 0, (command, told.output)
        assert told.output.strip()
    told = run.invoke(app, ["site", "show", place, "town.example", "--json"])
    assert '"cited_by"' in told.output
    with open_study(linked.path) as again:
        assert len(again.site.acts()) == 7
