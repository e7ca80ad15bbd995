"""Checking a study against itself: chain, segments, orders, decisions, questions, corpora; nothing is believed.

Cards and runs are the working state of a moment: what counts of them is repeated in decisions and sources. What was cut
off the end of the log shows where a row has lost its event, or a frozen version the event it names.
"""

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
    "boundary.add": schema.boundary,
    "field.define": schema.field,
    "value.add": schema.value,
    "code.act": schema.code,
    "coding.add": schema.coding,
    "memo.write": schema.memo,
}
"""Kinds of event whose body repeats a row of a table."""

_COUNTS = ("read", "added", "known", "revised", "unreadable")


def verify(folder: Folder) -> list[str]:
    """Check everything; return one sentence per fault, in the order in which they were met."""
    faults: list[str] = []
    try:
        faults.extend(folder.database.faults())
        with folder.database.read() as connection:
            for name, found in _parts(folder, connection):
                faults.extend(_told(name, found))
        faults.extend(_told("table corpus", _versions(folder)))
    except StudyCorrupt as error:  # SQLite gave up half way
        faults.append(str(error))
    return faults


def _parts(folder: Folder, connection: Connection) -> Iterator[tuple[str, Iterator[str]]]:
    yield "event log", event.verify(connection)
    yield "event log", _erased(connection)
    for kind, table in _LOGGED.items():
        yield f"table {table.name}", _against_log(connection, kind, table)
    yield "table segment", _segments(folder, connection)
    yield "table unreadable", _unreadable(connection)
    yield "table batch", _orders(folder, connection)
    yield "log that corpora name", _heads(connection)
    yield "statement", _statement(folder, connection)


def _erased(connection: Connection) -> Iterator[str]:
    """Name events without a body: the chain still holds, but nothing in this version erases one."""
    table = schema.event
    for seq in connection.execute(select(table.c.seq).where(table.c.body.is_(None))).scalars():
        yield f"the body of event {seq} was taken out"


def _told(name: str, faults: Iterator[str]) -> Iterator[str]:
    """Pass faults on; what does not even read is one."""
    try:
        yield from faults
    except StudyCorrupt as error:
        yield str(error)
    except (ValueError, TypeError, LookupError) as error:
        yield f"the {name} does not read: {error}"


def _bodies(connection: Connection, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the bodies of a kind of event, but for those that were changed: the chain tells of them."""
    table = schema.event
    for row in connection.execute(select(table).where(table.c.kind == kind).order_by(table.c.seq)):
        if row.body is not None and event.body_digest(row.salt, row.body) == row.digest:
            yield msgspec.json.decode(row.body)


def _against_log(connection: Connection, kind: str, table: Table) -> Iterator[str]:
    """Compare each row with the event that made it, and look for rows and events without the other."""
    logged = {body["id"]: body for body in _bodies(connection, kind)}
    if table is schema.source:
        _count_on(connection, logged)
    yield from _compared(connection, table, "id", logged)


def _compared(
    connection: Connection, table: Table, key: str, logged: dict[Any, dict[str, Any]]
) -> Iterator[str]:
    rows = {row[key]: dict(row) for row in connection.execute(select(table)).mappings()}
    for number, body in logged.items():
        row = rows.get(number)
        if row is None:
            yield f"{table.name} {number} is in the event log but no longer in the record"
            continue
        changed = sorted(name for name, value in body.items() if name in row and row[name] != value)
        if changed:
            yield f"{table.name} {number} was changed after it was logged: {', '.join(changed)}"
    for number in sorted(rows.keys() - logged.keys()):
        yield f"{table.name} {number} is in the record but was never logged"


def _count_on(connection: Connection, sources: dict[int, dict[str, Any]]) -> None:
    """Bring the logged counts of sources up to their newest segments."""
    for body in _bodies(connection, "source.segment"):
        if body["source"] in sources:
            sources[body["source"]].update({name: body[name] for name in _COUNTS if name in body})
    for body in sources.values():
        body.pop("run", None)  # an import that was taken up again has another run


def _segments(folder: Folder, connection: Connection) -> Iterator[str]:
    logged: dict[str, dict[str, Any]] = {}
    for body in _bodies(connection, "source.segment"):
        logged.update(body["segments"])
    yield from _compared(connection, schema.segment, "name", logged)
    held = segment.listed(connection)
    came = sorted(logged, key=lambda name: str(logged[name]["kind"]))  # of one kind, in the order of the log
    if len(held) == len(came) and [each.name for each in sorted(held, key=lambda each: each.kind)] != came:
        yield "segments are not in the order in which they were logged"
    for each in held:
        if fault := segment.fault(each.path(folder.path), each.digest):
            yield f"a segment {fault} ({each.path(folder.path)})"


def _unreadable(connection: Connection) -> Iterator[str]:
    """Compare what is told of unreadable records, segment by segment, with the digest that was logged."""
    held: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(select(schema.unreadable).order_by(schema.unreadable.c.id)).mappings():
        held.setdefault(row["segment"], []).append(dict(row))
    logged = {
        name: body["faults"]
        for body in _bodies(connection, "source.segment")
        for name, facts in body["segments"].items()
        if facts["kind"] == "unreadable"
    }
    for name in sorted(held.keys() | logged.keys()):
        if logged.get(name) != segment.faults_digest(held.get(name, [])):
            yield f"what is told of the unreadable records in {name} was changed"


def _orders(folder: Folder, connection: Connection) -> Iterator[str]:
    """Check the files of proposals; a rebuilt study has none."""
    table = schema.batch
    for name, digest in connection.execute(select(table.c.file, table.c.digest).where(table.c.file != "")):
        path = folder.path / "proposal" / name
        if fault := segment.fault(path, digest):
            yield f"an order of proposals {fault} ({path})"


def _heads(connection: Connection) -> Iterator[str]:
    """Look for the event that each frozen version names as the newest of its moment: a log cut short lacks it.

    A version that came with a bundle names an event of the study it was frozen in.
    """
    rebuilt = {body["corpus"] for body in _bodies(connection, "corpus.rebuild")}
    events = connection.execute(select(schema.event.c.seq, schema.event.c.hash))
    hashes = {row.seq: row.hash for row in events}
    for each in version.entered(connection):
        log = each.protocol["log"]
        if each.label not in rebuilt and log["seq"] and hashes.get(log["seq"]) != log["hash"]:
            yield f"event {log['seq']} is not the one after which {each.label} was frozen"


def _versions(folder: Folder) -> Iterator[str]:
    for each in version.listed(folder):
        yield from version.verify(folder, each)


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
