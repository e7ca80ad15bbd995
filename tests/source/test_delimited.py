"""Delimited text: how it is found to be written, and that every row comes out with its bytes."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.source import delimited, reading, stream
from diatrace.source.delimited import NO_DELIMITER, Dialect


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, text: str | bytes) -> tuple[delimited.Layout, list[delimited.Row]]:
    """Write a file, find out how it is written, and read its rows."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    layout = delimited.survey(path)
    return layout, list(delimited.rows(path, layout.dialect))


def cells(path: Path, text: str | bytes) -> list[list[str] | None]:
    return [row[1] for row in read(path, text)[1]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(path: Path, mark: str, end: str) -> None:
    rows = [["id", "text", "date"], ["1", "one, two; three", "2020-01-01"], ["2", "", "2020-01-02"]]
    layout, found = read(path, "".join(mark.join(f'"{cell}"' for cell in row) + end for row in rows))
    assert layout.dialect.delimiter == mark
    assert layout.header == ("id", "text", "date")
    assert [row[1] for row in found] == rows[1:]
    assert [row[0] for row in found] == [2, 3]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(path: Path, encoding: str) -> None:
    text = "id,text\n1,déjà vu à l'école\n2,où êtes-vous\n"
    layout, found = read(path, text.encode(encoding))
    assert layout.header == ("id", "text")
    assert [row[1] for row in found] == [["1", "déjà vu à l'école"], ["2", "où êtes-vous"]]


def test_arabic_in_its_old_encoding(path: Path) -> None:
    text = "id,text\n" + "".join(f"{n},أسرة من خمسة أفراد تبحث عن سكن في المدينة\n" for n in range(40))
    path.write_bytes(text.encode("cp1256"))
    layout = delimited.survey(path, encoding="cp1256")
    assert next(delimited.rows(path, layout.dialect))[1] == ["0", "أسرة من خمسة أفراد تبحث عن سكن في المدينة"]


def test_a_line_in_another_encoding_is_read_as_windows_1252(path: Path) -> None:
    good = "".join(f"{n},café\n" for n in range(20)).encode()
    found = cells(path, b"id,text\n" + good + "99,été\n".encode("cp1252"))
    assert found[-1] == ["99", "été"]
    assert found[0] == ["0", "café"]


@pytest.mark.parametrize("encoding", ["klingon", "utf-8\0", "base64", "idna"])
def test_an_unknown_encoding_is_told(path: Path, encoding: str) -> None:
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="no encoding is called"):
        delimited.survey(path, encoding=encoding)


def test_quotes_hold_line_breaks_delimiters_and_quotes(path: Path) -> None:
    text = 'id,text\n1,"first\nsecond, ""third"""\n2,plain\n'
    _layout, found = read(path, text)
    assert found == [
        (2, ["1", 'first\nsecond, "third"'], b'1,"first\nsecond, ""third"""', ""),
        (4, ["2", "plain"], b"2,plain", ""),
    ]


def test_spaces_may_follow_delimiters(path: Path) -> None:
    layout, found = read(path, 'id, name, text\n1, ada, "hello, you"\n2, basma, "bye, all"\n')
    assert layout.header == ("id", "name", "text")
    assert found[0][1] == ["1", "ada", "hello, you"]


def test_backslashes_may_protect_quotes(path: Path) -> None:
    layout, found = read(path, "id,text\n" + '1,"she said \\"yes, now\\" twice"\n' * 5)
    assert layout.dialect.escape == "\\"
    assert found[0][1] == ["1", 'she said "yes, now" twice']


def test_quotes_may_mean_nothing(path: Path) -> None:
    lines = ['"hello\t1', 'a word" in it\t2', "plain\t3", '"again" she said\t4', "bye\t5"]
    layout, found = read(path, "text\tlabel\n" + "\n".join(lines * 3) + "\n")
    assert layout.dialect.quote == ""
    assert [row[1] for row in found][:2] == [['"hello', "1"], ['a word" in it', "2"]]
    assert len(found) == 15


GOOD = "1,fine\n" + '2,"fine\ntoo"\n' * 500
"""More rows than are looked at to find out how the file is written; their quotes mean something."""


def test_a_quote_open_at_the_end_of_the_file_costs_one_line(path: Path) -> None:
    found = read(path, f'id,text\n{GOOD}3,"cut short\n4,in the\n5,middle')[1]
    assert found[-3] == (1003, None, b'3,"cut short', "a quote opens here and never closes")
    assert [row[1] for row in found[-2:]] == [["4", "in the"], ["5", "middle"]]


def test_a_row_beyond_the_limit_costs_its_first_line(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    found = read(path, f'id,text\n{GOOD}3,"open\n' + "4,row\n" * 400)[1]
    assert [row[3] for row in found if row[1] is None] == ["a quote opens here and never closes"]
    assert len(found) == 501 + 1 + 400


def test_a_line_beyond_the_limit_is_kept_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    _layout, found = read(path, "id,text\n" + "1,fine\n" * 5 + "2," + "x" * 5000 + "\n3,after\n")
    assert found[5] == (7, None, b"2," + b"x" * 998, "a line too long to be a record")
    assert found[6][1] == ["3", "after"]


def test_cells_longer_than_the_module_allows(path: Path) -> None:
    found = cells(path, "id,text\n1," + "word " * 60_000 + "\n2,short\n")
    assert [len((row or ["", ""])[1]) for row in found] == [300_000, 5]


def test_stray_returns_and_nuls_do_no_harm(path: Path) -> None:
    _layout, found = read(path, b"id,text\r\n1,one\rtwo\r\n2,a\x00b\r\n")
    assert [row[1] for row in found] == [["1", "one\ntwo"], ["2", "ab"]]
    assert found[1][2] == b"2,a\x00b"


def test_empty_rows_are_passed_over(path: Path) -> None:
    assert cells(path, "id,text\n\n1,a\n,\n\n2,b\n") == [["1", "a"], ["2", "b"]]


def test_names_are_made_distinct(path: Path) -> None:
    layout, _found = read(path, "text,text,,text\na,b,c,d\ne,f,g,h\n")
    assert layout.header == ("text", "text (2)", "column 3", "text (3)")
    assert any("numbered: text" in note for note in layout.notes)


@pytest.mark.parametrize(
    "text",
    ["I love this city\t12\tabc\nSo do I\t7\tdef\n", "hate\thello there\nlove\tbye\nhate\tagain\nhate\tso\n",
     "https://a.org\tx\nhttps://b.org\ty\n", "2020-01-01,x\n2020-01-02,y\n"],
)  # fmt: skip
def test_a_table_may_have_no_header(path: Path, text: str) -> None:
    layout, found = read(path, text)
    assert layout.header[0] == "column 1"
    assert len(found) == text.count("\n")
    assert any("no row looks like a header" in note for note in layout.notes)


def test_years_may_be_names_of_columns(path: Path) -> None:
    layout, _found = read(path, "country,1990,1991,1992\nA,1,2,3\nB,4,5,6\n")
    assert layout.header == ("country", "1990", "1991", "1992")


def test_long_questions_may_be_names_of_columns(path: Path) -> None:
    question = "How did you find the home you live in today, and who helped you on the way to finding it?"
    layout, _found = read(path, f"id,{question.replace(',', ';')}\n1,alone\n2,a friend\n")
    assert layout.header[1].startswith("How did you find")


def test_a_person_may_say_whether_there_is_a_header(path: Path) -> None:
    path.write_text("name,town\nAda,Lille\n")
    assert delimited.survey(path, header="no").header == ("column 1", "column 2")
    path.write_text("1,2\n3,4\n")
    assert delimited.survey(path, header="yes").header == ("1", "2")


def test_a_preamble_is_passed_over(path: Path) -> None:
    text = "sep=;\nSurvey of spring\n\nid;text;town\n" + "1;hello, you;Lille\n" * 4
    layout, found = read(path, text)
    assert layout.header == ("id", "text", "town")
    assert found[0] == (5, ["1", "hello, you", "Lille"], b"1;hello, you;Lille", "")


def test_one_column_needs_no_delimiter(path: Path) -> None:
    layout, found = read(path, "text\nhello, you\nand you there\nbye, all, of you\n")
    assert layout.dialect.delimiter == NO_DELIMITER
    assert [row[1] for row in found] == [["hello, you"], ["and you there"], ["bye, all, of you"]]


def test_a_given_delimiter_is_obeyed(path: Path) -> None:
    path.write_text("a,b;c,d\n1,2;3,4\n")
    assert delimited.survey(path, delimiter=";").header == ("a,b", "c,d")
    assert delimited.survey(path, delimiter="tab").header == ("a,b;c,d",)
    with pytest.raises(SourceError, match="one character"):
        delimited.survey(path, delimiter="::")


def test_packed_files(path: Path) -> None:
    good = b"id,text\n" + b"1,hello there\n" * 5000
    found = read(path, gzip.compress(good))[1]
    assert len(found) == 5000
    cut = read(path, gzip.compress(good + bytes(range(256)) * 99)[:-40])[1]
    assert cut[0][1] == ["1", "hello there"]
    assert cut[-1][1] is None
    assert "cut short" in cut[-1][3]


def test_a_packed_bomb_ends_in_a_fault(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_FREE", 300_000)
    bomb = gzip.compress(b"id,text\n" + b"1,hello\n" * 10 + b"\n" * 3_000_000, compresslevel=9)
    found = read(path, bomb)[1]
    assert len(found) == 11
    assert "unreasonable size" in found[-1][3]


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02" * 500, b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, b"\n\n  \n"]
)
def test_what_is_no_text_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(SourceError, match="not a text file"):
        delimited.survey(path)
    assert delimited.sureness(data) == 0.0


def test_sureness_is_how_alike_rows_are() -> None:
    assert delimited.sureness(b"a,b,c\n" * 20) == 1.0
    assert delimited.sureness(b"no marks here\nnor here\n") == 0.0
    assert delimited.sureness(b"one, two\nthree\nfour, five, six\nseven\neight\n") < 0.5


def test_a_dialect_is_ready_for_json() -> None:
    dialect = Dialect(encoding="cp1252", delimiter=";", skip=3)
    assert Dialect(**asdict(dialect)) == dialect


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], mark: str, end: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=mark, lineterminator=end).writerows(
        [("id", "text", "note"), *(("x", *row) for row in rows)]
    )
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    path.write_bytes(text.getvalue().encode())
    dialect = Dialect(delimiter=mark)
    found = list(delimited.rows(path, dialect))
    assert [tuple(row[1] or ()) for row in found] == [("x", *row) for row in rows]
    assert end.encode().join([b"", *(row[2] for row in found), b""]) in path.read_bytes()
