"""The study folder: what the study states of itself, its record, its segments; making, opening, migrating it."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from sqlalchemy import insert

from diatrace.errors import DiatraceError, StudyCorrupt, StudyIncomplete, StudyTooNew, UnknownName
from diatrace.privacy import key
from diatrace.store import canonical, event, schema, segment
from diatrace.store.database import Database, found_version, translated

STATEMENT = "study.toml"
RECORD = "study.sqlite"
MIGRATIONS = "diatrace.store:migrations"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a study says of itself: why it may hold these traces, and until when."""

    id: str
    title: str
    purpose: str
    basis: str
    retain_until: str
    languages: tuple[str, ...] = ()
    made_at: str = ""
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def expired(self) -> bool:
        """Whether the retention date has passed."""
        return date.fromisoformat(self.retain_until) < datetime.now(UTC).date()


def state(
    title: str, purpose: str, basis: str, retain_until: str, languages: tuple[str, ...] = ()
) -> Statement:
    """Return a new statement; raise StudyIncomplete naming everything that is missing or wrong."""
    given = {"title": title, "purpose": purpose, "basis": basis, "retain-until": retain_until}
    missing = [name for name, value in given.items() if not value.strip()]
    if missing:
        raise StudyIncomplete(
            f"a study needs its {', '.join(missing)} before it may hold traces of people",
            hint="state " + " ".join(f"--{name} …" for name in missing),
        )
    if (until := _day(retain_until)) <= datetime.now(UTC).date():
        raise StudyIncomplete(
            f"the retention date {until} has passed", hint="give the day on which the traces will be erased"
        )
    bad = [code for code in languages if not (2 <= len(code) <= 3 and code.isascii() and code.isalpha())]
    if bad:
        raise StudyIncomplete(
            f"{bad[0]!r} is no language code", hint="two-letter codes joined by commas, such as fr,en,ar"
        )
    return Statement(
        id=secrets.token_hex(8),
        title=title.strip(),
        purpose=purpose.strip(),
        basis=basis.strip(),
        retain_until=until.isoformat(),
        languages=tuple(code.lower() for code in languages),
        made_at=canonical.now(),
    )


def _day(value: str, where: str = "") -> date:
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise StudyIncomplete(
            f"{value!r} is no date",
            where=where,
            hint="give the retention date as year-month-day, such as 2030-12-31",
        ) from None


@dataclass(frozen=True, slots=True)
class Folder:
    """An open study folder."""

    path: Path
    statement: Statement
    database: Database

    def key(self) -> key.Key:
        """Return the study's key; raise KeyMissing where this machine does not hold it."""
        return key.load(self.statement.id)

    def segments(self, kind: str = "") -> list[segment.Segment]:
        """Segments the record names."""
        with self.database.read() as connection:
            return segment.listed(connection, kind)

    def check(self, kind: str) -> None:
        """Raise StudyCorrupt where a segment is not the one the record names: a Parquet file itself would not tell."""
        for each in self.segments(kind):
            segment.check(self.path, each)

    def close(self) -> None:
        """Release the record."""
        self.database.close()

    def restate(self, **changes: Any) -> Folder:
        """Change the statement (title, purpose, settings …), in the file and in the event log."""
        statement = replace(self.statement, **changes)
        with self.database.write() as connection:
            event.append(
                connection, "owner", "study.restate", {name: _plain(value) for name, value in changes.items()}
            )
            write_statement(self.path, statement)
        return replace(self, statement=statement)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def create(path: Path, statement: Statement, *, with_key: bool = True) -> Folder:
    """Make a study folder that does not exist yet (an empty one is accepted); nothing stays where that fails."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise StudyIncomplete(
            f"{path} exists and is not empty", where=str(path), hint="choose another folder"
        )
    database = Database(path / RECORD)
    try:
        _fill(path, statement, database, with_key=with_key)
    except BaseException:  # half a study would bar the way of the next attempt
        database.close()
        for each in path.glob("*"):
            each.unlink()
        if with_key:
            key.destroy(statement.id)
        raise
    return Folder(path, statement, database)


def _fill(path: Path, statement: Statement, database: Database, *, with_key: bool) -> None:
    with segment.full_disk(path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
        if with_key:
            key.create(statement.id)
        write_statement(path, statement)
    with database.write() as connection:
        schema.metadata.create_all(connection)
        connection.execute(insert(schema.version).values(version_num=schema.HEAD))
        connection.execute(insert(schema.study).values(id=statement.id))
        event.append(
            connection, "owner", "study.create", {k: _plain(v) for k, v in asdict(statement).items()}
        )


def write_statement(path: Path, statement: Statement) -> None:
    """Write study.toml at once: under a temporary name, then renamed."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What this study states of itself. Diatrace reads it on opening."))
    values = {name: _plain(value) for name, value in asdict(statement).items() if name != "settings"}
    document.add("study", tomlkit.item(values))
    document.add("settings", tomlkit.item(statement.settings))
    with segment.full_disk(path):
        temporary = path / f".{STATEMENT}.part"
        with temporary.open("w", encoding="utf-8") as file:
            file.write(tomlkit.dumps(document))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path / STATEMENT)
        segment.sync_folder(path)


def read_statement(path: Path) -> Statement:
    """Read study.toml; raise UnknownName where there is none, StudyError where it does not hold."""
    file = path / STATEMENT
    if not file.is_file():
        raise UnknownName(f"{path} is no study", where=str(path), hint="make one with `diatrace new`")
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")).unwrap()
        stated = Statement(**document["study"], settings=document.get("settings", {}))
        found = msgspec.convert(asdict(stated), Statement)  # sees to the types
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyCorrupt(
            f"the study's statement does not read: {error}",
            where=str(file),
            hint="mend study.toml or restore it from a backup",
        ) from error
    for name in ("purpose", "basis", "retain_until"):
        if not str(getattr(found, name)).strip():
            raise StudyIncomplete(
                f"the study no longer states its {name}",
                where=str(file),
                hint="write it back into study.toml",
            )
    _day(found.retain_until, where=str(file))
    return found


def open_folder(path: Path) -> Folder:
    """Open a study; an older one is migrated after a safety copy of its record."""
    statement = read_statement(path)
    record = path / RECORD
    if not record.is_file():
        raise StudyCorrupt(
            "the study's record is missing", where=str(record), hint="restore study.sqlite from a backup"
        )
    database = Database(record)
    try:
        found, owner = found_version(database)
        if owner != statement.id:
            raise StudyCorrupt(
                "study.toml and study.sqlite belong to different studies",
                where=str(path),
                hint="restore both",
            )
        if found > schema.HEAD:
            raise StudyTooNew(
                f"the study was made by a later version of diatrace (schema {found}, this one knows {schema.HEAD})",
                where=str(path),
                hint="upgrade diatrace",
            )
        if found < schema.HEAD:
            migrate(database, found)
    except DiatraceError:
        database.close()
        raise
    return Folder(path, statement, database)


def migrate(database: Database, found: str) -> Path:
    """Bring an older record to the present schema; return the safety copy made before."""
    from alembic import command  # noqa: PLC0415 (half a second, needed only here)
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    copy = database.path.parent / "safety" / f"study-schema-{found}-{canonical.now().replace(':', '')}.sqlite"
    with segment.full_disk(copy):
        copy.parent.mkdir(exist_ok=True)
    with translated(database.path), closing(sqlite3.connect(database.path)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", MIGRATIONS)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StudyCorrupt(
                f"the study's record has a schema that nobody knows: {found}",
                where=str(database.path),
                hint="restore study.sqlite from a backup",
            ) from error
        event.append(
            connection, "diatrace", "study.migrate", {"from": found, "to": schema.HEAD, "copy": copy.name}
        )
    return copy
