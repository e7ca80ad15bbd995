from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import delimited
from diatrace.errors import SourceError


@pytest.mark.parametrize(
    ("text", "mark", "rows"),
    [
        ("a,b\n1,2\n", ",", [["a", "b"], ["1", "2"]]),
        ("a;b,c\n1;2,5\n", ";", [["a", "b,c"], ["1", "2,5"]]),
        ("a\tb\n1\t2\n", "\t", [["a", "b"], ["1", "2"]]),
        ('"a";"b\nc"\n\n"1";"2"', ";", [["a", "b\nc"], ["1", "2"]]),
        ("sep=;\na;b\n1;2\n", ";", [["a", "b"], ["1", "2"]]),
        ("# comment\n1 2\n 3   4 \n", " ", [["1", "2"], ["3", "4"]]),
        ("", " ", []),
    ],
)
def test_rows(text: str, mark: str, rows: list[list[str]]) -> None:
    found = delimited.read(text.encode())
    assert (found.mark, found.rows) == (mark, rows)


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=2, max_size=2),
        min_size=1,
    ),
    st.sampled_from(",;\t"),
)
def test_written_rows_come_back(rows: list[list[str]], mark: str) -> None:
    rows = [["h", "k"], *rows]
    text = delimited.write(rows, mark=mark).decode()
    assert delimited.split(text, mark) == [row for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-2", "0"], "int"),
        (["1", "2.5", "1e-3"], "float"),
        (["true", "false"], "bool"),
        (["01", "02"], "text"),
        (["1", "x"], "text"),
        ([], "text"),
        ([1, 2], "text"),
        (["9" * 30], "float"),
    ],
)
def test_only_what_a_program_writes_as_a_number_is_one(cells: list[object], kind: str) -> None:
    assert delimited.kind_of(cells) == kind


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(SourceError, match="not a text file"):
        delimited.read(b"PK\x03\x04" + bytes(range(256)) * 20)
