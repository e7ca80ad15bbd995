"""The protocol bundle: what another machine needs to rebuild a frozen version bit for bit, and how it rebuilds it.

Nothing in a bundle is believed: items are settled again from its decisions, contents are digested again from its
traces, and only where every digest is the one that was frozen does a study folder come into being.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from sqlalchemy import Connection, exc, insert

from diatrace.corpus import archive, version
from diatrace.corpus.item import items, line, split
from diatrace.corpus.member import CHUNK, digest_of
from diatrace.corpus.version import Version
from diatrace.decision.question import Question
from diatrace.decision.standing import Standing
from diatrace.errors import CorpusError, DiatraceError, StoreFull
from diatrace.model import Decision
from diatrace.store import canonical, event, folder, schema, segment
from diatrace.store.folder import Folder, Statement
from diatrace.store.segment import SegmentWriter
from diatrace.trace.columns import TRACE
from diatrace.trace.identity import state

FORMAT = "diatrace-bundle-1"
README, MANIFEST, PROTOCOL = "README.txt", "manifest.json", "protocol.json"
ITEMS, DECISIONS, TRACES = "items.jsonl", "decisions.jsonl", "traces.jsonl"
FILES = (README, MANIFEST, PROTOCOL, ITEMS, DECISIONS, TRACES)


@dataclass(frozen=True, slots=True)
class Head:
    """What `protocol.json` holds: the version with its protocol, and the question it answers."""

    format: str
    version: Version
    question: Question


def manifest(files: Mapping[str, Path]) -> str:
    """Return the SHA-256 of every file but the manifest itself, as canonical JSON."""
    return canonical.text(
        {name: canonical.file_digest(path) for name, path in files.items() if name != MANIFEST}
    )


def rebuild(bundle: Path, into: Path, *, who: str = "owner") -> dict[str, Any]:
    """Make a new study folder from a bundle, without the study's key; raise CorpusError where anything differs.

    Nothing is left behind unless the corpus that comes out has the digest of the one that was frozen.
    """
    if not bundle.is_file():
        raise CorpusError(f"{bundle} does not exist", where=str(bundle), hint="check the path")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise CorpusError(
            f"{into} exists and is not empty", where=str(into), hint="choose another folder with --out"
        )
    into = into.resolve()
    scratch = into.parent / f".{into.name}.part"
    try:
        with _explained(bundle), segment.full_disk(into):
            shutil.rmtree(scratch, ignore_errors=True)  # an attempt that was killed
            scratch.mkdir(mode=0o700, parents=True)
            files = archive.unpack(bundle, scratch, FILES)
            if files[MANIFEST].read_text(encoding="utf-8") != manifest(files):
                raise ValueError("a file is not the one its manifest names")
            report = _rebuild(files, scratch / "study", canonical.file_digest(bundle), who)
            if into.exists():
                into.rmdir()
            (scratch / "study").rename(into)
            segment.sync_folder(into.parent)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return {"study": str(into), **report}


@contextmanager
def _explained(bundle: Path) -> Iterator[None]:
    """Turn whatever damaged content raises into one clear error."""
    try:
        yield
    except (CorpusError, StoreFull):
        raise
    except OSError as error:
        raise CorpusError(
            f"the study cannot be written: {error.strerror or error}",
            where=str(error.filename or ""),
            hint="choose another folder with --out",
        ) from error
    except DiatraceError as error:
        raise CorpusError(
            f"{bundle.name} cannot become a study: {error.what}", where=str(bundle), hint=error.hint
        ) from error
    except (
        ValueError,
        TypeError,
        LookupError,
        OverflowError,
        RecursionError,
        pa.ArrowException,
        exc.SQLAlchemyError,
    ) as error:
        raise CorpusError(
            f"{bundle.name} is no whole bundle: {_short(error)}",
            where=str(bundle),
            hint="ask for the bundle again; a bundle must not be edited",
        ) from error


def _short(error: Exception) -> str:
    return str(getattr(error, "orig", error)).partition("\n")[0] or type(error).__name__


def _rebuild(files: Mapping[str, Path], study: Path, bundle: str, who: str) -> dict[str, Any]:
    head = read_head(files[PROTOCOL])
    built = folder.create(study, _statement(head.version.protocol["study"]), with_key=False)
    try:
        frozen = head.version
        with built.database.write() as connection:
            event.append(
                connection,
                who,
                "corpus.rebuild",
                {"bundle": bundle, "corpus": frozen.label, "digest": frozen.digest},
            )
            _enter_record(connection, head, _decisions(files[DECISIONS]), who)
            traces = _enter_traces(connection, built, files[TRACES], _sources(head))
        lines = _recomputed(built, head, traces, split(files[ITEMS].read_text(encoding="utf-8")))
        with built.database.write() as connection:
            version.enter(connection, built, frozen, head.question.id, lines, who)
        if faults := version.verify(built, frozen):
            raise CorpusError(faults[0], hint="ask for the bundle again; a bundle must not be edited")
    finally:
        built.close()
    return {
        "corpus": frozen.label,
        "digest": frozen.digest,
        "status": "complete" if frozen.complete else "partial",
        "items": frozen.items,
        "members": frozen.members,
        "equal": True,
        "bundle": bundle,
    }


def read_head(file: Path) -> Head:
    """Read the protocol of a bundle; raise CorpusError or ValueError where it does not hold together."""
    head = msgspec.json.decode(file.read_bytes(), type=Head)
    if head.format != FORMAT:
        raise CorpusError(f"the bundle is of format {head.format!r}, not {FORMAT}", hint="upgrade diatrace")
    frozen, asked = head.version, head.version.protocol["question"]
    version.check_name(frozen.name)
    if (asked["name"], asked["criteria"]) != (head.question.name, head.question.criteria):
        raise ValueError("the question is not that of the protocol")
    return head


def _statement(stated: Mapping[str, Any]) -> Statement:
    """Return what the study states, checked as that of a new study, under its own identifier."""
    identifier = stated["id"]
    if not (isinstance(identifier, str) and re.fullmatch("[0-9a-f]{16}", identifier)):
        raise ValueError("the study has no proper identifier")
    made = folder.state(
        stated["title"],
        stated["purpose"],
        stated["basis"],
        stated["retain_until"],
        tuple(stated["languages"]),
    )
    return replace(made, id=identifier)


def _decisions(file: Path) -> list[Decision]:
    with file.open("rb") as opened:
        return [msgspec.json.decode(each, type=Decision) for each in opened]


def _enter_record(connection: Connection, head: Head, decisions: Sequence[Decision], who: str) -> None:
    """Enter sources, question, batches and decisions under the numbers they had, each with its event."""
    question, protocol = head.question, head.version.protocol
    asked = {**asdict(question), "settings": canonical.text(asdict(question.settings))}
    sources = [{"file_bytes": 0, "added_by": who, "run": None, **each} for each in protocol["sources"]]
    batches = [{**each, "file": ""} for each in protocol["batches"]]  # the order itself is not in a bundle
    answers = [{**asdict(each), "token": None} for each in decisions]
    for kind, table, rows in (
        ("source.add", schema.source, sources),
        ("question.add", schema.question, [asked]),
        ("batch.add", schema.batch, batches),
        ("decision", schema.decision, answers),
    ):
        if rows:
            connection.execute(insert(table), rows)
            event.append_many(connection, who, kind, rows)


def _sources(head: Head) -> set[int]:
    return {each["id"] for each in head.version.protocol["sources"]}


def _enter_traces(
    connection: Connection, built: Folder, file: Path, sources: Collection[int]
) -> list[tuple[str, str]]:
    """Write the traces as one segment and name it; return identifier and content digest of each, as they came."""
    writer = SegmentWriter(built.path, "trace", 1, arrow=TRACE)
    digests: list[tuple[str, str]] = []
    try:
        with file.open("rb") as opened:
            while rows := [_row(each, sources) for each in islice(opened, CHUNK)]:
                digests.extend((each["id"], each["digest"]) for each in rows)
                writer.add(pa.Table.from_pylist(rows, schema=TRACE))
        made = [writer.close()] if writer.rows else []
    finally:
        writer.discard()
    named = segment.enter(connection, made, None)
    event.append(connection, "diatrace", "source.segment", {"source": None, "segments": named})
    return digests


_TYPES: dict[pa.DataType, Any] = {
    pa.string(): str,
    pa.int32(): int,
    pa.int64(): int,
    pa.timestamp("us"): datetime | None,
    pa.list_(pa.string()): list[str],
}
_Stored = msgspec.defstruct(
    "_Stored",
    [(each.name, _TYPES.get(each.type, list[dict[str, Any]])) for each in TRACE],
    forbid_unknown_fields=True,
)


def trace_line(row: Mapping[str, Any]) -> str:
    """Return a stored trace as one line of canonical JSON."""
    dates = {name: row[name].isoformat() if row[name] else None for name in ("edited", "captured")}
    return canonical.text({**row, **dates})


def _row(text: bytes, sources: Collection[int]) -> dict[str, Any]:
    """Read a stored trace back; raise ValueError where its digests do not follow from its fields."""
    row = msgspec.structs.asdict(msgspec.json.decode(text, type=_Stored))
    if digest_of(row) != row["digest"] or state(row["digest"], row["attributes"].encode()) != row["state"]:
        raise ValueError(f"trace {row['id']} does not say what its digest stands for")
    if row["source"] not in sources:
        raise ValueError(f"trace {row['id']} comes from a source that the protocol does not name")
    return row


def _recomputed(
    built: Folder, head: Head, traces: Sequence[tuple[str, str]], given: Sequence[str]
) -> list[str]:
    """Settle every item again from the decisions; return the lines, or raise CorpusError saying what differs."""
    frozen, protocol = head.version, head.version.protocol
    standing = Standing(head.question.id)
    with built.database.read() as connection:
        standing.refresh(connection)
    found = items(standing, version.choice_of(frozen))
    lines = [line(each) for each in found]
    members = [(each.trace, each.digest) for each in found if each.member]
    decided = sum(each.verdict is not None for each in found)
    digest = version.digest_of(frozen, lines)
    for what, now, then in (
        ("newest decision", standing.newest, protocol["newest_decision"]),
        ("number of items", len(found), frozen.items),
        ("number of members", len(members), frozen.members),
        ("number of decided items", decided, protocol["decided"]),
        ("completeness", decided == protocol["candidates"], frozen.complete),
        ("list of items", canonical.digest(lines), canonical.digest(list(given))),
        ("corpus digest", digest, frozen.digest),
        ("list of traces", canonical.digest(list(traces)), canonical.digest(members)),
    ):
        if now != then:
            raise CorpusError(
                f"the {what} that comes out is not the one that was frozen: {now}, not {then}",
                hint="the bundle was altered after it was written, or not written by diatrace",
            )
    return lines
