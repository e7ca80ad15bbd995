"""Tables whatever their file: kinds found out, cells made text, only the wanted columns read."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diatrace.errors import SourceError
from diatrace.source import grid, workbook
from diatrace.source.grid import Wish
from tests.source.table_samples import write_lines


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is ", "as it is "),
        (None, ""),
        (float("nan"), ""),
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (5.0, "5"),
        (0.25, "0.25"),
        (12345678901234567890, "12345678901234567890"),
        (datetime(2020, 2, 3, 10), "2020-02-03T10:00:00"),  # noqa: DTZ001 - cells are naive
        (date(2020, 2, 3), "2020-02-03"),
        (time(10, 11), "10:11:00"),
        ("déjà".encode(), "déjà"),
        ("déjà".encode("cp1252"), "déjà"),
        (["a", 1, None], "a, 1, "),
        ([{"a": 1}], '[{"a":1}]'),
        ({"a": [1]}, '{"a":[1]}'),
        (Decimal("1.50"), "1.50"),
        (float("inf"), "inf"),
    ],
)
def test_any_cell_as_text(value: Any, text: str) -> None:
    assert grid.plain(value) == text


def read(path: Path, columns: list[str], **wish: str) -> list[grid.Row]:
    found = grid.survey(path, Wish(**wish))
    return list(grid.rows(path, json.loads(json.dumps(found.settings)), columns))


def test_nested_objects_become_columns(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.jsonl",
        [
            {"id": 1, "user": {"name": "ada", "place": {"town": {"of": "x"}}}},
            {"id": 2, "user": None, "a.b": 3},
        ],
    )
    found = grid.survey(path, Wish())
    assert found.header == ["id", "user.name", "user.place.town", "user", "a.b"]
    assert [each[1] for each in read(path, ["user.name", "user.place.town", "a.b"])] == [
        ["ada", {"of": "x"}, None],
        [None, None, 3],
    ]


def test_only_wanted_columns_in_the_wanted_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,6\n")
    assert [each[:2] for each in read(path, ["c", "a"])] == [(2, ["3", "1"]), (3, ["6", "4"])]


def test_a_given_delimiter_makes_json_lines_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('{"a": 1};x\n{"a": 2};y\n')
    assert grid.survey(path, Wish(delimiter=";", header="no")).header == ["column 1", "column 2"]


def test_a_damaged_workbook_ends_in_a_row_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for number in range(5):
        sheet.append(["text", number])
    book.save(path)
    found = grid.survey(path, Wish(header="no"))
    whole = workbook.sheet_rows

    def broken(path: Path, sheet: str) -> Any:
        yield from list(whole(path, sheet))[:3]
        raise SourceError("the sheet breaks off")

    monkeypatch.setattr(workbook, "sheet_rows", broken)
    rows = list(grid.rows(path, found.settings, ["column 1"]))
    assert [row[1] for row in rows] == [["text"]] * 3 + [None]
    assert rows[-1][3] == "the sheet breaks off"


def test_rows_of_parquet_keep_their_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": [1, None],
            "when": pa.array([1, 2**62], pa.timestamp("ns")),
            "tags": [["a", "b"], []],
            "raw": [b"\xff", b"x"],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet", ["n", "when", "tags", "raw"])
    assert found[0][1] == [1, datetime(1970, 1, 1), ["a", "b"], b"\xff"]  # noqa: DTZ001 - cells are naive
    assert json.loads(found[0][2])["tags"] == ["a", "b"]
    assert [row[0] for row in found] == [1, 2]


def test_times_beyond_python_come_as_text(tmp_path: Path) -> None:
    table = pa.table({"when": pa.array([2**60], pa.timestamp("us"))})
    pq.write_table(table, tmp_path / "a.parquet")
    cells = read(tmp_path / "a.parquet", ["when"])[0][1]
    assert cells is not None
    assert isinstance(cells[0], str)


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1 nothing PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1"])
def test_a_damaged_parquet_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        grid.survey(path, Wish())


@pytest.mark.parametrize(
    ("head", "suffix", "least", "most"),
    [
        (b"PAR1...", "", 0.9, 1),
        (b"PK\x03\x04...", ".xlsx", 0.8, 1),
        (b"PK\x03\x04...", ".docx", 0, 0),
        (b'{"a": 1}\n{"a": 2}\n', ".ndjson", 0.5, 0.6),
        (b'[{"a": 1}]', ".json", 0.5, 0.6),
        (b"[1, 2]", ".json", 0, 0),
        (b"a,b\n1,2\n", ".csv", 0.5, 0.7),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), ".gz", 0.5, 0.7),
        (b"a,b\n1,2\n", ".html", 0, 0),
        (b"some words\nand more of them\n", ".txt", 0, 0),
        (b"", ".csv", 0, 0),
    ],
)
def test_sureness(head: bytes, suffix: str, least: float, most: float) -> None:
    assert least <= grid.sureness(head, suffix) <= most


@pytest.mark.parametrize("encoding", ["klingon", "utf-8\0", "hex"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,author\nA room,amal\n")
    with pytest.raises(SourceError, match="no encoding is called"):
        grid.survey(path, grid.Wish("", "", encoding, ""))
