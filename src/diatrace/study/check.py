"""Checking a study against itself: chain, segments, decisions, questions, corpora; nothing is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from diatrace.corpus import version
from diatrace.errors import StudyCorrupt
from diatrace.store import event, schema, segment
from diatrace.store.folder import Folder

_LOGGED: dict[str, Table] = {
    "source.add": schema.source,
    "question.add": schema.question,
    "batch.add": schema.batch,
    "decision": schema.decision,
    "corpus.freeze": schema.corpus,
}
"""Kinds of event whose body repeats a row of a table."""

_COUNTS = {"read", "added", "known", "revised", "unreadable", "run"}


def verify(folder: Folder) -> list[str]:
    """Check everything; return one sentence per fault, in the order in which they were met."""
    faults: list[str] = []
    folder.database.check()
    with folder.database.read() as connection:
        faults.extend(event.verify(connection))
        for kind, table in _LOGGED.items():
            faults.extend(_against_log(connection, kind, table))
        faults.extend(_segments(folder, connection))
        faults.extend(_statement(folder, connection))
    for each in version.listed(folder):
        faults.extend(version.verify(folder, each))
    return faults


def _bodies(connection: Connection, kind: str) -> Iterator[dict[str, Any]]:
    table = schema.event
    for body in connection.execute(
        select(table.c.body).where(table.c.kind == kind).order_by(table.c.seq)
    ).scalars():
        if body is not None:
            yield msgspec.json.decode(body)


def _against_log(connection: Connection, kind: str, table: Table) -> Iterator[str]:
    """Compare each row with the event that made it, and look for rows and events without the other."""
    rows = {row["id"]: dict(row) for row in connection.execute(select(table)).mappings()}
    logged: set[int] = set()
    for body in _bodies(connection, kind):
        number = body["id"]
        logged.add(number)
        row = rows.get(number)
        if row is None:
            yield f"{table.name} {number} is in the event log but no longer in the record"
            continue
        changed = sorted(
            name for name, value in body.items() if name in row and name not in _COUNTS and row[name] != value
        )
        if changed:
            yield f"{table.name} {number} was changed after it was logged: {', '.join(changed)}"
    for number in sorted(rows.keys() - logged):
        yield f"{table.name} {number} is in the record but was never logged"


def _segments(folder: Folder, connection: Connection) -> Iterator[str]:
    logged: dict[str, str] = {}
    for body in _bodies(connection, "source.segment"):
        logged.update(body["segments"])
    for each in segment.listed(connection):
        if logged.pop(each.name, each.digest) != each.digest:
            yield f"the record's digest of {each.name} is not the one that was logged"
        try:
            segment.check(folder.path, each)
        except StudyCorrupt as error:
            yield str(error)
    for name in sorted(logged):
        yield f"segment {name} is in the event log but no longer in the record"


def _statement(folder: Folder, connection: Connection) -> Iterator[str]:
    """Compare study.toml with what the log says was stated."""
    stated: dict[str, Any] = {}
    for kind in ("study.create", "study.restate"):
        for body in _bodies(connection, kind):
            stated.update(body)
    present = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(folder.statement).items()
    }
    for name, value in stated.items():
        if present.get(name) != value:
            yield f"study.toml states another {name} than the event log: {present.get(name)!r}, logged {value!r}"
