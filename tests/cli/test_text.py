"""What people read: tables that fit, sentences, nothing that steers the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from diatrace.cli import output
from tests.cli.conftest import Run

WIDTH = 80
LONG = "Une chambre à Lille 🏠 غرفة للإيجار لمدة شهر 部屋を探しています " * 12

TABLES = [
    ("source", "list"),
    ("source", "list", "{study}"),
    ("trace", "list", "{study}"),
    ("trace", "search", "{study}", "chambre"),
    ("question", "list", "{study}"),
    ("propose", "{study}", "long"),
    ("corpus", "list", "{study}"),
    ("run", "list", "{study}"),
    ("log", "{study}"),
]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", str(WIDTH))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("words", TABLES, ids=" ".join)
def test_tables_fit(run: Run, study: str, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "long.csv"
    file.write_text(
        "author,title,text\n" + "".join(f"Nour,{LONG},{each} {LONG}\n" for each in range(3)), encoding="utf-8"
    )
    assert run("source", "add", study, file).code == 0
    assert run("question", "add", study, "long", "--criteria", LONG).code == 0
    assert run("corpus", "freeze", study, "housing").code == 0
    said = run(*(each.format(study=study) for each in words))
    assert said.code == 0
    lines = said.out.splitlines()
    assert len(lines) >= 2
    for each in lines:
        assert cell_len(each) <= WIDTH, each
        assert not re.search(r"[\[{]['\"]|\bNone\b", each), each  # values of Python are not for people
        assert each == each.rstrip()


@pytest.mark.usefixtures("narrow")
def test_disagreements_are_told_in_words(run: Run, study: str) -> None:
    said = run("agreement", study, "housing")
    assert said.code == 0
    assert "Idris Invented: neighbour" in said.out
    assert "{" not in said.out


def test_what_is_empty_prints_no_empty_lines(run: Run, empty: str) -> None:
    for words in (("source", "list"), ("question", "list"), ("corpus", "list"), ("run", "list")):
        said = run(*words, empty)
        assert (said.code, said.out) == (0, "")
    assert run("trace", "list", empty).out == "0 of 0\n"


def test_columns_line_up_in_every_script(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": name, "n": 1} for name in ("abc", "غرفة", "部屋", "🏠", "e\u0301te\u0301")]
    output.table(rows, ["name", "n"])
    lines = capsys.readouterr().out.splitlines()
    assert len({cell_len(each.rpartition("1")[0]) for each in lines[1:]}) == 1


@pytest.mark.parametrize("mark", [*map(chr, range(9)), *map(chr, range(11, 32)), "\x7f", "\x9b", "\x85"])
def test_control_characters_become_signs(capsys: pytest.CaptureFixture[str], mark: str) -> None:
    for show in (output.say, output.note):
        show(f"a{mark}b")
    output.table([{"text": f"a{mark}b"}], ["text"])
    said = capsys.readouterr()
    assert mark not in said.out + said.err


def test_lines_and_tabs_of_a_text_stay(capsys: pytest.CaptureFixture[str]) -> None:
    output.say("a\n\tb")
    assert capsys.readouterr().out == "a\n\tb\n"


def test_a_trace_is_shown_with_its_facts(run: Run, study: str) -> None:
    first = run("trace", "list", study, "--json").out["traces"][0]
    said = run("trace", "show", study, first["id"])
    assert f"id: {first['id']}" in said.out
    assert "title: Rooms" in said.out
    assert said.out.endswith("A room for a month: ask at the town hall.\n")


def test_a_preview_says_what_will_happen(run: Run, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("author,text,colour\nNour Invented,call +33 6 12 34 56 78 for a room,red\n")
    said = run("source", "add", empty, file, "--dry-run")
    assert "kept: text → text" in said.out
    assert "pseudonymised: author → author" in said.out
    assert "left out: colour" in said.out
    assert "1 × phone" in said.out
    assert run("trace", "list", empty).out == "0 of 0\n"


def test_a_review_in_words(run: Run, study: str) -> None:
    said = run("status", study, "housing")
    assert said.out.splitlines()[0].startswith("7 of 7 read: ")
    assert "estimate, without guarantee: everything was read" in said.out
    assert "certificate: at least" in said.out
