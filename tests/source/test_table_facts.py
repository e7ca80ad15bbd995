"""Tables: identities that neither collide nor double, dates, workbooks in every state."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diatrace.errors import AnswerNeeded, SourceError
from diatrace.model import UNDATED, Moment
from tests.source.table_samples import write_csv
from tests.source.test_table import as_workbook, read, records


def replies(folder: Path, name: str, ids: list[str]) -> Path:
    rows = [
        {"id": each, "text": f"a text of words {each}", "parent_id": ids[0] if place else "", "thread": "7"}
        for place, each in enumerate(ids)
    ]
    return write_csv(folder / name, rows)


def test_row_numbers_are_set_within_their_file(tmp_path: Path) -> None:
    one = records(replies(tmp_path, "forum.csv", ["1", "2", "3"]))
    other = records(replies(tmp_path, "survey.csv", ["1", "2", "3"]))
    assert one[1].reply_to == one[0].native != other[0].native
    assert {each.native for each in one}.isdisjoint(each.native for each in other)
    assert one[0].thread != other[0].thread
    (tmp_path / "again").mkdir()
    again = records(replies(tmp_path / "again", "forum.csv", ["2", "3", "4"]))
    assert again[0].native == one[1].native


def test_identifiers_of_a_platform_hold_everywhere(tmp_path: Path) -> None:
    ids = ["1355555555555555555", "1366666666666666666", "1377777777777777777"]
    one = records(replies(tmp_path, "a.csv", ids))
    other = records(replies(tmp_path, "b.csv", ids[1:]))
    assert other[0].native == one[1].native == ids[1]


def test_without_replies_content_and_id_identify(tmp_path: Path) -> None:
    rows = [{"id": n, "text": "the same words again"} for n in (1, 2)]
    found = records(write_csv(tmp_path / "a.csv", rows))
    assert [each.native for each in found] == ["", ""]
    assert [each.attributes for each in found] == [{"id": "1"}, {"id": "2"}]


def test_day_or_month_first_is_asked(tmp_path: Path) -> None:
    rows = [{"text": "a text of words", "date": f"0{n}/02/2020"} for n in range(3, 9)]
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(AnswerNeeded) as asked:
        read(path)
    assert asked.value.choices == {"dmy": "3 February 2020", "mdy": "2 March 2020"}
    assert records(path, date_order="mdy")[0].edited.at == datetime(2020, 3, 2)


def test_the_whole_column_speaks_for_an_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.source.table._DATED_ROWS", 5)
    rows = [{"text": "a text of words", "date": "03/02/2020"}] * 5000 + [
        {"text": "a text", "date": "13/02/2020"}
    ]
    assert records(write_csv(tmp_path / "a.csv", rows))[0].edited.at == datetime(2020, 2, 3)


def test_what_is_no_date_is_told(tmp_path: Path) -> None:
    rows = [
        {"text": "a text of words", "created_utc": each}
        for each in ("2020-01-02 03:04:05", "", "0000-00-00", "soon")
    ]
    found = [each.edited for each in records(write_csv(tmp_path / "a.csv", rows))]
    assert found[0] == Moment(datetime(2020, 1, 2, 3, 4, 5), "second", "UTC", "column created_utc")
    assert found[1] == UNDATED
    assert [each.evidence for each in found[2:]] == [
        "column created_utc: no date in '0000-00-00'",
        "column created_utc: no date in 'soon'",
    ]


def test_days_of_a_workbook_are_days(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["text", "date"],
        ["a text of words", datetime(2020, 2, 3)],
        ["another text here", "4 mars 2020"],
    ):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    assert [each.edited[:3] for each in records(tmp_path / "a.xlsx")] == [
        (datetime(2020, 2, 3), "day", "local"),
        (datetime(2020, 3, 4), "day", "local"),
    ]


def test_typed_dates_of_parquet(tmp_path: Path) -> None:
    paris = pa.timestamp("us", "Europe/Paris")
    times = [datetime(2020, 2, 3, 10, tzinfo=UTC), None, datetime(9999, 1, 1, tzinfo=UTC)]
    columns = {
        "text": ["a text of words", "b", "c"],
        "created_at": pa.array(times, paris),
        "collected": pa.array([date(2021, 1, 2), None, None]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    found = records(tmp_path / "a.parquet")
    assert found[0].edited == Moment(datetime(2020, 2, 3, 10), "second", "UTC", "column created_at")
    assert found[0].captured == Moment(datetime(2021, 1, 2), "day", "local", "column collected")
    assert found[1].edited == UNDATED
    assert found[2].edited.at is None
    assert "9999" in found[2].edited.evidence


def test_a_sheet_is_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("one", "two"):
        sheet = book.create_sheet(name)
        sheet.append(["text", "n"])
        sheet.append([f"words of sheet {name}", 1.0])
    book.save(tmp_path / "a.xlsx")
    plan, _found = read(tmp_path / "a.xlsx")
    assert plan.notes[:2] == ("sheet 'one' is read", "sheets left out: two")
    assert records(tmp_path / "a.xlsx", sheet="two", map=["attribute.n=n"])[0].attributes == {"n": 1}
    with pytest.raises(SourceError, match="no sheet 'three'") as refused:
        read(tmp_path / "a.xlsx", sheet="three")
    assert "one, two" in refused.value.hint


def test_cells_beyond_the_header_stay_in_the_raw_record(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rows: list[list[Any]] = [
        ["text", "n"],
        *[["words of a text", 1]] * 500,
        ["words of the last", 2, None, "beyond"],
    ]
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert json.loads(records(tmp_path / "a.xlsx")[-1].raw) == {
        "text": "words of the last",
        "n": 2,
        "column 3": None,
        "column 4": "beyond",
    }


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(SourceError, match="no sheet with rows"):
        read(tmp_path / "a.xlsx")


def test_a_locked_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100)
    with pytest.raises(SourceError, match="password-protected"):
        read(path)


def test_a_workbook_cut_short_is_told(tmp_path: Path) -> None:
    path = as_workbook(tmp_path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SourceError, match="cannot be read as a workbook"):
        read(path)
