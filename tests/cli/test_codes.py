"""`diatrace codebook`, `diatrace code` and the agreement of coders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def coded(run: Run, study: str) -> tuple[str, list[str]]:
    """The invented study with a codebook, and its first traces."""
    run("codebook", "add", study, "home")
    run("codebook", "add", study, "search", "--under", "home", "--definition", "looks", "--example", "one")
    return study, [each["id"] for each in run("trace", "list", study, "--limit", 3, "--json").out["traces"]]


def test_a_codebook_is_made_changed_and_taken_back(
    run: Run, coded: tuple[str, list[str]], tmp_path: Path
) -> None:
    study, _ = coded
    assert "home / search" in run("codebook", "list", study).out
    changed = run("codebook", "change", study, "search", "--color", "#2a9d8f", "--name", "seek", "--json").out
    assert (changed[0]["path"], changed[0]["color"], changed[0]["definition"]) == (
        "home / seek",
        "#2a9d8f",
        "looks",
    )
    run("codebook", "move", study, "seek")
    assert run("codebook", "merge", study, "seek", "home", "--json").out[0]["path"] == "home"
    assert run("codebook", "retire", study, "home").out == "home is out of use\n"
    assert "taken back: retire" in run("codebook", "undo", study).out
    out = tmp_path / "codes.csv"
    assert run("codebook", "export", study, "--out", out).code == 0
    assert run("codebook", "export", study, "--out", out).code == 2
    assert out.read_text().splitlines()[1] == run("codebook", "export", study).out.splitlines()[1]
    out.write_text("path\nhome\nhome / host\n")
    assert run("codebook", "import", study, out).out == "1 codes added\n"


def test_codings_are_put_listed_counted_and_taken(
    run: Run, coded: tuple[str, list[str]], tmp_path: Path
) -> None:
    study, (first, second, _) = coded
    number = run(
        "code", "put", study, "search", first, "--start", 0, "--end", 4, "--who", "amal", "--json"
    ).out["coding"]
    assert (
        run("code", "put", study, "search", first, "--start", 0, "--end", 4, "--who", "amal").out
        == "coded so already\n"
    )
    assert run("code", "put", study, "home", second, "--who", "amal").code == 0
    found = run("code", "list", study, "--item", first, "--json").out
    assert [(each["path"], len(each["quote"])) for each in found] == [("home / search", 4)]
    assert "home / search" in run("code", "list", study).out
    assert run("code", "matrix", study, "--marks", "--json").out["columns"] == [
        "item",
        "home",
        "home / search",
    ]
    assert run("code", "matrix", study, "--out", tmp_path / "m.csv").code == 0
    assert len((tmp_path / "m.csv").read_text().splitlines()) == 3
    assert run("code", "take", study, number, "--who", "ben").code == 1
    assert run("code", "take", study, number, "--who", "amal").code == 0
    assert run("code", "put", study, "home", first, "--start", 3).code == 2


def test_agreement_of_coders_is_told_code_by_code(run: Run, coded: tuple[str, list[str]]) -> None:
    study, (first, *_) = coded
    for who in ("amal", "ben"):
        run("code", "put", study, "search", first, "--start", 0, "--end", 4, "--who", who)
    found = run("agreement", study, "coding", "--unit", "character", "--json").out
    assert found["codes"]["home / search"]["percent_agreement"]["value"] == 1
    shown = run("agreement", study, "coding", "--coded").out
    assert "home / search" in shown
    assert "those nobody coded left out" in shown
    assert run("agreement", study, "coding", "--unit", "page").code == 2
