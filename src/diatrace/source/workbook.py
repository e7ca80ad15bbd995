"""Rows of Excel workbooks and Parquet files: cells keep their types, dates among them."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils.exceptions import InvalidFileException

from diatrace.errors import SourceError
from diatrace.source import reading

Cells: TypeAlias = tuple[int, list[Any]]
"""Row number from 1, cells."""

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BATCH: Final = 512
_UNREADABLE: Final = (
    zipfile.BadZipFile, InvalidFileException, zlib.error, EOFError, OSError, SyntaxError,
    KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, NotImplementedError,
)  # fmt: skip
"""What openpyxl lets through where a workbook is damaged: an XML error is a SyntaxError."""


def sheets(path: Path) -> list[str]:
    """Names of the sheets of a workbook that have any row; raise SourceError where it is none."""
    _guard(path)
    try:
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            return [sheet.title for sheet in book.worksheets if any(_batches(sheet))]
    except _UNREADABLE as error:
        raise _broken(path, error) from None


def sheet_rows(path: Path, sheet: str) -> Iterator[Cells]:
    """Yield the rows of one sheet, formulas as last computed; raise SourceError where it breaks off."""
    number = 0
    try:
        with closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
            for batch in _batches(book[sheet]):
                for cells in batch:
                    number += 1
                    yield number, list(cells)
    except _UNREADABLE as error:
        raise _broken(path, error, f"row {number + 1}") from None


def _batches(sheet: Any) -> Iterator[Sequence[Sequence[Any]]]:
    """Rows by the hundred: openpyxl warns of what it cannot show, which is none of a reader's business."""
    sheet.reset_dimensions()
    found = sheet.iter_rows(values_only=True)
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(islice(found, _BATCH))
        if not batch:
            return
        yield batch


def _guard(path: Path) -> None:
    """Refuse what is no workbook, is locked, or would unpack to something unreasonable."""
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE:
        raise SourceError(
            f"{path.name} is an old or a password-protected workbook",
            where=str(path),
            hint="open it in a spreadsheet and save it as .xlsx without a password, or as .csv",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                reading.guard_member(member, path)
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise _broken(path, error) from None


def _broken(path: Path, error: Exception, place: str = "") -> SourceError:
    where = f"{path}, {place}" if place else str(path)
    reason = str(error) or type(error).__name__
    return SourceError(
        f"{path.name} cannot be read as a workbook: {reason}", where=where, hint="save it as .csv"
    )


def parquet_header(path: Path) -> list[str]:
    """Names of the columns of a Parquet file; raise SourceError where it is none."""
    try:
        with pq.ParquetFile(path) as file:
            names: list[str] = list(file.schema_arrow.names)
            return names
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unparquet(path, error) from None


def parquet_rows(path: Path) -> Iterator[Cells]:
    """Yield the rows of a Parquet file; raise SourceError where it breaks off."""
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH * 8):
                for cells in zip(*[_values(column) for column in batch.columns], strict=True):
                    number += 1
                    yield number, list(cells)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _unparquet(path, error) from None


def _values(column: Any) -> list[Any]:
    """Return a column as Python values; a time that Python cannot hold comes as text."""
    if pa.types.is_timestamp(column.type) and column.type.unit == "ns":
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = column.cast(pa.string()).to_pylist()
    return values


def _unparquet(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{path.name} cannot be read as Parquet: {str(error).splitlines()[0] if str(error) else 'damaged'}",
        where=str(path),
        hint="is the file whole?",
    )
