"""Full-text search: an index beside the study, derived and disposable, brought up to date before each search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from diatrace.store.database import translated
from diatrace.store.folder import Folder
from diatrace.store.segment import batches, full_disk
from diatrace.trace.fold import TOKENIZER, fold, query

FILE = "index/search.sqlite"


def search(folder: Folder, words: str, *, limit: int = 50, offset: int = 0) -> tuple[int, list[str]]:
    """Return how many traces match and the identifiers of the best ones (BM25, then order of arrival).

    `words` are words, "phrases", prefix*, -not, OR, in any script; accents, case and Arabic spelling variants do not
    matter. An index that is damaged or foreign is made anew.
    """
    matching = query(words)
    if not matching:
        return 0, []
    with translated(folder.path / FILE):
        try:
            return _found(folder, matching, limit, offset)
        except sqlite3.DatabaseError as error:
            if any(sign in str(error) for sign in ("locked", "full", "unable to open")):
                raise
        for file in (folder.path / FILE).parent.glob("search.sqlite*"):
            file.unlink()
        return _found(folder, matching, limit, offset)


def _found(folder: Folder, matching: str, limit: int, offset: int) -> tuple[int, list[str]]:
    with _open(folder) as index:
        total = index.execute(
            "SELECT count(*) FROM text JOIN item ON item.rowid = text.rowid WHERE text MATCH ?", (matching,)
        ).fetchone()[0]
        rows = index.execute(
            "SELECT item.id FROM text JOIN item ON item.rowid = text.rowid WHERE text MATCH ? "
            "ORDER BY text.rank, text.rowid LIMIT ? OFFSET ?",
            (matching, limit, offset),
        ).fetchall()
    return total, [row[0] for row in rows]


@contextmanager
def _open(folder: Folder) -> Iterator[sqlite3.Connection]:
    """Open the index, complete."""
    path = folder.path / FILE
    with full_disk(path):
        path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as index:
        index.execute("PRAGMA journal_mode=WAL").fetchall()
        index.execute("PRAGMA synchronous=NORMAL")
        index.executescript(
            f"""CREATE TABLE IF NOT EXISTS indexed (segment TEXT PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS item (rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
            CREATE VIRTUAL TABLE IF NOT EXISTS text USING fts5(
                body, content='', tokenize="{TOKENIZER}");"""
        )
        _update(index, folder)
        yield index


def _update(index: sqlite3.Connection, folder: Folder) -> None:
    """Index the segments that are not indexed yet, one transaction each."""
    done = {row[0] for row in index.execute("SELECT segment FROM indexed")}
    for each in folder.segments("trace"):
        if each.name in done:
            continue
        index.execute("BEGIN IMMEDIATE")
        try:
            if not index.execute("SELECT 1 FROM indexed WHERE segment = ?", (each.name,)).fetchone():
                _index(index, each.path(folder.path))
                index.execute("INSERT INTO indexed VALUES (?)", (each.name,))
            index.execute("COMMIT")
        except BaseException:
            index.execute("ROLLBACK")
            raise


def _index(index: sqlite3.Connection, path: Path) -> None:
    for batch in batches(path, ["id", "title", "text"]):
        for identifier, title, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            body = fold(f"{title}\n{text}" if title else text)
            index.execute(
                "DELETE FROM item WHERE id = ?", (identifier,)
            )  # the older revision is found no more
            row = index.execute("INSERT INTO text (body) VALUES (?)", (body,)).lastrowid
            index.execute("INSERT INTO item (rowid, id) VALUES (?, ?)", (row, identifier))
