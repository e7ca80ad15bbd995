"""The reference is written from the code, and the glossary has every word of the spine in both languages."""

from __future__ import annotations

import subprocess
import sys

import pytest

from diatrace import registry
from tests.docs.examples import ROOT

SPINE = (
    "study",
    "source",
    "trace",
    "tie",
    "actor",
    "proposal",
    "decision",
    "corpus",
    "analysis",
    "publication",
)


def test_the_reference_is_as_fresh_as_the_code() -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.parametrize("kind", ["source", "proposal", "analysis", "publication"])
def test_everything_that_can_be_plugged_in_has_its_entry(kind: str) -> None:
    page = (ROOT / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    for name in registry.names(kind):
        assert f"### `{name}`" in page


def test_the_glossary_has_every_word_of_the_spine_in_both_languages() -> None:
    rows = [
        [cell.strip() for cell in line.split("|")[1:4]]
        for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    words = {english: (french, meaning) for english, french, meaning in rows}
    assert set(SPINE) <= words.keys()
    assert all(french and meaning for french, meaning in words.values())
