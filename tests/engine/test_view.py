"""Views over segments of different ages."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from diatrace import engine

OLD = pa.schema([("id", pa.string()), ("n", pa.int64())])
NEW = pa.schema([*OLD, ("anchor", pa.string())])
COUNTED = pa.schema([*NEW, ("count", pa.int32())])


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"part-{number}.parquet" for number in range(3)]
    pq.write_table(pa.table({"id": ["a", "b"], "n": [1, 2]}, schema=OLD), made[0])
    pq.write_table(pa.table({"id": ["a"], "n": [3], "anchor": ["rooms"]}, schema=NEW), made[1])
    pq.write_table(pa.table({"id": ["c"], "n": [4], "anchor": [""]}, schema=NEW), made[2])
    return made


def test_older_files_show_the_columns_that_came_later_as_unknown(files: list[Path]) -> None:
    with engine.connect() as connection:
        engine.view(connection, "part", files, NEW)
        rows = connection.execute(
            "SELECT id, n, anchor, segment, segment_row FROM part ORDER BY n"
        ).fetchall()
    assert rows[:3] == [
        ("a", 1, None, "part-0.parquet", 0),
        ("b", 2, None, "part-0.parquet", 1),
        ("a", 3, "rooms", "part-1.parquet", 0),
    ]


def test_a_column_that_no_file_has_is_unknown_everywhere(files: list[Path]) -> None:
    with engine.connect() as connection:
        engine.view(connection, "part", files[:1], NEW)
        assert connection.execute("SELECT anchor FROM part").fetchall() == [(None,), (None,)]


def test_a_number_that_no_file_has_is_an_unknown_number(files: list[Path]) -> None:
    with engine.connect() as connection:
        engine.view(connection, "part", files, COUNTED)
        assert connection.execute("SELECT sum(coalesce(count, 1)) FROM part").fetchall() == [(4,)]


def test_the_newest_row_of_each_shows(files: list[Path]) -> None:
    with engine.connect() as connection:
        engine.view(connection, "part", files, NEW, newest_of="id")
        rows = connection.execute("SELECT id, n FROM part ORDER BY id").fetchall()
    assert rows == [("a", 3), ("b", 2), ("c", 4)]


def test_without_files_the_view_is_empty_and_typed() -> None:
    with engine.connect() as connection:
        engine.view(connection, "part", [], NEW)
        found = connection.execute("SELECT * FROM part")
        assert found.fetchall() == []
