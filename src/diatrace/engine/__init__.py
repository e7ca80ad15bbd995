"""Counting over segments: a DuckDB connection in memory that reads a study's Parquet and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from diatrace.errors import StudyCorrupt

_TYPES = {pa.string(): "VARCHAR", pa.int32(): "INTEGER", pa.int64(): "BIGINT"}


def connect() -> duckdb.DuckDBPyConnection:
    """Open a connection that fetches no extension and shows no bar."""
    connection = duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"}
    )
    connection.execute("SET enable_progress_bar = false")
    return connection


@contextmanager
def reading(study: Path) -> Iterator[None]:
    """Turn what DuckDB or Arrow raise over a missing or damaged file of a study into StudyCorrupt."""
    try:
        yield
    except (duckdb.InterruptException, duckdb.OutOfMemoryException):
        raise
    except (duckdb.Error, pa.ArrowException, FileNotFoundError) as error:
        raise StudyCorrupt(
            f"the traces do not read: {str(error).partition(chr(10))[0]}",
            where=str(study),
            hint="`diatrace verify` names every damaged file; restore it from a backup",
        ) from error


def view(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    files: Sequence[Path],
    schema: pa.Schema,
    *,
    newest_of: str = "",
) -> None:
    """Define a view over segment files, with each row's `segment` (file name) and `segment_row`.

    With `newest_of` only the latest row of each value of that column shows. Without files the view is empty. Files are
    in order of making: columns that came into the schema later are NULL where an older file lacks them.
    """
    if not files:
        places = [pa.field("segment", pa.string()), pa.field("segment_row", pa.int64())]
        empty = pa.schema([*schema, *places]).empty_table()
        connection.register("empty_segment", empty)  # seen by this connection alone: its cursors need a table
        connection.execute(f"CREATE OR REPLACE TABLE {name}_empty AS FROM empty_segment")
        connection.unregister("empty_segment")
        connection.execute(f"CREATE OR REPLACE VIEW {name} AS FROM {name}_empty")
        return
    listed = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
    held = [set(pq.read_schema(file).names) for file in (files[0], files[-1])]
    by_name = ", union_by_name = true" if set(schema.names) - held[0] else ""
    absent = "".join(
        f"NULL::{_TYPES[each.type]} AS {each.name}, " for each in schema if each.name not in held[1]
    )
    newest = (
        f"QUALIFY row_number() OVER (PARTITION BY {newest_of} ORDER BY segment DESC, segment_row DESC) = 1"
    )
    connection.execute(
        f"CREATE OR REPLACE VIEW {name} AS SELECT * EXCLUDE (filename, file_row_number), "  # noqa: S608 (our own names)
        f"{absent}parse_filename(filename) AS segment, file_row_number AS segment_row "
        f"FROM read_parquet([{listed}], filename = true, file_row_number = true{by_name}) "
        f"{newest if newest_of else ''}"
    )
