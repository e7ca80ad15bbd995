"""A study changed behind the program's back: `verify` finds every change, of any field, row or order."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from diatrace.store import event
from diatrace.store.schema import metadata
from diatrace.study import open_study
from tests.faults.conftest import Command, posts, verified

EVIDENCE = ("event", "source", "unreadable", "segment", "question", "batch", "decision", "corpus")
"""Cards and runs are the working state of a moment."""

WITHOUT = {("source", "run"), ("segment", "id"), ("unreadable", "id")}
"""Which attempt brought a source in; numbers that give an order and nothing else."""

FIELDS = [
    (name, column.name)
    for name in EVIDENCE
    for column in metadata.tables[name].columns
    if (name, column.name) not in WITHOUT
]


def tamper(study: Path, *statements: str) -> None:
    """Change the record with SQLite's own tools."""
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        for each in ("PRAGMA foreign_keys=OFF", "PRAGMA ignore_check_constraints=ON", *statements):
            raw.execute(each)
        raw.commit()


def rows(study: Path, table: str, where: str = "") -> list[int]:
    """Return the numbers of the rows of a table."""
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        return [each for (each,) in raw.execute(f"SELECT rowid FROM {table} {where} ORDER BY rowid")]


def changed(column: str) -> str:
    """SQL for another value of the same kind."""
    return (
        f"CASE typeof({column}) WHEN 'text' THEN {column} || 'x' WHEN 'null' THEN 1 "
        f"WHEN 'real' THEN {column} + 0.5 ELSE CASE {column} WHEN 1 THEN 0 ELSE {column} + 1 END END"
    )


@pytest.mark.parametrize(("table", "column"), FIELDS)
def test_any_field_of_any_row(study: Path, table: str, column: str) -> None:
    row = random.Random(f"{table} {column}").choice(rows(study, table))
    quoted = f'"{column}"'
    if (table, column) in {("event", "seq"), ("decision", "id")}:  # onto a free number
        quoted = f"(SELECT max({quoted}) FROM {table})"
    tamper(study, f'UPDATE {table} SET "{column}" = {changed(quoted)} WHERE rowid = {row}')
    assert verified(study)


@pytest.mark.parametrize("value", ["x'ff00'", "CAST(x'ff' AS TEXT)", "''", "'{'", "'[]'", "'{}'", "-1"])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("event", "body"),
        ("event", "hash"),
        ("corpus", "protocol"),
        ("question", "settings"),
        ("source", "read"),
    ],
)
def test_a_value_of_another_kind(study: Path, table: str, column: str, value: str) -> None:
    tamper(study, f"UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT max(rowid) FROM {table})")
    assert verified(study)


def test_a_body_that_was_shredded_by_nobody(study: Path) -> None:
    tamper(study, "UPDATE event SET body = NULL WHERE kind = 'study.create'")
    assert verified(study)


@pytest.mark.parametrize("which", ["first", "middle", "last"])
@pytest.mark.parametrize("table", EVIDENCE)
def test_any_row_taken_away(study: Path, table: str, which: str) -> None:
    held = rows(study, table)
    row = {"first": held[0], "middle": held[len(held) // 2], "last": held[-1]}[which]
    tamper(study, f"DELETE FROM {table} WHERE rowid = {row}")
    assert verified(study)


@pytest.mark.parametrize("table", [each for each in EVIDENCE if each not in {"event", "corpus"}])
def test_any_row_put_in(study: Path, table: str) -> None:
    names = [each.name for each in metadata.tables[table].columns]
    values = {"id": "1000", "seq": "1000", "name": "'trace-000777.parquet'", "token": "'another'"}
    chosen = ", ".join(values.get(each, f'"{each}"') for each in names)
    quoted = ", ".join(f'"{each}"' for each in names)
    tamper(study, f"INSERT INTO {table} ({quoted}) SELECT {chosen} FROM {table} LIMIT 1")
    assert verified(study)


@pytest.mark.parametrize("table", ["event", "segment", "decision"])
def test_rows_changing_places(study: Path, tmp_path: Path, table: str) -> None:
    (tmp_path / "more.ndjson").write_text(posts(10, 1000), encoding="utf-8")
    with open_study(study) as opened:
        opened.source.add(tmp_path / "more.ndjson", languages=False)
    first, *_, last = rows(study, table, "WHERE kind = 'trace'" if table == "segment" else "")
    key = "seq" if table == "event" else "id"
    tamper(
        study,
        f"UPDATE {table} SET {key} = -1 WHERE {key} = {first}",
        f"UPDATE {table} SET {key} = {first} WHERE {key} = {last}",
        f"UPDATE {table} SET {key} = {last} WHERE {key} = -1",
    )
    assert verified(study)


@pytest.mark.parametrize("cut", [1, 2, 5])
def test_a_log_cut_short(study: Path, cut: int) -> None:
    tamper(study, f"DELETE FROM event WHERE seq > (SELECT max(seq) FROM event) - {cut}")
    assert verified(study)


def chained_again(study: Path) -> None:
    """Chain what is left of the log anew, as somebody would who knows how it is done."""
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        raw.row_factory = sqlite3.Row
        previous = event.GENESIS
        for number, row in enumerate(raw.execute("SELECT * FROM event ORDER BY seq").fetchall(), 1):
            digest = event.body_digest(row["salt"], row["body"])
            link = event.link(previous, {**dict(row), "seq": number, "digest": digest})
            raw.execute(
                "UPDATE event SET seq = ?, digest = ?, hash = ? WHERE seq = ?",
                (number, digest, link, row["seq"]),
            )
            previous = link
        raw.commit()


def test_a_decision_taken_out_and_the_log_chained_anew(study: Path) -> None:
    """The decision left no trace in the corpus; the version still names the event after which it was frozen."""
    (last,) = rows(study, "decision")[-1:]
    tamper(
        study,
        f"DELETE FROM decision WHERE id = {last}",
        f"DELETE FROM event WHERE kind = 'decision' AND json_extract(body, '$.id') = {last}",
    )
    chained_again(study)
    found = verified(study)
    assert any("housing@1 was frozen" in each for each in found)


def test_a_decision_changed_with_its_event(study: Path) -> None:
    tamper(
        study,
        "UPDATE decision SET reason = 'another' WHERE id = 1",
        "UPDATE event SET body = replace(body, 'a room', 'another') WHERE seq = "
        "(SELECT min(seq) FROM event WHERE kind = 'decision')",
    )
    chained_again(study)
    assert any("housing@1" in each for each in verified(study))


STATED = {
    "title": ('"Homes"', '"Houses"'),
    "purpose": ('purpose = "P"', 'purpose = "Q"'),
    "basis": ('"consent"', '"none"'),
    "retain_until": ("2099-12-31", "2199-12-31"),
    "languages": ('"fr"', '"de"'),
    "made_at": ('made_at = "2', 'made_at = "1'),
    "settings": ("[settings]", "[settings]\nloud = true"),
}


@pytest.mark.parametrize("name", STATED)
def test_another_statement(study: Path, name: str) -> None:
    file = study / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(*STATED[name]), encoding="utf-8")
    (found,) = verified(study)
    assert name in found


def test_every_finding_is_told(study: Path) -> None:
    tamper(
        study,
        "UPDATE corpus SET protocol = '{'",
        "UPDATE source SET venue = 'consented'",
        "UPDATE event SET body = '{' WHERE kind = 'question.add'",
        "DELETE FROM decision WHERE id = 3",
    )
    (study / "blob" / "raw-000001.sealed").unlink()
    found = " ".join(verified(study))
    for sign in ("corpus", "venue", "question", "decision 3", "raw-000001.sealed"):
        assert sign in found


def test_what_is_whole_is_sound_whoever_looks(command: Command, study: Path) -> None:
    said = command("verify", study, "--json")
    assert (said.code, said.json) == (0, {"sound": True, "faults": []})
    with open_study(study) as opened:
        opened.decision.make("housing", opened.trace.list(limit=1)[0].id, "in", reviewer="Idris Invented")
        opened.corpus.freeze("housing", name="again")
    assert verified(study) == []
