"""Writing decisions: each is one row and one event in one durable transaction; nothing is ever overwritten."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

from sqlalchemy import Connection, select, update

from diatrace.decision.standing import Standing
from diatrace.errors import DecisionError, Misuse, UnknownName
from diatrace.model import VERDICTS, Decision, Verdict
from diatrace.proposal.candidates import Shown
from diatrace.source.reading import decode, encoding_of
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import card, decision

_SPELLINGS: dict[str, Verdict] = {
    **{each: each for each in VERDICTS},
    "neighbor": "neighbour",
    "voisin": "neighbour",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answers, before it is written: a verdict on a trace and, if they say so, on its near-duplicates."""

    trace: str
    verdict: Verdict
    reason: str = ""
    note: str = ""
    seconds: float | None = None
    role: str = "reading"
    blind: bool = False
    saw_score: bool = False
    drawn: str = "file"
    card: int | None = None
    covers: tuple[str, ...] = ()
    token: str | None = None


def verdict_of(text: str) -> Verdict:
    """Read a verdict in any usual spelling; raise Misuse with the known ones."""
    found = _SPELLINGS.get(text.strip().lower())
    if found is None:
        raise Misuse(f"{text!r} is no verdict", hint=f"one of: {', '.join(VERDICTS)}")
    return found


def write(
    folder: Folder, question: int, reviewer: str, answers: Sequence[Answer], digests: dict[str, str]
) -> list[int]:
    """Write answers of one reviewer, all or none; return the numbers of the decisions.

    `digests` gives each trace's present content. An answer whose token was written before is not written again.
    """
    reviewer = named(reviewer)
    with folder.database.write() as connection:
        rows: list[dict[str, Any]] = []
        for answer in answers:
            if answer.token and (held := _held(connection, answer.token)):
                return held
            rows.extend(_rows(connection, question, reviewer, answer, digests))
        return event.enter(connection, reviewer, "decision", decision, rows)


def named(reviewer: str) -> str:
    """Return a reviewer's name as it is written; raise Misuse where there is none."""
    if not reviewer.strip():
        raise Misuse("a decision needs a name", hint="--reviewer R")
    return reviewer.strip()


def _held(connection: Connection, token: str) -> list[int]:
    return list(connection.execute(select(decision.c.id).where(decision.c.token == token)).scalars())


def _rows(
    connection: Connection, question: int, reviewer: str, answer: Answer, digests: dict[str, str]
) -> Iterable[dict[str, Any]]:
    proposed = _proposed(connection, question, reviewer, answer)
    for trace in (answer.trace, *answer.covers):
        if trace not in digests:
            raise DecisionError(f"no trace is called {trace!r}", hint="see `diatrace trace list STUDY`")
        own = trace == answer.trace
        yield {
            "question": question,
            "trace": trace,
            "digest": digests[trace],
            "reviewer": reviewer,
            "verdict": answer.verdict,
            "reason": answer.reason.strip(),
            "note": answer.note.strip(),
            "role": answer.role,
            "made_at": canonical.now(),
            "seconds": answer.seconds if own else 0.0,
            "saw_score": answer.saw_score or proposed["saw_score"],
            "blind": answer.blind or proposed["drawn"] == "second",
            **{
                name: proposed[name]
                for name in ("drawn", "probability", "batch", "rank", "score", "learned", "handed_at")
            },
            "group": "" if own else answer.trace,
            "undoes": None,
            "token": answer.token if own else None,
        }


_NO_CARD = {
    "probability": None,
    "batch": None,
    "rank": None,
    "score": None,
    "learned": None,
    "saw_score": False,
}


def _proposed(connection: Connection, question: int, reviewer: str, answer: Answer) -> dict[str, Any]:
    """Close the card an answer is on, and return what it proposed; raise DecisionError where it is another's."""
    if answer.card is None:
        return {**_NO_CARD, "drawn": answer.drawn, "handed_at": time()}
    row = connection.execute(select(card).where(card.c.id == answer.card)).mappings().first()
    asked = (question, reviewer, answer.trace)
    if row is None or (row["question"], row["reviewer"], row["trace"]) != asked:
        raise DecisionError(
            f"the card answered is not one that was handed out to {reviewer}", hint="reload the page"
        )
    connection.execute(update(card).where(card.c.id == answer.card).values(state="answered"))
    return dict(row)


def undo(folder: Folder, standing: Standing, reviewer: str) -> Decision | None:
    """Take back the reviewer's newest standing answer (with the near-duplicates it covered); return it.

    The answer stays in the record: an undo is a decision of its own.
    """
    with folder.database.write() as connection:
        standing.refresh(connection)
        last = standing.latest_of(reviewer)
        if last is None:
            return None
        rows = [
            {
                **{name: getattr(each, name) for name in Decision.__dataclass_fields__ if name != "id"},
                "role": "undo",
                "undoes": each.id,
                "made_at": canonical.now(),
                "seconds": 0.0,
                "token": None,
            }
            for each in standing.covered(last)
        ]
        event.enter(connection, reviewer, "decision", decision, rows)
    return last


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of decisions: how many were written, and each row that was not, with its reason."""

    written: int
    failed: list[dict[str, Any]] = field(default_factory=list)


_ITEM = ("trace", "item", "site", "url")
"""Columns that say what a decision is on, the first of them that there is."""


def read_file(
    path: Path, known: Shown, called: Callable[[str], str] | None = None
) -> tuple[list[Answer], list[dict[str, Any]], dict[str, str]]:
    """Read a CSV of decisions (columns trace, verdict, and optionally reason, note, seconds).

    `called` gives the identifier of what has another name in the file. Returns the answers, the rows that cannot be
    one (line, reason), and the digests of what was decided on.
    """
    if not path.is_file():
        raise Misuse(f"{path} does not exist", where=str(path), hint="check the path")
    text = decode(path.read_bytes(), encoding_of(path)[0]).removeprefix("\ufeff")
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    columns = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    item = next((name for name in _ITEM if name in columns), "")
    if not item or "verdict" not in columns:
        raise Misuse(
            "a file of decisions needs the columns trace (or site) and verdict",
            where=str(path),
            hint=f"found: {', '.join(columns) or 'nothing'}; also read: reason, note, seconds",
        )
    rows = [
        (reader.line_num, {name: (row.get(column) or "").strip() for name, column in columns.items()})
        for row in reader
    ]
    for _, row in rows:
        row["trace"] = _identifier(row[item], called)
    traces = known.get(row["trace"] for _, row in rows)
    digests = {name: trace.digest for name, trace in traces.items()}
    answers, failed = [], []
    for line, row in rows:
        try:
            answers.append(_answer(row, digests))
        except Misuse as error:
            failed.append({"line": line, "trace": row["trace"], "reason": str(error)})
    return answers, failed, digests


def _identifier(name: str, called: Callable[[str], str] | None) -> str:
    """Return the identifier that a name stands for; the name itself where it stands for none."""
    if called is None or not name:
        return name
    try:
        return called(name)
    except UnknownName:
        return name


def _answer(row: dict[str, str], digests: dict[str, str]) -> Answer:
    if row["trace"] not in digests:
        raise Misuse(f"no trace is called {row['trace']!r}", hint="see `diatrace trace list STUDY`")
    try:
        seconds = float(row["seconds"]) if row.get("seconds") else None
    except ValueError:
        raise Misuse(f"seconds cannot be {row['seconds']!r}", hint="a number, such as 12.5") from None
    return Answer(
        row["trace"], verdict_of(row["verdict"]), row.get("reason", ""), row.get("note", ""), seconds
    )
