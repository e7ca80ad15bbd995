"""`diatrace field` as a script uses it and as people read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def sites(run: Run, empty: str) -> str:
    run("site", "add", empty, "https://town.example", "https://help.example")
    return empty


def test_fields_go_from_definition_to_agreement(run: Run, sites: str) -> None:
    made = run("field", "define", sites, "kind", "--choice", "news", "--choice", "aid", "--many", "--json")
    assert (made.code, made.out[0]["choices"], made.out[0]["many"]) == (0, ["news", "aid"], True)
    assert run("field", "say", sites, "kind", "town.example", "news", "aid", "--who", "amal").code == 0
    assert run("field", "say", sites, "kind", "town.example", "news", "--who", "ben", "--blind").code == 0
    assert "disputed" in run("field", "show", sites, "town.example").out
    found = run("field", "agreement", sites, "kind", "--blind", "--json").out
    assert (found["metric"], found["units"]) == ("MASI", 1)
    assert "MASI" in run("field", "agreement", sites, "kind").out
    settled = run("field", "say", sites, "kind", "town.example", "aid", "--adjudicate", "--who", "chloe")
    assert settled.out == "1 values written\n"
    assert "aid" in run("field", "show", sites, "town.example").out
    history = run("field", "show", sites, "town.example", "--field", "kind", "--json").out
    assert [(each["who"], each["role"], each["blind"]) for each in history] == [
        ("amal", "reading", False),
        ("ben", "reading", True),
        ("chloe", "adjudication", False),
    ]
    assert "taken back: kind" in run("field", "undo", sites, "--who", "chloe").out


def test_the_template_and_what_nobody_used(run: Run, sites: str) -> None:
    assert len(run("field", "template", sites, "--language", "fr", "--json").out) == 10
    assert "activité: never used" in run("field", "list", sites, "--unused").out
    run("field", "say", sites, "activité", "help.example", "mémoire")
    assert "activité: communauté" in run("field", "list", sites, "--unused").out
    assert "activité" in run("field", "list", sites).out
    run("field", "retire", sites, "activité")
    assert "activité" not in run("field", "list", sites).out


def test_proposals_say_how_they_fare_and_write_nothing(run: Run, sites: str) -> None:
    run("field", "template", sites)
    assert "little can be proposed yet" in run("field", "propose", sites, "type").out
    assert run("field", "propose", sites, "type", "--json").out["proposed"] == []


def test_a_table_of_values_tells_the_rows_it_could_not_read(run: Run, sites: str, tmp_path: Path) -> None:
    table = tmp_path / "life.csv"
    table.write_text("item,life,on\ntown.example,dead,2026-11-23\nhelp.example,asleep,2026-11-23\n")
    said = run("field", "say", sites, "--from", table)
    assert said.code == 3
    assert said.out == "1 values written\n"
    assert "line 3: life cannot be 'asleep'" in said.err
    assert run("field", "show", sites, "town.example", "--json").out["life"]["on"] == "2026-11-23"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("say",), "nothing is said"),
        (("say", "life", "town.example", "asleep"), "one of: live"),
        (("say", "colour", "town.example", "red"), "known: life"),
        (("define", "kind"), "two or more"),
        (("template", "atlas"), "known: e-diasporas"),
        (("undo", "--who", "nobody"), "nothing to take back"),
    ],
)
def test_what_is_refused_says_what_to_do(run: Run, sites: str, words: tuple[str, ...], told: str) -> None:
    said = run("field", words[0], sites, *words[1:])
    assert said.code != 0
    assert told in said.err
