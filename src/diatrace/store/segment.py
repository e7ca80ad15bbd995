"""Append-only segments: Parquet files of traces and ties, sealed files of raw records.

A segment is written under a temporary name, flushed to the disk, renamed, and only then named in the record, in
the same transaction as the progress it stands for. Files the record does not name never count; the next writer sweeps
them away.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Connection, insert, select

from diatrace.errors import StoreFull, StudyCorrupt
from diatrace.privacy.seal import Sealer
from diatrace.store import canonical, schema

ROW_GROUP = 8192
"""Rows per group: small enough that one trace is read without decoding many others."""

FOLDERS = {"trace": "trace", "tie": "trace", "raw": "blob", "unreadable": "blob"}
_SUFFIX = {"trace": ".parquet", "tie": ".parquet", "raw": ".sealed", "unreadable": ".sealed"}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Segment:
    """One file named in the record."""

    kind: str
    name: str
    rows: int
    digest: str
    revised: int = 0

    def path(self, study: Path) -> Path:
        """Return where the file lies."""
        return study / FOLDERS[self.kind] / self.name


class SegmentWriter:
    """One segment on its way to the disk; `close` makes it durable and returns what the record must name."""

    def __init__(
        self, study: Path, kind: str, number: int, *, arrow: pa.Schema | None = None, key: bytes = b""
    ) -> None:
        self.kind, self.rows, self.revised = kind, 0, 0
        self.name = f"{kind}-{number:06d}{_SUFFIX[kind]}"
        self._final = study / FOLDERS[kind] / self.name
        self._temporary = self._final.with_name(f".{self.name}.part")
        with full_disk(self._final):
            self._final.parent.mkdir(exist_ok=True)
            self._file: BinaryIO = self._temporary.open("wb")
            self._parquet = (
                pq.ParquetWriter(
                    self._file, arrow, compression="zstd", compression_level=3, write_page_checksum=True
                )
                if arrow
                else None
            )
            self._sealer = Sealer(self._file, self.name, key) if arrow is None else None

    def add(self, rows: pa.Table | list[bytes]) -> None:
        """Add rows (Parquet) or byte strings (sealed)."""
        with full_disk(self._final):
            if self._parquet is not None:
                self._parquet.write_table(rows, row_group_size=ROW_GROUP)
            elif self._sealer is not None:
                self._sealer.extend(rows)
        self.rows += len(rows)

    def close(self) -> Segment:
        """Flush, rename, flush the folder; the file is durable but unknown until `enter` names it."""
        with full_disk(self._final):
            if self._parquet is not None:
                self._parquet.close()
            if self._sealer is not None:
                self._sealer.flush()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            digest = canonical.file_digest(self._temporary)
            self._temporary.rename(self._final)
            sync_folder(self._final.parent)
        return Segment(self.kind, self.name, self.rows, digest, self.revised)

    def discard(self) -> None:
        """Forget the segment: its temporary file is removed."""
        with suppress(OSError):
            if self._parquet is not None:
                self._parquet.close()
        with suppress(OSError):
            self._file.close()
        self._temporary.unlink(missing_ok=True)


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Turn "no space left", "quota exceeded" and "file too large" into StoreFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE or "No space left" in str(error):
            raise StoreFull(
                "the disk took no more; nothing of this step was kept",
                where=str(path),
                hint="free some space and try again: everything acknowledged before stands",
            ) from error
        raise


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable (Windows does so by itself)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def enter(connection: Connection, segments: list[Segment], source: int | None) -> dict[str, dict[str, Any]]:
    """Name durable segments in the record, inside the caller's write transaction; return, by name, what to log."""
    rows = [{**asdict(each), "source": source} for each in segments]
    if rows:
        connection.execute(insert(schema.segment), rows)
    return {row.pop("name"): row for row in rows}


def faults_digest(faults: Sequence[Mapping[str, Any]]) -> str:
    """Digest of what is told of unreadable records, for the event log."""
    return canonical.digest(
        [[each[name] for name in ("source", "place", "reason", "position")] for each in faults]
    )


def listed(connection: Connection, kind: str = "") -> list[Segment]:
    """Segments the record names, in the order they came."""
    table = schema.segment
    query = select(table.c.kind, table.c.name, table.c.rows, table.c.digest, table.c.revised).order_by(
        table.c.id
    )
    if kind:
        query = query.where(table.c.kind == kind)
    return [Segment(*row) for row in connection.execute(query)]


def next_number(connection: Connection) -> int:
    """Return the number for the next group of segments."""
    names = connection.execute(select(schema.segment.c.name)).scalars()
    return 1 + max((int(name.split("-")[1].split(".")[0]) for name in names), default=0)


def sweep(study: Path, known: set[str]) -> list[str]:
    """Remove files in the segment folders that the record does not name; return their names."""
    swept = []
    for folder in sorted(set(FOLDERS.values())):
        for file in sorted((study / folder).glob("*")) if (study / folder).is_dir() else []:
            if file.is_file() and file.name not in known and file.suffix in {".parquet", ".sealed", ".part"}:
                file.unlink()
                swept.append(file.name)
    return swept


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what a missing or damaged Parquet file makes a reader raise into StudyCorrupt."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "does not read"
        raise StudyCorrupt(
            f"a file of the study {what}",
            where=str(path),
            hint="restore it from a backup; `diatrace verify` names every damaged file",
        ) from error


def columns(path: Path, names: Sequence[str] | None = None, **how: Any) -> pa.Table:
    """Read some columns (all by default) of a Parquet file of ours; a page with a wrong checksum is not believed."""
    with _readable(path):
        return pq.read_table(path, columns=names, page_checksum_verification=True, **how)


def batches(path: Path, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Read some columns of a Parquet file of ours, a row group at a time."""
    with _readable(path), pq.ParquetFile(path, page_checksum_verification=True) as file:
        yield from file.iter_batches(ROW_GROUP, columns=names)


def fault(path: Path, digest: str) -> str:
    """Return what is wrong with a file whose digest the record knows, nothing where it is whole."""
    if not path.is_file():
        return "is missing"
    return "" if canonical.file_digest(path) == digest else "was altered"


def check(study: Path, segment: Segment) -> None:
    """Raise StudyCorrupt where a segment's bytes are not those the record knows."""
    path = segment.path(study)
    if found := fault(path, segment.digest):
        raise StudyCorrupt(f"a segment {found}", where=str(path), hint="restore it from a backup")
