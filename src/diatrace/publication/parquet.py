"""Parquet, for those who count."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq

from diatrace.publication.columns import COLUMNS, record
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Opening

_ROWS = 8192
_SCHEMA = pa.schema(
    [*COLUMNS, ("edited_at", pa.timestamp("us")), ("captured_at", pa.timestamp("us"))],
)


class Parquet:
    """One row a member; `edited_at` and `captured_at` are the dates as timestamps, `edited` and `captured` as known.

    The file's metadata names the corpus and its digest.
    """

    name: ClassVar[str] = "parquet"
    title: ClassVar[str] = "Parquet"
    suffix: ClassVar[str] = ".parquet"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: Release, out: Path, params: Opening) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the table, a group of rows at a time."""
        version = release.version
        schema = _SCHEMA.with_metadata({"diatrace.corpus": version.label, "diatrace.digest": version.digest})
        with pq.ParquetWriter(out, schema, compression="zstd") as writer:
            members = release.members()
            while rows := list(islice(members, _ROWS)):
                writer.write_table(_table(rows, schema))
        return out


def _table(rows: list[Member], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(_records(rows)), schema=schema)


def _records(rows: list[Member]) -> Iterator[dict[str, object]]:
    for each in rows:
        yield {**record(each), "edited_at": each.row["edited"], "captured_at": each.row["captured"]}
