"""The addresses of a crawl and what became of each, in one SQLite file: the only memory a crawl has.

One transaction is open at all times; `commit` ends it together with the length of the WARC files, so that an address
is answered in the record if and only if its answer stands in them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from diatrace.errors import StudyLocked
from diatrace.store.segment import full_disk

QUEUED, HELD, DONE, FAILED, REFUSED, LEFT = range(6)
STATES: Final = ("queued", "queued", "answered", "failed", "refused", "left")
"""What becomes of an address: answered (see its status), failed, refused (by rule), left for want of budget."""

PAGE, SITEMAP = 0, 1
_PATIENCE: Final = 2.0  # seconds: a crawl holds its file all the time
_HEAD: Final = 16  # addresses of one host held in memory
_SITE_FACTOR: Final = 20  # addresses kept of a site for each page of its budget

_SCHEMA: Final = """
create table if not exists state (name text primary key, value) without rowid;
create table if not exists session (id integer primary key, started text not null, plan text not null);
create table if not exists warc (name text primary key, length integer not null) without rowid;
create table if not exists host (id integer primary key, name text not null unique);
create table if not exists site (id integer primary key, owner text not null unique, pages integer not null default 0,
                                 known integer not null default 0, sitemaps integer not null default 0);
create table if not exists page (
  key integer primary key, url text not null, host integer not null, site integer not null, kind integer not null,
  depth integer not null, hops integer not null, source integer, rank integer not null, seq integer not null,
  state integer not null default 0, tries integer not null default 0, after real not null default 0,
  status integer, reason text not null default '', note text not null default '');
create index if not exists queue on page (host, rank, seq) where state = 0;
create table if not exists robots (origin text primary key, status integer not null, fetched real not null,
                                   reason text not null, body blob not null) without rowid;
create table if not exists repeat (host integer, what text, times integer not null, primary key (host, what))
  without rowid;
"""


class Row(NamedTuple):
    """An address that waits to be fetched."""

    key: int
    url: str
    site: int
    kind: int
    depth: int
    hops: int
    tries: int
    source: str


class Found(NamedTuple):
    """An address that was found: where it leads, and on which page (by key)."""

    key: int
    url: str
    host: int
    site: int
    kind: int
    depth: int
    hops: int
    source: int | None
    rank: int
    state: int = QUEUED
    reason: str = ""


class Outcome(NamedTuple):
    """What became of one address: state is one of STATES, `source` the page it was found on."""

    url: str
    site: str
    kind: int
    depth: int
    state: str
    status: int | None
    reason: str
    note: str
    source: str


class Frontier:
    """The frontier file of one crawl."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db = sqlite3.connect(file, isolation_level=None, timeout=_PATIENCE, check_same_thread=False)
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.execute("pragma cache_size = -16000")
            self._db.executescript(_SCHEMA)
            self._db.execute("begin immediate")
        except sqlite3.OperationalError as error:
            self._db.close()
            raise StudyLocked(
                "another process crawls into this folder", where=str(file), hint="wait for it, or stop it"
            ) from error
        self._seq: int = self._one("select coalesce(max(seq), 0) from page")
        self._db.execute("update page set state = 0, reason = '' where state in (?, ?)", (HELD, LEFT))

    def _one(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return self._db.execute(query, values).fetchone()[0]

    def commit(self, lengths: Mapping[str, int]) -> None:
        """Make everything durable that was said since the last commit, with the lengths of the WARC files."""
        self._db.executemany("insert or replace into warc values (?, ?)", lengths.items())
        with full_disk(self._file):
            try:
                self._db.execute("commit")
            except sqlite3.OperationalError as error:
                if "full" in str(error):
                    raise OSError(f"No space left: {error}") from error
                raise
        self._db.execute("begin immediate")

    def close(self) -> None:
        """Take back what was not committed, and close the file."""
        self._db.execute("rollback")
        self._db.close()

    def warcs(self) -> dict[str, int]:
        """Return the WARC files that count, with their lengths."""
        return dict(self._db.execute("select name, length from warc order by name"))

    def open_session(self, started: str, plan: str) -> int:
        """Note that a session begins with this plan; return its number."""
        self._db.execute("insert into session (started, plan) values (?, ?)", (started, plan))
        return int(self._one("select max(id) from session"))

    def total(self, name: str) -> float:
        """Return a number kept under a name; 0 at first."""
        return float(self._one("select coalesce((select value from state where name = ?), 0)", (name,)))

    def keep_total(self, name: str, value: float) -> None:
        """Keep a number under a name."""
        self._db.execute("insert or replace into state values (?, ?)", (name, value))

    def host(self, name: str) -> int:
        """Return the number of a host."""
        self._db.execute("insert or ignore into host (name) values (?)", (name,))
        return int(self._one("select id from host where name = ?", (name,)))

    def site(self, owner: str) -> tuple[int, int, int, int]:
        """Return the number of a site, its pages so far, its known addresses, its sitemaps."""
        self._db.execute("insert or ignore into site (owner) values (?)", (owner,))
        query = "select id, pages, known, sitemaps from site where owner = ?"
        found: tuple[int, int, int, int] = self._db.execute(query, (owner,)).fetchone()
        return found

    def sites(self) -> list[str]:
        """Return the identifiers of all sites."""
        return [each for (each,) in self._db.execute("select owner from site")]

    def keep_site(self, number: int, pages: int, known: int, sitemaps: int) -> None:
        """Keep the counts of a site."""
        query = "update site set pages = ?, known = ?, sitemaps = ? where id = ?"
        self._db.execute(query, (pages, known, sitemaps, number))

    def waiting_hosts(self) -> list[tuple[int, str]]:
        """Return the hosts that have something queued."""
        query = "select id, name from host where id in (select distinct host from page where state = 0)"
        return self._db.execute(query).fetchall()

    def add(self, found: list[Found]) -> int:
        """Enter addresses that are new; return how many were."""
        before = self._db.total_changes
        rows = [(*each, self._seq + number) for number, each in enumerate(found, 1)]
        self._seq += len(rows)
        self._db.executemany(
            "insert or ignore into page (key, url, host, site, kind, depth, hops, source, rank, state, reason, seq)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        return self._db.total_changes - before

    def take(self, host: int) -> list[Row]:
        """Hold the next addresses of a host, and return them."""
        rows = self._db.execute(
            "select page.key, page.url, page.site, page.kind, page.depth, page.hops, page.tries,"
            " coalesce(above.url, '') from page left join page as above on above.key = page.source"
            " where page.host = ? and page.state = 0 and page.after <= ?"
            " order by page.rank, page.seq limit ?",
            (host, time.time(), _HEAD),
        ).fetchall()
        self._db.executemany("update page set state = ? where key = ?", [(HELD, row[0]) for row in rows])
        return [Row(*row) for row in rows]

    def next_after(self, host: int) -> float | None:
        """Return when a host has something to fetch again (seconds since 1970); None where it has nothing."""
        query = "select min(after) from page where host = ? and state = 0"
        found: float | None = self._one(query, (host,))
        return found

    def finish(
        self, key: int, state: int, status: int | None = None, reason: str = "", note: str = ""
    ) -> None:
        """Say what became of an address."""
        self._db.execute(
            "update page set state = ?, status = ?, reason = ?, note = ? where key = ?",
            (state, status, reason, note, key),
        )

    def again(self, key: int, after: float, reason: str) -> None:
        """Queue an address once more, not before a moment."""
        query = "update page set state = 0, tries = tries + 1, after = ?, reason = ? where key = ?"
        self._db.execute(query, (after, reason, key))

    def put_back(self, rows: Iterable[Row]) -> None:
        """Queue held addresses again as they were."""
        self._db.executemany("update page set state = 0 where key = ?", [(row.key,) for row in rows])

    def give_up(self, host: int, reason: str) -> None:
        """Say of everything queued of a host that it failed."""
        query = "update page set state = ?, reason = ? where host = ? and state = 0"
        self._db.execute(query, (FAILED, reason, host))

    def times(self, host: int, what: str) -> int:
        """Count one more of something that a host repeats; return how many there are now."""
        self._db.execute(
            "insert into repeat values (?, ?, 1) on conflict (host, what) do update set times = times + 1",
            (host, what),
        )
        return int(self._one("select times from repeat where host = ? and what = ?", (host, what)))

    def robots(self, origin: str) -> tuple[int, float, str, bytes] | None:
        """Return status, moment, reason and body of a robots.txt; None where it was not asked for."""
        query = "select status, fetched, reason, body from robots where origin = ?"
        found: tuple[int, float, str, bytes] | None = self._db.execute(query, (origin,)).fetchone()
        return found

    def keep_robots(self, origin: str, status: int, reason: str, body: bytes) -> None:
        """Keep a robots.txt as it was just now."""
        values = (origin, status, time.time(), reason, body)
        self._db.execute("insert or replace into robots values (?, ?, ?, ?, ?)", values)

    def counts(self, column: str, where: str = "1") -> dict[Any, int]:
        """Count pages by one of their columns."""
        query = f"select {column}, count(*) from page where kind = 0 and {where} group by 1 order by 2 desc"  # noqa: S608
        return dict(self._db.execute(query))

    def outcome(self, key: int) -> str:
        """Return in a word what became of an address: its status, its reason, or its state."""
        query = "select state, status, reason from page where key = ?"
        found = self._db.execute(query, (key,)).fetchone()
        if found is None:
            return "left"
        state, status, reason = found
        return str(status) if status else reason or STATES[state]

    def pages_of_sites(self) -> dict[str, int]:
        """Return how many pages each site gave."""
        return dict(self._db.execute("select owner, pages from site order by owner"))


def room(pages_per_site: int) -> int:
    """Return how many addresses of a site are kept."""
    return _SITE_FACTOR * pages_per_site + 1_000


def outcomes(folder: Path) -> Iterator[Outcome]:
    """Yield what became of every address of a crawl, in the order they were found."""
    db = sqlite3.connect(f"{(folder / 'frontier.sqlite').absolute().as_uri()}?mode=ro", uri=True)
    try:
        query = (
            "select page.url, owner, page.kind, page.depth, page.state, page.status, page.reason, page.note,"
            " coalesce(above.url, '') from page join site on site.id = page.site"
            " left join page as above on above.key = page.source order by page.seq"
        )
        for url, site, kind, depth, state, *rest in db.execute(query):
            yield Outcome(url, site, kind, depth, STATES[state], *rest)
    finally:
        db.close()
