"""Frozen versions of a corpus: made, listed, opened, compared, verified."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select

from diatrace import __version__
from diatrace.corpus.ground import Laid, laid_of
from diatrace.corpus.item import Choice, Item, candidates_digest, corpus_digest, items, line, parse, split
from diatrace.decision.question import Question
from diatrace.decision.rule import rule_named
from diatrace.decision.standing import Standing
from diatrace.errors import CorpusError, Misuse, StudyCorrupt, UnknownName
from diatrace.model import VERDICTS
from diatrace.store import canonical, event, schema
from diatrace.store.folder import Folder
from diatrace.store.segment import full_disk, sync_folder

FORMAT = "diatrace-corpus-1"


@dataclass(frozen=True, slots=True)
class Version:
    """One frozen version: its protocol says how it came about, its items what it holds."""

    name: str
    version: int
    protocol: dict[str, Any]
    digest: str
    complete: bool
    items: int
    members: int
    frozen_at: str
    frozen_by: str

    @property
    def label(self) -> str:
        """The name by which a version is asked for, such as `housing@1`."""
        return f"{self.name}@{self.version}"

    def file(self, study: Path) -> Path:
        """Return where its items lie."""
        return study / "corpus" / f"{self.name}-v{self.version}.jsonl"

    def plain(self) -> dict[str, Any]:
        """Return what a listing shows."""
        return {
            "corpus": self.label,
            "name": self.name,
            "version": self.version,
            "question": self.protocol["question"]["name"],
            "rule": self.protocol["rule"],
            "include": self.protocol["include"],
            "digest": self.digest,
            "status": "complete" if self.complete else "partial",
            "complete": self.complete,
            "candidates": self.protocol["candidates"],
            "items": self.items,
            "members": self.members,
            "verdicts": self.protocol["verdicts"],
            "frozen_at": self.frozen_at,
            "frozen_by": self.frozen_by,
        }


def freeze(
    folder: Folder,
    question: Question,
    candidates: Sequence[tuple[str, str]],
    advice: Mapping[str, Any],
    *,
    choice: Choice,
    laid: Laid | None = None,
    name: str = "",
    who: str = "owner",
) -> tuple[Version, bool]:
    """Freeze what stands into a new version; return it, and False where nothing changed since the last one.

    `candidates` are identifier and content digest of every trace of the study; `advice` is the stopping advice at this
    moment, kept in the protocol. The version is *partial* unless every candidate is settled. A corpus of sites stands
    on what they are now, as `laid`: those that were merged into others are none of it.
    """
    check_name(name := name.strip() or question.name)
    _check(choice)
    standing = Standing(question.id)
    with folder.database.read() as connection:
        standing.refresh(connection)
    found = items(standing, choice, laid.digests if laid else None)
    lines = [line(each) for each in found]
    told = laid.protocol([each.trace for each in found]) if laid else {}
    digest = corpus_digest(question.name, question.criteria, choice, lines, told.get("sites_digest", ""))
    protocol = _protocol(folder, question, choice, candidates, found, standing)
    protocol |= {"advice": dict(advice), **told}
    last = next((each for each in reversed(listed(folder)) if each.name == name), None)
    same = ("candidates_digest", "ground")
    if last and last.digest == digest and all(last.protocol.get(k) == protocol.get(k) for k in same):
        return last, False
    return _enter(folder, name, question, protocol, digest, found, lines, who), True


def _check(choice: Choice) -> None:
    rule_named(choice.rule)
    wrong = [each for each in choice.include if each not in VERDICTS]
    if wrong or not choice.include:
        raise Misuse(
            f"a corpus cannot include {', '.join(wrong) or 'nothing'}", hint=f"some of: {', '.join(VERDICTS)}"
        )


def check_name(name: str) -> None:
    """Raise Misuse where a corpus cannot be called so: its name is part of file names."""
    spelled = all(each.isalnum() or each in "-_." for each in name) and not name.startswith(".")
    if not spelled or len(name) > 80 or len(name.encode()) > 200:
        raise Misuse(
            f"a corpus cannot be called {name!r}",
            hint="letters, digits, - and _ only, and few of them: --name housing",
        )


def _protocol(
    folder: Folder,
    question: Question,
    choice: Choice,
    candidates: Sequence[tuple[str, str]],
    found: Sequence[Item],
    standing: Standing,
) -> dict[str, Any]:
    statement = folder.statement
    table = schema.source
    columns = [each for each in table.c if each.name not in {"file_bytes", "added_by", "run"}]
    with folder.database.read() as connection:
        sources = [dict(row) for row in connection.execute(select(*columns).order_by(table.c.id)).mappings()]
        batches = [
            dict(row)
            for row in connection.execute(
                select(schema.batch).where(schema.batch.c.question == question.id)
            ).mappings()
        ]
        head = event.head(connection)
    verdicts = Counter(str(each.verdict or "open") for each in found)
    settled = sum(each.verdict is not None for each in found)
    return {
        "format": FORMAT,
        "diatrace": __version__,
        "study": {
            "id": statement.id,
            "title": statement.title,
            "purpose": statement.purpose,
            "basis": statement.basis,
            "retain_until": statement.retain_until,
            "languages": list(statement.languages),
        },
        "question": {"name": question.name, "criteria": question.criteria},
        "rule": choice.rule,
        "include": sorted(choice.include),
        "sources": sources,
        "batches": batches,
        "candidates": len(candidates),
        "candidates_digest": candidates_digest(candidates),
        "decided": settled,
        "verdicts": {each: verdicts.get(each, 0) for each in (*VERDICTS, "open")},
        "newest_decision": standing.newest,
        "log": {"seq": head[0], "hash": head[1]},
    }


def _enter(
    folder: Folder,
    name: str,
    question: Question,
    protocol: dict[str, Any],
    digest: str,
    found: Sequence[Item],
    lines: Sequence[str],
    who: str,
) -> Version:
    """Give the next version number, once, and enter the version."""
    table = schema.corpus
    settled = sum(each.verdict is not None for each in found)
    with folder.database.write() as connection:
        newest = connection.execute(select(func.max(table.c.version)).where(table.c.name == name)).scalar()
        frozen = Version(
            name=name,
            version=(newest or 0) + 1,
            protocol=msgspec.json.decode(canonical.text(protocol)),
            digest=digest,
            complete=settled == protocol["candidates"] and protocol["candidates"] > 0,
            items=len(found),
            members=sum(each.member for each in found),
            frozen_at=canonical.now(),
            frozen_by=who,
        )
        enter(connection, folder, frozen, question.id, lines, who)
    return frozen


def enter(
    connection: Connection, folder: Folder, frozen: Version, question: int, lines: Sequence[str], who: str
) -> None:
    """Write the items durably, then name the version in the record and in the event log."""
    values = {**asdict(frozen), "protocol": canonical.text(frozen.protocol), "question": question}
    made = connection.execute(insert(schema.corpus).values(values).returning(schema.corpus.c.id)).scalar_one()
    write_items(frozen.file(folder.path), lines)
    event.append(connection, who, "corpus.freeze", {"id": made, **values})


def write_items(file: Path, lines: Sequence[str]) -> None:
    """Write item lines under a temporary name, flush, rename."""
    with full_disk(file):
        file.parent.mkdir(exist_ok=True)
        temporary = file.with_name(f".{file.name}.part")
        with temporary.open("w", encoding="utf-8", newline="\n") as handle:
            handle.writelines(f"{each}\n" for each in lines)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.replace(file)
        sync_folder(file.parent)


def listed(folder: Folder) -> list[Version]:
    """Return all versions, oldest first."""
    with folder.database.read() as connection:
        return entered(connection)


def entered(connection: Connection) -> list[Version]:
    """Return all versions the record names, oldest first."""
    return [_version(row) for row in connection.execute(select(schema.corpus).order_by(schema.corpus.c.id))]


def _version(row: Row[Any]) -> Version:
    return Version(
        name=row.name,
        version=row.version,
        protocol=canonical.value(row.protocol, dict[str, Any]),
        digest=row.digest,
        complete=row.complete,
        items=row.items,
        members=row.members,
        frozen_at=row.frozen_at,
        frozen_by=row.frozen_by,
    )


def named(folder: Folder, label: str) -> Version:
    """Return a version by `name@version`, or the newest of a name; raise UnknownName with the known ones."""
    name, _, number = label.partition("@")
    every = listed(folder)
    found = [
        each
        for each in every
        if each.name == name and (not number or str(each.version) == number.lstrip("v"))
    ]
    if not found:
        known = ", ".join(each.label for each in every)
        raise UnknownName(
            f"no corpus is called {label!r}",
            hint=f"known: {known}" if known else "freeze one with `diatrace corpus freeze`",
        )
    return found[-1]


def read_items(folder: Folder, version: Version) -> list[Item]:
    """Return a version's items; raise StudyCorrupt where they are not those that were frozen."""
    file = version.file(folder.path)
    try:
        text = file.read_text(encoding="utf-8")
        found = parse(text)
    except FileNotFoundError:
        raise StudyCorrupt(
            f"the items of {version.label} are missing", where=str(file), hint="restore from a backup"
        ) from None
    except (ValueError, TypeError, KeyError) as error:
        raise StudyCorrupt(
            f"the items of {version.label} do not read: {error}",
            where=str(file),
            hint="restore from a backup",
        ) from error
    if digest_of(version, split(text)) != version.digest:
        raise StudyCorrupt(
            f"the items of {version.label} were altered", where=str(file), hint="restore from a backup"
        )
    return found


def digest_of(version: Version, lines: Sequence[str]) -> str:
    """Digest that given item lines would have under a version's protocol."""
    question = version.protocol["question"]
    sites = version.protocol.get("sites_digest", "")
    return corpus_digest(question["name"], question["criteria"], choice_of(version), lines, sites)


def choice_of(version: Version) -> Choice:
    """Return the rule and the verdicts a version was frozen with."""
    return Choice(version.protocol["rule"], tuple(version.protocol["include"]))


def verify(folder: Folder, version: Version) -> list[str]:
    """Recompute a version from the decisions it was frozen from; return one sentence per fault."""
    try:
        read_items(folder, version)
    except StudyCorrupt as error:
        return [str(error)]
    standing = Standing(_question_id(folder, version))
    with folder.database.read() as connection:
        standing.refresh(connection, until=version.protocol["newest_decision"])
    laid = laid_of(folder, version.protocol) if "ground" in version.protocol else None
    found = items(standing, choice_of(version), laid.digests if laid else None)
    if (
        laid
        and laid.protocol([each.trace for each in found])["sites_digest"] != version.protocol["sites_digest"]
    ):
        return [f"the sites of {version.label} are not what they were when it was frozen"]
    again = digest_of(version, [line(each) for each in found])
    return (
        []
        if again == version.digest
        else [f"{version.label} does not follow from its decisions: {again} is not {version.digest}"]
    )


def _question_id(folder: Folder, version: Version) -> int:
    table = schema.corpus
    query = select(table.c.question).where(table.c.name == version.name, table.c.version == version.version)
    with folder.database.read() as connection:
        return int(connection.execute(query).scalar_one())


def diff(folder: Folder, old: Version, new: Version) -> dict[str, Any]:
    """Compare two versions: traces come in, gone out, changed verdict, changed content."""
    before = {each.trace: each for each in read_items(folder, old)}
    after = {each.trace: each for each in read_items(folder, new)}
    members = ({k for k, v in side.items() if v.member} for side in (before, after))
    was, now = members
    both = before.keys() & after.keys()
    changed = sorted(each for each in both if before[each].verdict != after[each].verdict)
    return {
        "from": old.label,
        "to": new.label,
        "equal": old.digest == new.digest,
        "added": sorted(now - was),
        "removed": sorted(was - now),
        "newly_decided": sorted(after.keys() - before.keys()),
        "verdict_changed": [
            {"trace": each, "from": before[each].verdict, "to": after[each].verdict} for each in changed
        ],
        "content_changed": sorted(each for each in both if before[each].digest != after[each].digest),
        "protocol_changed": sorted(
            name for name in ("rule", "include", "question") if old.protocol[name] != new.protocol[name]
        ),
    }


def refuse_empty(version: Version) -> None:
    """Raise CorpusError where a version has no members to publish."""
    if not version.members:
        raise CorpusError(f"{version.label} has no members", hint="decide some traces in, then freeze again")
