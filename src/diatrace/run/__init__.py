"""Long work as rows of one table: what runs, how far it is, what came of it; stopped and taken up again."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, insert, select, update

from diatrace.errors import Cancelled, DiatraceError, StudyLocked, UnknownName
from diatrace.store import canonical
from diatrace.store.database import Database
from diatrace.store.schema import run as table

BEAT_SECONDS = 1.0
STALE_SECONDS = 600.0
"""A run whose worker gave no sign for this long was interrupted, even where its process number lives on."""


@dataclass(slots=True)
class Run:
    """A running piece of work: says how far it is, and learns that it should stop."""

    id: int
    database: Database
    done: int = 0
    total: int | None = None
    result: dict[str, Any] = field(default_factory=dict)
    _beat: float = 0.0

    def progress(self, done: int, total: int | None = None) -> None:
        """Note how far the work is (at most once a second); raise Cancelled where a person asked it to stop."""
        self.done, self.total = done, total if total is not None else self.total
        if time.monotonic() - self._beat < BEAT_SECONDS:
            return
        self._beat = time.monotonic()
        self._note()

    def _note(self) -> None:
        with self.database.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.id == self.id)
                .values(done=self.done, total=self.total, beat=time.time())
            )
            state = connection.execute(select(table.c.state).where(table.c.id == self.id)).scalar()
        if state == "stopping":
            raise Cancelled(
                f"run {self.id} was stopped; what it had finished stands", hint="run it again to go on"
            )


@contextmanager
def running(database: Database, kind: str, params: dict[str, Any], *, alone: bool = False) -> Iterator[Run]:
    """Open a run, and close it as done, failed or cancelled; with `alone`, refuse while another of its kind runs."""
    run = _open(database, kind, params, alone=alone)
    try:
        yield run
    except (Cancelled, KeyboardInterrupt):
        _close(run, "cancelled", {**run.result, "stopped": True})
        raise
    except Exception as error:
        hint = error.hint if isinstance(error, DiatraceError) else ""
        _close(run, "failed", {**run.result, "error": str(error), "hint": hint})
        raise
    _close(run, "done", run.result)


def _open(database: Database, kind: str, params: dict[str, Any], *, alone: bool) -> Run:
    with database.write() as connection:
        for row in connection.execute(select(table).where(table.c.state.in_(("running", "stopping")))):
            if not _alive(row):
                connection.execute(
                    update(table)
                    .where(table.c.id == row.id)
                    .values(state="failed", result=canonical.text({"error": "interrupted"}))
                )
            elif alone and row.kind == kind:
                raise StudyLocked(
                    f"another {kind} is under way (run {row.id}, {row.done:,} done, by {row.worker})",
                    where=str(database.path.parent),
                    hint=f"wait for it, or stop it with `diatrace run stop STUDY {row.id}`",
                )
        values = {
            "kind": kind,
            "params": canonical.text(params),
            "state": "running",
            "worker": f"{socket.gethostname()}:{os.getpid()}",
            "beat": time.time(),
            "created_at": canonical.now(),
            "tries": 1,
        }
        made = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
    return Run(made, database)


def _alive(row: Row[Any]) -> bool:
    if time.time() - row.beat > STALE_SECONDS:
        return False
    host, _, pid = row.worker.rpartition(":")
    return host != socket.gethostname() or process_lives(int(pid))


def process_lives(pid: int) -> bool:
    """Say whether a process of this machine runs; Windows does not tell, and is taken to say yes."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _close(run: Run, state: str, result: dict[str, Any]) -> None:
    with run.database.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id == run.id)
            .values(
                state=state,
                done=run.done,
                total=run.total,
                result=canonical.text(result),
                ended_at=canonical.now(),
                beat=time.time(),
            )
        )


def stop(database: Database, number: int) -> None:
    """Ask a run to stop at its next step; raise UnknownName where no such run is under way."""
    with database.write() as connection:
        asked = connection.execute(
            update(table).where(table.c.id == number, table.c.state == "running").values(state="stopping")
        ).rowcount
    if not asked:
        raise UnknownName(f"run {number} is not under way", hint="see `diatrace run list STUDY`")


def listed(database: Database) -> list[dict[str, Any]]:
    """All runs, newest first, each with its parameters and result as plain values."""
    with database.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.id.desc())).all()
    return [_plain(row) for row in rows]


def _plain(row: Row[Any]) -> dict[str, Any]:
    values = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
    values["params"] = canonical.value(row.params)
    values["result"] = canonical.value(row.result) if row.result else None
    if row.state in ("running", "stopping") and not _alive(row):
        values["state"] = "interrupted"
    return {
        name: values[name]
        for name in ("id", "kind", "state", "params", "done", "total", "result", "created_at", "ended_at")
    }
