"""CSV, for spreadsheets and for everything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from diatrace.publication import cell
from diatrace.publication.columns import COLUMNS, adjudicated, readings, reasons, record
from diatrace.publication.contract import Release
from diatrace.publication.gate import Opening

HEADING = [*(name for name in COLUMNS.names if name != "answers"), "readings", "adjudicated", "reasons"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvParams(Opening):
    """How the file is written."""

    bom: bool = field(
        default=False,
        metadata={"help": "begin with a byte-order mark, without which Excel garbles accents and Arabic"},
    )


class Csv:
    """One row a member, after RFC 4180, UTF-8.

    Cells that a spreadsheet would run (beginning with = + - @, a tab or a line's end) have an apostrophe before them.
    Lists are joined by a semicolon; `readings` counts the readers.
    """

    name: ClassVar[str] = "csv"
    title: ClassVar[str] = "CSV"
    suffix: ClassVar[str] = ".csv"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = CsvParams

    def run(self, release: Release, out: Path, params: CsvParams) -> Path:
        """Write the table."""
        return cell.write(out, HEADING, rows(release), bom=params.bom)


def rows(release: Release) -> Iterator[list[Any]]:
    """Yield one row a member, in the order of `HEADING`."""
    for member in release.members():
        values = {
            **record(member),
            "readings": readings(member),
            "adjudicated": adjudicated(member),
            "reasons": reasons(member),
        }
        yield ["; ".join(each) if isinstance(each := values[name], list) else each for name in HEADING]
