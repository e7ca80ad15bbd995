"""The map of a study for print, in both languages, by façade and command."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from diatrace.cli.app import app
from diatrace.errors import Misuse, UnknownName
from diatrace.study import Study

SVG = "{http://www.w3.org/2000/svg}"
TOWN, HELP = "town.example", "help.example"


def words(path: Path) -> str:
    return " ".join(each.text or "" for each in ET.parse(path).getroot().iter(f"{SVG}text"))


def test_it_says_what_it_shows_and_how_it_was_made(linked: Study, tmp_path: Path) -> None:
    linked.question.add("sites", criteria="Is it a site of newcomers?", unit="site")
    found = linked.analysis.draw(tmp_path / "map.svg", question="sites", seed=9)
    assert (found["sites"], found["links"]) == (3, 3)
    said = words(tmp_path / "map.svg")
    for each in (
        TOWN,
        HELP,
        "Undecided (3)",
        "seed 9",
        "ForceAtlas2",
        "“sites”",
        "Pages as last captured",
        linked.statement.title,
    ):
        assert each in said


def test_it_speaks_french(linked: Study, tmp_path: Path) -> None:
    linked.analysis.draw(tmp_path / "carte.svg", language="fr", at="2099-01-01", size="links")
    said = words(tmp_path / "carte.svg")
    for each in ("carte des sites", "Communauté 1", "Louvain", "graine 1", "2099-01-01", "Liens vers lui"):
        assert each in said


def test_fields_and_verdicts_colour_it(linked: Study, tmp_path: Path) -> None:
    linked.field.define("kind", choices=["office", "blog"])
    linked.field.say("kind", TOWN, "office", who="Nadia")
    linked.analysis.draw(tmp_path / "kind.svg", colour="kind", size="out")
    said = words(tmp_path / "kind.svg")
    assert "office (1)" in said
    assert "No value (2)" in said
    linked.analysis.draw(tmp_path / "plain.svg", colour="none", size="same")
    assert "All sites (3)" in words(tmp_path / "plain.svg")


def test_a_field_of_numbers_is_a_size(linked: Study, tmp_path: Path) -> None:
    linked.field.define("members", type="number")
    linked.field.say("members", TOWN, "400", who="Nadia")
    linked.analysis.draw(tmp_path / "map.svg", size="members", colour="none")
    radii = [
        float(each.get("r", 0)) for each in ET.parse(tmp_path / "map.svg").getroot().iter(f"{SVG}circle")
    ]
    assert (len(radii), radii[0] > 4 * radii[1], radii[1] == radii[2]) == (4, True, True)
    assert "Size: members" in words(tmp_path / "map.svg")


def test_the_same_seed_draws_the_same(linked: Study, tmp_path: Path) -> None:
    drawn = []
    for number, seed in enumerate((1, 1, 2)):
        linked.analysis.draw(tmp_path / f"{number}.svg", seed=seed)
        drawn.append((tmp_path / f"{number}.svg").read_bytes())
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"colour": "no such field"}, UnknownName),
        ({"size": "no such field"}, UnknownName),
        ({"size": "kind"}, Misuse),
        ({"language": "tlh"}, UnknownName),
        ({"question": "none"}, UnknownName),
        ({"status": ["perhaps"]}, Misuse),
        ({"at": "yesterday"}, Misuse),
    ],
)
def test_what_cannot_be_drawn_is_said(
    linked: Study, tmp_path: Path, asked: dict[str, str], error: type[Exception]
) -> None:
    linked.field.define("kind", choices=["office", "blog"])
    linked.field.say("kind", TOWN, "office", who="Nadia")
    with pytest.raises(error):
        linked.analysis.draw(tmp_path / "map.svg", **asked)  # type: ignore[arg-type]
    assert not list(tmp_path.glob("*.svg"))


def test_nothing_is_written_over(linked: Study, tmp_path: Path) -> None:
    (tmp_path / "map.svg").write_text("mine")
    for name in ("map.svg", "nowhere/map.svg"):
        with pytest.raises(Misuse):
            linked.analysis.draw(tmp_path / name)
    assert (tmp_path / "map.svg").read_text() == "mine"


def test_the_command_draws_and_sets_parameters(linked: Study, tmp_path: Path) -> None:
    run = CliRunner()
    told = run.invoke(
        app, ["draw", str(linked.path), "--out", str(tmp_path / "map.svg"), "--colour", "community"]
    )
    assert (told.exit_code, "3 sites, 3 links between sites" in told.output) == (0, True)
    first, second = (
        run.invoke(app, ["analyse", str(linked.path), "layout", "--set", f"seed={seed}", "--json"]).output
        for seed in (1, 2)
    )
    assert first != second
    assert "town.example" in run.invoke(app, ["analyse", str(linked.path), "communities"]).output
