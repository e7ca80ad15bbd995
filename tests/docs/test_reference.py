"""The reference is written from the code, and the glossaries have every word of the spine in both languages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from diatrace import registry
from diatrace.cli.app import app
from tests.docs.examples import ROOT

REFERENCE = ROOT / "docs" / "reference"
SPINE = {
    "study": "étude",
    "source": "source",
    "trace": "trace",
    "actor": "acteur",
    "tie": "lien",
    "question": "question",
    "proposal": "proposition",
    "decision": "décision",
    "corpus": "corpus",
    "analysis": "analyse",
    "publication": "publication",
}


def commands(command: Any, path: str) -> Iterator[str]:
    """The full name of every command."""
    if not hasattr(command, "commands"):
        yield path
        return
    for name, each in command.commands.items():
        yield from commands(each, f"{path} {name}")


def words(page: Path) -> dict[str, str]:
    """First and second column of the rows of a glossary."""
    lines = page.read_text(encoding="utf-8").replace("\\|", "").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]
    assert all(len(row) == 3 and all(row) for row in cells)
    found = {first: second for first, second, _meaning in cells if first not in ("English", "français")}
    assert len(found) == sum(row[0] not in ("English", "français") for row in cells), "a word stands twice"
    return found


def test_the_reference_is_as_fresh_as_the_code() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def test_every_command_has_its_entry_with_what_it_takes() -> None:
    page = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    for name in commands(get_command(app), "diatrace"):
        assert f"\n## `{name}`\n" in page


@pytest.mark.parametrize("kind", ["source", "proposal", "analysis", "publication"])
def test_everything_that_can_be_plugged_in_has_its_entry(kind: str) -> None:
    page = (REFERENCE / "formats.md").read_text(encoding="utf-8")
    for name in registry.names(kind):
        assert f"\n### `{name}`\n" in page


def test_the_glossaries_have_every_word_of_the_spine() -> None:
    english, french = words(ROOT / "docs" / "glossary.md"), words(ROOT / "docs" / "glossaire.md")
    assert english.items() >= SPINE.items()
    assert {second: first for first, second in french.items()}.items() >= SPINE.items()


def test_the_two_glossaries_are_one() -> None:
    english, french = words(ROOT / "docs" / "glossary.md"), words(ROOT / "docs" / "glossaire.md")
    assert set(english.items()) ^ {(second, first) for first, second in french.items()} == set()
