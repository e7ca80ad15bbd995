"""Codebooks as tables, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.coding import codebook, table
from diatrace.coding.codebook import Code
from diatrace.errors import Misuse
from diatrace.store.folder import Folder


def test_a_codebook_goes_out_and_comes_back(folder: Folder, tmp_path: Path) -> None:
    home, _ = codebook.add(folder, [Code("", "home", color="#2a9d8f"), Code("", 'accès, "papiers"')], who="a")
    codebook.add(
        folder, [Code("", "بحث", home.id, "looks\nfor one", "in", "out", ("one", "two, or three"))], who="a"
    )
    text = table.written(codebook.read(folder))
    assert text.splitlines()[0] == "path,definition,include,exclude,examples,color"
    (tmp_path / "codes.csv").write_text(text, encoding="utf-8")
    assert list(table.read(tmp_path / "codes.csv", codebook.read(folder))) == []
    again = codebook.Codebook()
    for each in table.read(tmp_path / "codes.csv", again):
        again.codes[each.id] = each
    assert table.written(again) == text


def test_codes_above_are_made_where_the_table_lacks_them(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text(
        "Name;Definition\nhome / search / room;a room\nhome;any home\n", encoding="latin-1"
    )
    made = table.read(tmp_path / "codes.csv", codebook.Codebook())
    assert [(each.name, each.definition) for each in made] == [
        ("home", ""),
        ("search", ""),
        ("room", "a room"),
    ]
    assert made[1].parent == made[0].id


def test_what_is_no_table_of_codes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Misuse, match="column path"):
        table.read(tmp_path / "codes.csv", codebook.Codebook())
    with pytest.raises(Misuse, match="does not exist"):
        table.read(tmp_path / "none.csv", codebook.Codebook())
