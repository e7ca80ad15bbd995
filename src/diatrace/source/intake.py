"""Taking a file in: recognise it, plan, show what would happen, then read it through the door into segments."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from diatrace import registry
from diatrace.errors import Misuse, SourceError, UnknownName
from diatrace.model import VENUES, Plan, Record, Unreadable
from diatrace.privacy.key import Key
from diatrace.run import Run, running
from diatrace.source.contract import Sample, Source
from diatrace.store import canonical, event, schema, segment
from diatrace.store.folder import Folder
from diatrace.store.segment import Segment, SegmentWriter
from diatrace.trace.columns import TIE, TRACE
from diatrace.trace.door import Admitted, Door
from diatrace.trace.known import Known, words
from diatrace.trace.language import Identifier

BATCH = 4096
SEGMENT_ROWS = 65_536
SEGMENT_RAW = 128 * 1024**2
PREVIEW_RECORDS = 20_000
SURE = 0.5
"""A format is taken for recognised only above this confidence."""


def recognise(path: Path, name: str = "") -> tuple[Source, float]:
    """Return the reader for a file and its confidence; `name` overrules recognition.

    Raises UnknownName for an unknown format, SourceError where the file is missing or no reader is sure.
    """
    if not path.exists():
        raise UnknownName(f"{path} does not exist", where=str(path), hint="check the path")
    if not (path.is_file() or path.is_dir()):  # a pipe or a device may never end
        raise SourceError(
            f"{path} is neither a file nor a folder", where=str(path), hint="save it as a file first"
        )
    if name:
        return registry.load("source", name), 1.0
    sample = Sample.of(path)
    if path.is_file() and not sample.head:
        raise SourceError(f"{path.name} is empty", where=str(path), hint="was the export finished?")
    readers = [registry.load("source", each) for each in registry.names("source")]
    sureness = [(reader.sniff(sample), reader) for reader in readers]
    best, reader = max(sureness, key=lambda pair: pair[0])
    if best < SURE:
        raise SourceError(
            f"{path.name} is of no format known here",
            where=str(path),
            hint=f"name the format with --as: {', '.join(registry.names('source'))}",
        )
    return reader, best


def prepare(path: Path, name: str = "", params: dict[str, Any] | None = None) -> tuple[Source, Plan]:
    """Return the reader of a file and its plan; parameters unknown to the format are refused."""
    if not name and params and "map" in params:
        name = "table"  # columns are given to tables only
    with _legible(path):
        reader, _ = recognise(path, name)
        return reader, reader.prepare(path, registry.fill(reader.params, params or {}))


@contextmanager
def _legible(path: Path) -> Iterator[None]:
    """Turn what the operating system says of a file that is to be read into SourceError."""
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read: {error.strerror or error}",
            where=str(error.filename or path),
            hint="check the file and its permissions, or name another format with --as",
        ) from error


def _read(reader: Source, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
    with _legible(path):
        yield from reader.read(path, plan)


def file_facts(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file, or of a folder's files by name."""
    if path.is_file():
        return canonical.file_digest(path), path.stat().st_size
    digest, size = hashlib.sha256(), 0
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        digest.update(f"{file.relative_to(path).as_posix()}\0{canonical.file_digest(file)}\0".encode())
        size += file.stat().st_size
    return digest.hexdigest(), size


def held(folder: Folder) -> Known:
    """Load which traces the study holds."""
    known = Known()
    for each in folder.segments("trace"):
        columns = segment.columns(each.path(folder.path), ["id", "state"])
        known.load(words(columns["id"].to_pylist()), words(columns["state"].to_pylist()))
    return known


def preview(
    folder: Folder, path: Path, name: str = "", params: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Show what an import would do, and write nothing: plan, first traces as they would be held, counts, faults.

    At most the first 20,000 records are looked at; `complete` says whether that was all.
    """
    reader, plan = prepare(path, name, params)
    admitted, faults, read, complete = _rehearse(folder, reader, path, plan)
    spans = [span.kind for spans in admitted.traces["spans"] for span in spans]
    return {
        "format": plan.format,
        "plan": asdict(plan),
        "read": read,
        "complete": complete,
        "venue": _usual_venue(reader),
        "would_add": admitted.added,
        "known": admitted.known,
        "revised": admitted.revised,
        "unreadable": len(faults),
        "faults": [{"where": each.where, "reason": each.reason} for each in faults[:50]],
        "identifiers": {kind: spans.count(kind) for kind in sorted(set(spans))},
        "authors": len(set(admitted.traces["author"]) - {""}),
        "languages": {
            code: admitted.traces["language"].count(code) for code in sorted(set(admitted.traces["language"]))
        },
        "sample": [
            dict(zip(admitted.traces, row, strict=True))
            for row in islice(zip(*admitted.traces.values(), strict=True), 5)
        ],
    }


def _rehearse(
    folder: Folder, reader: Source, path: Path, plan: Plan
) -> tuple[Admitted, list[Unreadable], int, bool]:
    door = _door(folder, folder.key(), held(folder), source=0, languages=True)
    found = list(islice(_read(reader, path, plan), PREVIEW_RECORDS + 1))
    looked_at = found[:PREVIEW_RECORDS]
    records = [each for each in looked_at if isinstance(each, Record)]
    faults = [each for each in looked_at if isinstance(each, Unreadable)]
    return door.admit(records), faults, len(looked_at), len(found) <= PREVIEW_RECORDS


def _door(folder: Folder, key: Key, known: Known, *, source: int, languages: bool) -> Door:
    identifier = Identifier(folder.statement.languages) if languages else None
    return Door(
        key,
        known,
        source=source,
        imported_at=datetime.now(UTC).replace(tzinfo=None),
        languages=folder.statement.languages,
        identifier=identifier,
    )


def take_in(
    folder: Folder,
    path: Path,
    name: str = "",
    params: dict[str, Any] | None = None,
    *,
    venue: str = "",
    basis: str = "",
    who: str = "owner",
    languages: bool = True,
) -> dict[str, Any]:
    """Import a file and return what was done; a file already in (same bytes, same settings) adds nothing.

    Without a `venue` it is closed for formats of private conversations, open for others. An import that was
    interrupted goes on where its last segment ended when the same file is added again.
    """
    if venue and venue not in VENUES:
        raise Misuse(f"a venue cannot be {venue!r}", hint=f"one of: {', '.join(VENUES)}")
    reader, plan = prepare(path, name, params)
    with _legible(path):
        digest, size = file_facts(path)
    facts = {
        "format": plan.format,
        "name": _name(reader, path, digest),
        "file_digest": digest,
        "file_bytes": size,
        "settings": canonical.text(plan.settings),
        "venue": venue or _usual_venue(reader),
        "basis": basis or folder.statement.basis,
    }
    earlier = _earlier(folder, facts)
    if earlier and earlier["state"] == "done":
        return _report(folder, earlier["id"], plan, already=True)
    with (
        running(folder.database, "import", {"file": facts["name"], "format": plan.format}, alone=True) as run,
        _seldom_collected(),
    ):
        source = _enter_source(folder, facts, run.id, who, earlier)
        _Intake(folder, run, source, languages=languages).go(reader, path, plan)
        run.result = _report(folder, source, plan, already=False)
    return run.result


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Have Python look for reference cycles seldom: records make none, and looking costs a sixth of an import."""
    before = gc.get_threshold()
    gc.set_threshold(50 * BATCH, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _name(reader: Source, path: Path, digest: str) -> str:
    """Return the name a file is remembered by: not its own where the format puts people's names into it."""
    name = canonical.file_name(path)
    return f"{reader.name}-{digest[:8]}{Path(name).suffix.lower()}" if _is_closed(reader) else name


def _usual_venue(reader: Source) -> str:
    return "closed" if _is_closed(reader) else "open"


def _is_closed(reader: Source) -> bool:
    return getattr(reader, "closed", False)


def _earlier(folder: Folder, facts: dict[str, Any]) -> dict[str, Any] | None:
    """Return the source row of the same file read the same way, with the state of its run."""
    source, run = schema.source, schema.run
    query = select(source.c.id, source.c.read, run.c.state).join(run, run.c.id == source.c.run)
    for name in ("file_digest", "format", "settings"):
        query = query.where(source.c[name] == facts[name])
    with folder.database.read() as connection:
        row = connection.execute(query.order_by(source.c.id.desc())).mappings().first()
    return dict(row) if row else None


def _enter_source(
    folder: Folder, facts: dict[str, Any], run: int, who: str, earlier: dict[str, Any] | None
) -> int:
    source = schema.source
    with folder.database.write() as connection:
        if earlier:
            connection.execute(update(source).where(source.c.id == earlier["id"]).values(run=run))
            event.append(connection, who, "source.resume", {"source": earlier["id"], "read": earlier["read"]})
            return int(earlier["id"])
        values = {**facts, "run": run, "added_at": canonical.now(), "added_by": who}
        made: int = connection.execute(insert(source).values(values).returning(source.c.id)).scalar_one()
        event.append(connection, who, "source.add", {"id": made, **values})
        return made


def _report(folder: Folder, source: int, plan: Plan, *, already: bool) -> dict[str, Any]:
    table = schema.source
    with folder.database.read() as connection:
        row = connection.execute(select(table).where(table.c.id == source)).mappings().one()
    counts = {name: row[name] for name in ("read", "added", "known", "revised", "unreadable")}
    if already:
        counts.update(added=0, revised=0, known=row["read"] - row["unreadable"])
    return {
        "source": source,
        "format": row["format"],
        "name": row["name"],
        **counts,
        "already": already,
        "notes": list(plan.notes),
        "faults": _faults(folder, source),
    }


def _faults(folder: Folder, source: int, limit: int = 50) -> list[dict[str, Any]]:
    table = schema.unreadable
    query = (
        select(table.c.place, table.c.reason)
        .where(table.c.source == source)
        .order_by(table.c.id)
        .limit(limit)
    )
    with folder.database.read() as connection:
        return [{"where": place, "reason": reason} for place, reason in connection.execute(query)]


@dataclass(slots=True)
class _Counts:
    read: int = 0
    added: int = 0
    known: int = 0
    revised: int = 0
    unreadable: int = 0


@dataclass(slots=True)
class _Group:
    """The segments of one step, on their way to the disk together."""

    trace: SegmentWriter
    tie: SegmentWriter
    raw: SegmentWriter
    unreadable: SegmentWriter
    faults: list[dict[str, Any]] = field(default_factory=list)
    raw_bytes: int = 0

    def all(self) -> list[SegmentWriter]:
        return [self.trace, self.tie, self.raw, self.unreadable]


class _Intake:
    """One import under way: reads batches, writes segments, commits each group with its progress."""

    def __init__(self, folder: Folder, run: Run, source: int, *, languages: bool) -> None:
        self._folder, self._run, self._source = folder, run, source
        key = folder.key()
        self._seal_key = key.derive("seal")
        table = schema.source
        with folder.database.read() as connection:
            names = [each.name for each in _Counts.__dataclass_fields__.values()]
            row = (
                connection.execute(select(*[table.c[name] for name in names]).where(table.c.id == source))
                .mappings()
                .one()
            )
            known = {each.name for each in segment.listed(connection)}
        self._counts = _Counts(**row)
        segment.sweep(folder.path, known)
        self._door = _door(folder, key, held(folder), source=source, languages=languages)

    def go(self, reader: Source, path: Path, plan: Plan) -> None:
        """Read the whole file."""
        found = _read(reader, path, plan)
        self._pass_over(found)
        group: _Group | None = None
        try:
            while batch := list(islice(found, BATCH)):
                group = group or self._open()
                self._take(batch, group)
                self._run.progress(self._counts.read)
                if group.trace.rows >= SEGMENT_ROWS or group.raw_bytes >= SEGMENT_RAW:
                    self._commit(group)
                    group = None
            if group:
                self._commit(group)
        except BaseException:
            for writer in group.all() if group else ():
                writer.discard()
            raise

    def _pass_over(self, found: Iterator[Record | Unreadable]) -> None:
        """Skip what an interrupted import has committed, still counting repeats of equal messages."""
        left = self._counts.read
        while left and (batch := list(islice(found, min(left, BATCH)))):
            self._door.admit([each for each in batch if isinstance(each, Record)])
            left -= len(batch)

    def _open(self) -> _Group:
        with self._folder.database.read() as connection:
            number = segment.next_number(connection)
        study, key = self._folder.path, self._seal_key
        return _Group(
            SegmentWriter(study, "trace", number, arrow=TRACE),
            SegmentWriter(study, "tie", number, arrow=TIE),
            SegmentWriter(study, "raw", number, key=key),
            SegmentWriter(study, "unreadable", number, key=key),
        )

    def _take(self, batch: list[Record | Unreadable], group: _Group) -> None:
        counts = self._counts
        faults = [each for each in batch if isinstance(each, Unreadable)]
        admitted = self._door.admit([each for each in batch if isinstance(each, Record)])
        traces, ties = admitted.tables()
        group.trace.add(traces)
        group.trace.revised += admitted.revised
        group.tie.add(ties)
        group.raw.add(admitted.raws)
        for place, fault in enumerate(faults, group.unreadable.rows):
            group.faults.append(
                {"source": self._source, "place": fault.where, "reason": fault.reason, "position": place}
            )
        group.unreadable.add([each.raw for each in faults])
        group.raw_bytes += sum(map(len, admitted.raws)) + sum(len(each.raw) for each in faults)
        counts.read += len(batch)
        counts.added += admitted.added
        counts.known += admitted.known
        counts.revised += admitted.revised
        counts.unreadable += len(faults)

    def _commit(self, group: _Group) -> None:
        """Make a group's files durable, then name them in the record together with the progress."""
        segments: list[Segment] = []
        for writer in group.all():
            if writer.rows:
                segments.append(writer.close())
            else:
                writer.discard()
        table = schema.source
        with self._folder.database.write() as connection:
            named = segment.enter(connection, segments, self._source)
            if group.faults:
                name = group.unreadable.name
                connection.execute(
                    insert(schema.unreadable), [{**fault, "segment": name} for fault in group.faults]
                )
            connection.execute(update(table).where(table.c.id == self._source).values(asdict(self._counts)))
            event.append(
                connection,
                "diatrace",
                "source.segment",
                {
                    "source": self._source,
                    "segments": named,
                    "faults": segment.faults_digest(group.faults),
                    **asdict(self._counts),
                },
            )
