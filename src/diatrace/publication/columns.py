"""The columns that tables of members share: what a trace says, where it comes from, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import pyarrow as pa

from diatrace.publication.contract import Member

ANSWER = pa.struct([(name, pa.string()) for name in ("role", "reviewer", "verdict", "reason")])

COLUMNS = pa.schema(
    [
        ("trace", pa.string()),
        ("verdict", pa.string()),
        ("answers", pa.list_(ANSWER)),
        ("kind", pa.string()),
        ("platform", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("author", pa.string()),
        ("thread", pa.string()),
        ("reply_to", pa.string()),
        ("forward_of", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("language_evidence", pa.string()),
        ("edited", pa.string()),
        ("edited_precision", pa.string()),
        ("edited_evidence", pa.string()),
        ("captured", pa.string()),
        ("captured_precision", pa.string()),
        ("captured_evidence", pa.string()),
        ("forms", pa.list_(pa.string())),
        ("attributes", pa.string()),
        ("source", pa.int32()),
        ("venue", pa.string()),
        ("withheld", pa.list_(pa.string())),
    ]
)
"""One row a member. Dates are ISO 8601, as precise as they are known, with Z where they are known to be UTC."""

_LENGTHS = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}


def record(member: Member) -> dict[str, Any]:
    """Return a member's columns."""
    row, item = member.row, member.item
    return {
        **{name: row[name] for name in COLUMNS.names if name in row},
        "trace": row["id"],
        "verdict": item.verdict,
        "answers": [dict(zip(ANSWER.names, answer, strict=True)) for answer in item.answers],
        "edited": moment(row, "edited"),
        "captured": moment(row, "captured"),
        "venue": member.venue,
        "withheld": list(member.withheld),
    }


def moment(row: Mapping[str, Any], name: str) -> str:
    """Return a date no more precise than it is known, as `2024-05` or `2024-05-03T10:00:00Z`; empty where unknown."""
    at: datetime | None = row[name]
    if at is None:
        return ""
    precision, zone = row[f"{name}_precision"], "Z" if row[f"{name}_zone"] == "UTC" else ""
    if precision in _LENGTHS:
        text = at.isoformat(timespec="seconds")[: _LENGTHS[precision]]
        return text + zone if "T" in text else text
    return at.isoformat() + zone


def attributes(member: Member) -> dict[str, Any]:
    """Return a member's plain facts as values."""
    text = member.row["attributes"]
    found: dict[str, Any] = msgspec.json.decode(text) if text else {}
    return found


def readings(member: Member) -> int:
    """Return how many readers' answers stand."""
    return sum(role == "reading" for role, *_ in member.item.answers)


def adjudicated(member: Member) -> str:
    """Return whether a disagreement was settled by a decision of its own: yes or no."""
    return "yes" if any(role == "adjudication" for role, *_ in member.item.answers) else "no"


def reasons(member: Member) -> str:
    """Return what readers gave as reasons, each once."""
    return "; ".join(dict.fromkeys(reason for *_, reason in member.item.answers if reason))
