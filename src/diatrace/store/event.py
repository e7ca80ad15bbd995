"""The event log: what was done, by whom, when; each event is chained to the one before.

`digest` is over salt and body, `hash` over the previous hash and everything but the body: a body can be shredded
(erased with its salt) and the chain still verifies, while nobody can guess a small body from its digest.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from diatrace.store import canonical
from diatrace.store.database import Database
from diatrace.store.schema import event

GENESIS = "0" * 64


def append(connection: Connection, who: str, kind: str, body: dict[str, Any], *, at: str = "") -> int:
    """Chain one event inside the caller's write transaction; return its number."""
    last = connection.execute(select(event.c.seq, event.c.hash).order_by(event.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    return _chain(connection, seq, previous, who, kind, [(body, at)])[0]


def append_many(connection: Connection, who: str, kind: str, bodies: list[dict[str, Any]]) -> list[int]:
    """Chain several events of one kind inside the caller's write transaction; return their numbers."""
    last = connection.execute(select(event.c.seq, event.c.hash).order_by(event.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    return _chain(connection, seq, previous, who, kind, [(body, "") for body in bodies])


def enter(
    connection: Connection, who: str, kind: str, table: Table, rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Add rows to a table of the record, and log each with its number, inside the caller's write transaction."""
    if not rows:
        return []
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    made = list(connection.execute(statement, list(rows)).scalars())
    append_many(
        connection, who, kind, [{"id": number, **row} for number, row in zip(made, rows, strict=True)]
    )
    return made


def _chain(
    connection: Connection,
    seq: int,
    previous: str,
    who: str,
    kind: str,
    bodies: list[tuple[dict[str, Any], str]],
) -> list[int]:
    rows = []
    for number, (body, at) in enumerate(bodies, seq):
        row: dict[str, Any] = {"seq": number, "at": at or canonical.now(), "who": who, "kind": kind}
        row["body"] = canonical.text(body)
        row["salt"] = secrets.token_hex(16)
        row["digest"] = body_digest(row["salt"], row["body"])
        row["hash"] = previous = link(previous, row)
        rows.append(row)
    if rows:
        connection.execute(insert(event), rows)
    return [row["seq"] for row in rows]


def body_digest(salt: str, body: str) -> str:
    """SHA-256 of an event's salt and body."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def link(previous: str, row: Any) -> str:
    """SHA-256 that binds an event (a mapping with seq, at, who, kind, digest) to the one before it."""
    content = canonical.text([previous, row["seq"], row["at"], row["who"], row["kind"], row["digest"]])
    return hashlib.sha256(content.encode()).hexdigest()


def verify(connection: Connection) -> Iterator[str]:
    """Yield one sentence per fault of the chain: a gap, a changed event, a changed body."""
    previous, expected = GENESIS, 1
    for row in connection.execute(select(event).order_by(event.c.seq)).mappings():
        if row["seq"] != expected:
            yield f"event {expected} is missing: {row['seq']} follows {expected - 1}"
            expected = row["seq"]
        if row["body"] is not None and body_digest(row["salt"], row["body"]) != row["digest"]:
            yield f"the body of event {row['seq']} ({row['kind']}, {row['at']}) was changed"
        if link(previous, row) != row["hash"]:
            yield f"event {row['seq']} ({row['kind']}, {row['at']}) does not follow from the one before it"
        previous, expected = row["hash"], expected + 1


def head(connection: Connection) -> tuple[int, str]:
    """Return number and hash of the newest event; (0, GENESIS) where there is none."""
    last = connection.execute(select(event.c.seq, event.c.hash).order_by(event.c.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, GENESIS)


def listed(database: Database, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return events as plain values, newest first."""
    query = select(event.c.seq, event.c.at, event.c.who, event.c.kind, event.c.body, event.c.hash)
    with database.read() as connection:
        rows = (
            connection.execute(query.order_by(event.c.seq.desc()).limit(limit).offset(offset))
            .mappings()
            .all()
        )
    return [
        {**row, "body": canonical.value(row["body"]) if row["body"] is not None else None} for row in rows
    ]
