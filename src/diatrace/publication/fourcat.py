"""CSV with the columns of 4CAT, which imports it as it is ("Custom/other")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from diatrace.publication import cell
from diatrace.publication.columns import adjudicated, moment, readings, reasons
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Opening

_HASHTAG = re.compile(r"(?<!\w)#(\w+)")


class FourCat:
    """One row a member, with the names of columns that 4CAT asks for, and what was decided behind them.

    `timestamp` is the edit date and empty where it is not known, never the date of capture (`timestamp_collected`);
    4CAT takes it for UTC, `timestamp_zone` says whether it is. Undated members come last, because 4CAT judges the
    column by its first row. Cells are made safe for spreadsheets as in `csv`.
    """

    name: ClassVar[str] = "fourcat"
    title: ClassVar[str] = "4CAT CSV"
    suffix: ClassVar[str] = ".4cat.csv"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: Release, out: Path, params: Opening) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the table."""
        return cell.write(out, list(_COLUMNS), _rows(release))


def _rows(release: Release) -> Iterator[list[Any]]:
    for dated in (True, False):
        for member in release.members():
            if bool(member.row["edited"]) is dated:
                yield [column(member) for column in _COLUMNS.values()]


def _at(member: Member) -> datetime | None:
    at: datetime | None = member.row["edited"]
    return at.replace(tzinfo=UTC) if at else None


def _timestamp(member: Member) -> str:
    at = _at(member)
    return at.replace(tzinfo=None).isoformat(" ", "seconds") if at else ""


def _unix(member: Member) -> int | str:
    at = _at(member)
    return int(at.timestamp()) if at else ""


_COLUMNS: dict[str, Callable[[Member], Any]] = {
    "id": lambda each: each.row["id"],
    "thread_id": lambda each: each.row["thread"] or each.row["id"],
    "author": lambda each: each.row["author"],
    "body": lambda each: each.row["text"],
    "timestamp": _timestamp,
    "unix_timestamp": _unix,
    "subject": lambda each: each.row["title"],
    "url": lambda each: each.row["url"],
    "hashtags": lambda each: ",".join(dict.fromkeys(_HASHTAG.findall(each.row["text"]))),
    "language": lambda each: each.row["language"],
    "is_reply": lambda each: "yes" if each.row["reply_to"] else "no",
    "reply_to": lambda each: each.row["reply_to"],
    "type": lambda each: each.row["kind"],
    "platform": lambda each: each.row["platform"],
    "timestamp_precision": lambda each: each.row["edited_precision"],
    "timestamp_zone": lambda each: each.row["edited_zone"],
    "timestamp_evidence": lambda each: each.row["edited_evidence"],
    "timestamp_collected": lambda each: moment(each.row, "captured"),
    "verdict": lambda each: each.item.verdict,
    "readings": readings,
    "adjudicated": adjudicated,
    "reasons": reasons,
    "missing_fields": lambda each: ",".join(each.withheld),
}
