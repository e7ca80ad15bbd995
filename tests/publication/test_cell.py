from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diatrace.publication import cell

_TEXT = st.text().filter(lambda text: "\0" not in text)
_SIGNS = "=+-@\t\r\n＝＋－＠"


@given(st.text("'=+-@\t\r\n＝a ") | _TEXT)
@example("''=1")
@example("'hello")
def test_safe_is_undone_exactly(text: str) -> None:
    assert cell.original(cell.safe(text)) == text


@given(st.text("'=+-@\t\r\n＝＋－＠a \0") | st.text())
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert not cell.safe(text).startswith(tuple(_SIGNS))
    assert "\0" not in cell.safe(text)


@pytest.mark.parametrize("text", ["A room", "قريب", "", "'tis", "1-2", "a=b", "🏠"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert cell.safe(text) == text


@given(rows=st.lists(st.tuples(_TEXT.map(lambda t: t.replace("\ud800", "")), st.integers()), max_size=5))
def test_rows_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]) -> None:
    out = cell.write(tmp_path_factory.mktemp("cell") / "out.csv", ["text", "count"], rows)
    with out.open(encoding="utf-8", newline="") as file:
        heading, *found = csv.reader(file)
    assert heading == ["text", "count"]
    assert [(cell.original(text), int(count)) for text, count in found] == rows


def test_numbers_stay_numbers_and_absence_stays_empty(tmp_path: Path) -> None:
    out = cell.write(tmp_path / "out.csv", ["a", "b"], [(-3, None)])
    assert out.read_bytes() == b'"a","b"\r\n"-3",""\r\n'


def test_the_mark_is_there_where_it_was_asked_for(tmp_path: Path) -> None:
    assert cell.write(tmp_path / "a.csv", ["x"], [], bom=True).read_bytes() == b'\xef\xbb\xbf"x"\r\n'
