"""The record: one SQLite file in WAL mode, written durably, read by any number of processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, select

from diatrace.errors import DiatraceError, StoreFull, StudyCorrupt, StudyLocked
from diatrace.store import schema

BUSY_SECONDS = 10.0
_FULL = ("disk is full", "database or disk is full", "disk i/o error")
_DAMAGED = ("malformed", "not a database", "corrupt", "no such table", "no such column", "decode")


class Database:
    """Short transactions on a study's record; `write` ones are durable once they return."""

    def __init__(self, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.engine = _engine(path, busy_seconds)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent state."""
        with translated(self.path), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield a connection that alone may write; commit at the end, roll back on any error."""
        with (
            translated(self.path),
            self.engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def faults(self) -> list[str]:
        """Return what SQLite itself finds damaged, one sentence each."""
        with self.read() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return [f"the study's record is damaged: {each} ({self.path})" for each in found if each != "ok"]

    def close(self) -> None:
        """Release the file."""
        self.engine.dispose()


def _engine(path: Path, busy_seconds: float) -> Engine:
    url = URL.create("sqlite", database=str(path))
    made = create_engine(url, connect_args={"timeout": busy_seconds, "check_same_thread": False})

    @event.listens_for(made, "connect")
    def prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # transactions are begun below, in the mode each needs
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            raw.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the driver's errors into ours."""
    try:
        yield
    except DiatraceError:
        raise
    except (exc.DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        raise _translate(error, path) from error


def _translate(error: Exception, path: Path) -> Exception:
    message = str(getattr(error, "orig", error)).lower()
    if "locked" in message or "busy" in message:
        return StudyLocked(
            "another process holds the study",
            where=str(path),
            hint="wait until it has finished, or stop it, then try again",
        )
    if any(sign in message for sign in _FULL):
        return StoreFull(
            "the disk took no more; nothing of this step was kept",
            where=str(path),
            hint="free some space and try again: everything acknowledged before stands",
        )
    if any(sign in message for sign in _DAMAGED):
        return _corrupt(path, message)
    if "readonly" in message or "unable to open" in message:
        return StudyLocked(
            f"the study cannot be opened: {message}", where=str(path), hint="check the folder's permissions"
        )
    return error


def _corrupt(path: Path, message: str) -> StudyCorrupt:
    return StudyCorrupt(
        f"the study's record is damaged: {message}",
        where=str(path),
        hint="restore study.sqlite from a backup (a safety copy may lie in the folder `safety`)",
    )


def found_version(database: Database) -> tuple[str, str]:
    """Return (schema version, study identifier); raise StudyCorrupt where the file is no study's record."""
    try:
        with database.read() as connection:
            version = connection.execute(select(schema.version.c.version_num)).scalar()
            study = connection.execute(select(schema.study.c.id)).scalar()
    except exc.DBAPIError as error:
        raise _corrupt(database.path, str(error.orig)) from error
    if version is None or study is None:
        raise _corrupt(database.path, "it does not say which version it has")
    return version, study
