"""CSV, JSON Lines, Parquet: the same members in three forms."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from diatrace.publication.cell import original
from diatrace.publication.columns import COLUMNS, moment
from diatrace.publication.contract import Release
from diatrace.publication.csv import HEADING, Csv, CsvParams
from diatrace.publication.gate import Opening
from diatrace.publication.jsonl import Jsonl
from diatrace.publication.parquet import Parquet
from tests.invented import PAGES, POSTS

Releasing = Callable[..., Release]


def _csv(release: Release, tmp_path: Path) -> dict[str, dict[str, str]]:
    out = Csv().run(release, tmp_path / "out.csv", CsvParams())
    with out.open(encoding="utf-8", newline="") as file:
        return {
            each["trace"]: {name: original(cell) for name, cell in each.items()}
            for each in csv.DictReader(file)
        }


def _jsonl(release: Release, tmp_path: Path) -> dict[str, dict[str, Any]]:
    out = Jsonl().run(release, tmp_path / "out.jsonl", Opening())
    return {
        (row := json.loads(each))["trace"]: row
        for each in out.read_text(encoding="utf-8").split("\n")
        if each
    }


def _parquet(release: Release, tmp_path: Path) -> dict[str, dict[str, Any]]:
    out = Parquet().run(release, tmp_path / "out.parquet", Opening())
    return {each["trace"]: each for each in pq.read_table(out).to_pylist()}


def test_three_forms_hold_the_same_members(release: Releasing, tmp_path: Path) -> None:
    asked = release()
    expected = [each.row["id"] for each in asked.members()]
    for form in (_csv, _jsonl, _parquet):
        assert list(form(asked, tmp_path)) == expected


def test_texts_are_whole_in_every_form(release: Releasing, tmp_path: Path) -> None:
    for each in PAGES[:3]:
        for form in (_csv, _jsonl, _parquet):
            found = form(release(), tmp_path)[each["id"]]
            assert (found["text"], found["title"], found["url"]) == (each["text"], each["title"], each["url"])


def test_a_cell_counts_readers_and_tells_reasons_once(release: Releasing, tmp_path: Path) -> None:
    found = _csv(release(), tmp_path)[PAGES[1]["id"]]
    assert (found["readings"], found["adjudicated"], found["verdict"]) == ("2", "yes", "in")
    assert found["reasons"] == "offers a home, says [email]"


def test_a_formula_is_a_text_in_a_spreadsheet(release: Releasing, tmp_path: Path) -> None:
    out = Csv().run(release(), tmp_path / "out.csv", CsvParams(bom=True))
    text = out.read_bytes()
    assert text.startswith(b'\xef\xbb\xbf"trace"')
    assert b"\"'=HYPERLINK(" in text
    assert b'"=' not in text
    assert text.count(b"\r\n") == 7


def test_every_column_has_its_heading() -> None:
    assert set(COLUMNS.names) - set(HEADING) == {"answers"}


def test_answers_are_whole_where_lists_can_be(release: Releasing, tmp_path: Path) -> None:
    for form in (_jsonl, _parquet):
        answers = form(release(), tmp_path)[PAGES[1]["id"]]["answers"]
        assert [(each["role"], each["reviewer"], each["verdict"]) for each in answers] == [
            ("reading", "R2", "neighbour"),
            ("reading", "R1", "in"),
            ("adjudication", "R1", "in"),
        ]


def test_json_has_attributes_as_values(release: Releasing, tmp_path: Path) -> None:
    found = _jsonl(release(), tmp_path)
    assert found[POSTS[0]["id"]]["attributes"] == {"label": "write to [email]", "likes": 3}
    assert found[PAGES[0]["id"]]["attributes"] == {}


def test_parquet_names_its_corpus_and_has_timestamps(release: Releasing, tmp_path: Path) -> None:
    asked = release()
    found = _parquet(asked, tmp_path)
    assert found[PAGES[0]["id"]]["edited_at"] == PAGES[0]["edited"]
    assert found[PAGES[2]["id"]]["edited_at"] is None
    metadata = pq.read_schema(tmp_path / "out.parquet").metadata
    assert metadata[b"diatrace.corpus"] == b"housing@1"
    assert metadata[b"diatrace.digest"].decode() == asked.version.digest


@pytest.mark.parametrize(
    ("precision", "zone", "text"),
    [
        ("year", "UTC", "2026"),
        ("month", "local", "2026-05"),
        ("day", "UTC", "2026-05-03"),
        ("hour", "UTC", "2026-05-03T10Z"),
        ("minute", "local", "2026-05-03T10:07"),
        ("second", "UTC", "2026-05-03T10:07:09Z"),
        ("", "", "2026-05-03T10:07:09"),
    ],
)
def test_a_date_is_no_more_precise_than_it_is_known(precision: str, zone: str, text: str) -> None:
    at = datetime(2026, 5, 3, 10, 7, 9)  # noqa: DTZ001 (stored times are naive)
    assert moment({"edited": at, "edited_precision": precision, "edited_zone": zone}, "edited") == text


def test_no_date_is_no_date() -> None:
    assert moment({"edited": None}, "edited") == ""
