"""Reading traces back: by identifier, in lists, with their context, with their raw record."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from diatrace import engine
from diatrace.errors import UnknownName
from diatrace.model import Moment, Span, Trace
from diatrace.privacy.seal import unseal
from diatrace.store.folder import Folder
from diatrace.trace.columns import TIE, TRACE

FILTERS = ("source", "kind", "platform", "language", "author", "thread")
HELD = 2048
"""How many traces are held in memory before they are forgotten."""

_COLUMNS = ", ".join(TRACE.names)


class Traces:
    """The traces of a study; sees new segments at once, from any thread."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._seen: tuple[str, ...] | None = None
        self._recent: dict[str, Trace] = {}  # as these segments have them
        self._lock = threading.Lock()

    def connection(self) -> duckdb.DuckDBPyConnection:
        """Return a cursor whose views `trace` and `tie` cover every segment the record names now."""
        segments = self.folder.segments()
        names = tuple(each.name for each in segments)
        with self._lock, engine.reading(self.folder.path):
            if self._connection is None or names != self._seen:
                self._connection = self._connection or engine.connect()
                for kind, schema in (("trace", TRACE), ("tie", TIE)):
                    files = [each.path(self.folder.path) for each in segments if each.kind == kind]
                    revised = any(each.revised for each in segments if each.kind == kind)
                    engine.view(self._connection, kind, files, schema, newest_of="id" if revised else "")
                self._seen, self._recent = names, {}
            return self._connection.cursor()

    def _query(self, query: str, values: Sequence[Any] = ()) -> pa.Table:
        """Return what a query over the views finds; raise StudyCorrupt where files are missing or damaged."""
        with engine.reading(self.folder.path):
            return self.connection().execute(query, list(values)).to_arrow_table()

    def count(self, filters: Mapping[str, Any] | None = None) -> int:
        """Return how many traces there are."""
        where, values = _where(filters or {})
        found = self._query(f"SELECT count(*) AS count FROM trace {where}", values)  # noqa: S608
        return int(found["count"][0].as_py())

    def get(self, ids: Iterable[str]) -> dict[str, Trace]:
        """Return traces by identifier; unknown ones are absent. Those lately asked for are held in memory."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        cursor, recent = self.connection(), self._recent
        found = {each: trace for each in wanted if (trace := recent.get(each))}
        missing = [each for each in wanted if each not in found]
        if missing:
            marks = ", ".join("?" * len(missing))
            query = f"SELECT {_COLUMNS} FROM trace WHERE id IN ({marks})"  # noqa: S608
            with engine.reading(self.folder.path):
                fresh = {each.id: each for each in _traces(cursor.execute(query, missing).to_arrow_table())}
            if len(recent) > HELD:
                recent.clear()
            recent.update(fresh)
            found |= fresh
        return {each: found[each] for each in wanted if each in found}

    def one(self, identifier: str) -> Trace:
        """Return one trace; raise UnknownName where there is none."""
        found = self.get([identifier])
        if not found:
            raise UnknownName(f"no trace is called {identifier!r}", hint="see `diatrace trace list STUDY`")
        return found[identifier]

    def context(self, trace: Trace, *, reach: int = 5) -> dict[str, list[Trace]]:
        """Return what surrounds a trace: what it answers, its thread before and after, answers to it."""
        found: dict[str, list[Trace]] = {"answers_to": [], "before": [], "after": [], "replies": []}
        if trace.reply_to:
            found["answers_to"] = list(self.get([trace.reply_to]).values())
        found["replies"] = self._around("reply_to = ? ORDER BY edited, position", [trace.id], 20)
        if trace.thread:
            before = "thread = ? AND (edited, position, id) < (?, ?, ?) ORDER BY edited DESC, position DESC, id DESC"
            after = "thread = ? AND (edited, position, id) > (?, ?, ?) ORDER BY edited, position, id"
            place = [trace.thread, trace.edited.at, trace.position, trace.id]
            if trace.edited.at is None:
                before, after = (each.replace("edited, ", "") for each in (before, after))
                before = before.replace("edited DESC, ", "")
                place = [trace.thread, trace.position, trace.id]
                before, after = (each.replace("(?, ?, ?)", "(?, ?)") for each in (before, after))
            found["before"] = self._around(before, place, reach)[::-1]
            found["after"] = self._around(after, place, reach)
        return found

    def _around(self, condition: str, values: Sequence[Any], limit: int) -> list[Trace]:
        query = f"SELECT {_COLUMNS} FROM trace WHERE {condition} LIMIT {limit}"  # noqa: S608 (conditions are ours)
        return _traces(self._query(query, values))

    def ties(self, identifier: str) -> list[dict[str, Any]]:
        """Return the ties that a trace gives."""
        query = 'SELECT kind, target, "at" FROM tie WHERE trace = ?'
        return [{**row, "at": _iso(row["at"])} for row in self._query(query, [identifier]).to_pylist()]

    def raw(self, identifier: str) -> bytes:
        """Return a trace's raw record, unsealed with the study's key."""
        query = "SELECT segment, segment_row FROM trace WHERE id = ?"
        found = self._query(query, [identifier]).to_pylist()
        if not found:
            raise UnknownName(f"no trace is called {identifier!r}", hint="see `diatrace trace list STUDY`")
        name, position = found[0].values()
        sealed = self.folder.path / "blob" / name.replace("trace-", "raw-").replace(".parquet", ".sealed")
        return unseal(sealed, position, self.folder.key().derive("seal"))

    def list(
        self, filters: Mapping[str, Any] | None = None, *, limit: int = 50, offset: int = 0
    ) -> list[Trace]:
        """Traces in order of arrival."""
        where, values = _where(filters or {})
        query = f"SELECT {_COLUMNS} FROM trace {where} ORDER BY segment, segment_row LIMIT ? OFFSET ?"  # noqa: S608
        return _traces(self._query(query, [*values, limit, offset]))


def _where(filters: Mapping[str, Any]) -> tuple[str, list[Any]]:
    given = {name: value for name, value in filters.items() if value not in (None, "")}
    unknown = sorted(set(given) - set(FILTERS))
    if unknown:
        raise UnknownName(f"traces cannot be filtered by {unknown[0]!r}", hint=f"known: {', '.join(FILTERS)}")
    clauses = " AND ".join(f"{name} = ?" for name in given)
    return (f"WHERE {clauses}" if clauses else ""), list(given.values())


def _traces(table: pa.Table) -> list[Trace]:
    return [_trace(row) for row in table.to_pylist()]


def _trace(row: dict[str, Any]) -> Trace:
    return Trace(
        edited=_moment(row, "edited"),
        captured=_moment(row, "captured"),
        forms=tuple(row["forms"]),
        spans=tuple(Span(**each) for each in row["spans"]),
        attributes=json.loads(row["attributes"]) if row["attributes"] else {},
        **{name: row[name] for name in _PLAIN},
    )


_PLAIN = ("id", "source", "kind", "platform", "title", "text", "author", "thread", "reply_to", "forward_of", "url",
          "language", "language_evidence", "digest", "raw", "position")  # fmt: skip


def _moment(row: dict[str, Any], name: str) -> Moment:
    return Moment(row[name], row[f"{name}_precision"], row[f"{name}_zone"], row[f"{name}_evidence"])


def _iso(at: datetime | None, zone: str = "") -> str | None:
    return at.isoformat() + ("Z" if zone == "UTC" else "") if at else None


def plain(trace: Trace) -> dict[str, Any]:
    """Return a trace as plain values: dates as ISO 8601 (with Z where they are known to be UTC), spans as objects."""
    values = asdict(trace)
    for name in ("edited", "captured"):
        moment: Moment = getattr(trace, name)
        values[name] = _iso(moment.at, moment.zone)
        values[f"{name}_precision"], values[f"{name}_evidence"] = moment.precision, moment.evidence
    values["forms"] = list(trace.forms)
    values["spans"] = [span._asdict() for span in trace.spans]
    return values
