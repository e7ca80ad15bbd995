"""RIS, which reference managers and screening programs read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from diatrace.publication import cell
from diatrace.publication.columns import reasons
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Opening

_TYPES = {"page": "ELEC", "link": "ELEC"}
_OTHER = "ICOMM"


class Ris:
    """One reference a member: pages as electronic sources, posts and messages as internet communication.

    DA and PY are the edit date as precisely as it is known, Y2 the date of capture. Each value stands on one line,
    without tabs, so that none can pass for a tag, and is made safe as in `csv`, since such values end in spreadsheets.
    N1 carries verdict and reasons, and `ASReview_relevant`, by which ASReview takes the members for decided.
    """

    name: ClassVar[str] = "ris"
    title: ClassVar[str] = "RIS"
    suffix: ClassVar[str] = ".ris"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: Release, out: Path, params: Opening) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the references."""
        with out.open("w", encoding="utf-8", newline="") as file:
            for member in release.members():
                lines = (
                    f"{tag}  - {cell.safe(value)}\r\n"
                    for tag, value in _reference(member, release.version.label)
                )
                file.write("".join((*lines, "\r\n")))
        return out


def _reference(member: Member, label: str) -> Iterator[tuple[str, str]]:
    row = member.row
    yield "TY", _TYPES.get(row["kind"], _OTHER)
    fields = {
        "ID": row["id"],
        "TI": row["title"] or _excerpt(row["text"]),
        "AU": row["author"],
        "PY": f"{row['edited'].year:04d}" if row["edited"] else "",
        "DA": _day(row["edited"], row["edited_precision"]),
        "UR": row["url"],
        "Y2": _day(row["captured"], row["captured_precision"]),
        "AB": row["text"],
        "LA": "" if row["language"] == "unsure" else row["language"],
        "DP": f"Diatrace, {label}",
    }
    for tag, value in fields.items():
        if flat := _flat(value):
            yield tag, flat
    for word in (row["kind"], row["platform"], *row["forms"]):
        if word:
            yield "KW", _flat(word)
    for note in (f"verdict: {member.item.verdict}", f"reasons: {reasons(member)}", "ASReview_relevant"):
        if not note.endswith(": "):
            yield "N1", _flat(note)
    yield "ER", ""


def _day(at: datetime | None, precision: str) -> str:
    """Return a date as RIS has it, year/month/day/ with the unknown parts left empty."""
    if at is None:
        return ""
    month = "" if precision == "year" else f"{at.month:02d}"
    day = "" if precision in ("year", "month") else f"{at.day:02d}"
    return f"{at.year:04d}/{month}/{day}/"


def _flat(value: str) -> str:
    """Return a value on one line: every run of white space and control characters becomes a space."""
    shown = "".join(each if each.isprintable() or each in _INVISIBLE else " " for each in value)
    return " ".join(shown.split())


_INVISIBLE = {"\u200c", "\u200d", "\u200e", "\u200f", "\u061c", "\ufe0f", "\ufe0e", "\u00ad"}
"""What shapes a text without showing: joiners and direction marks are part of it."""


def _excerpt(text: str, limit: int = 80) -> str:
    flat = _flat(text)
    return flat if len(flat) <= limit else flat[: limit - 1].rpartition(" ")[0] + "…"
