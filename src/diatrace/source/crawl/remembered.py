"""What earlier crawls of a study fetched, so that a page is asked for again only where it has changed.

Taken from the WARC files themselves, once each, into one SQLite file beside them; that file can be thrown away.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, Self

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecordType

from diatrace.source.crawl.plan import Capture
from diatrace.source.crawl.warc import NOTED

_SCHEMA: Final = """
create table if not exists file (name text primary key, size integer not null) without rowid;
create table if not exists capture (key blob primary key, date text not null, etag text not null,
  modified text not null, digest text not null, links blob not null) without rowid;
"""
_WANTED: Final = WarcRecordType.response | WarcRecordType.metadata
_BATCH: Final = 2_000


class Remembered:
    """Captures of earlier crawls by address: of each the newest that was kept whole."""

    def __init__(self, index: Path) -> None:
        index.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(index)
        self._db.executescript(_SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def take_in(self, files: Sequence[Path]) -> None:
        """Read the WARC files that were not read yet, in the order given."""
        read = dict(self._db.execute("select name, size from file"))
        for file in files:
            name, size = f"{file.parent.parent.name}/{file.name}", file.stat().st_size
            if read.get(name) == size:
                continue
            with self._db:
                for rows in _batched(_captures(file)):
                    self._db.executemany("insert or replace into capture values (?, ?, ?, ?, ?, ?)", rows)
                self._db.execute("insert or replace into file values (?, ?)", (name, size))

    def __call__(self, url: str) -> Capture | None:
        """Return what is known of an address; nothing where it was never fetched."""
        query = "select date, etag, modified, digest, links from capture where key = ?"
        found = self._db.execute(query, (_key(url),)).fetchone()
        if found is None:
            return None
        date, etag, modified, digest, links = found
        return Capture(date, etag, modified, digest, tuple(msgspec.msgpack.decode(zlib.decompress(links))))


def _key(url: str) -> bytes:
    return blake2b(url.encode(errors="replace"), digest_size=16).digest()


def _batched(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    held: list[tuple[Any, ...]] = []
    for row in rows:
        held.append(row)
        if len(held) >= _BATCH:
            yield held
            held = []
    yield held


def _captures(file: Path) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each page of a crawl that was answered; what the crawl noted of it follows its record."""
    page: tuple[str, ...] = ()
    with closing(file.open("rb")) as stream:
        for record in ArchiveIterator(stream, record_types=_WANTED, parse_http=True, strict_mode=False):
            if record.record_type == WarcRecordType.response:
                if page:
                    yield _row(page, ())
                page = _page(record)
            elif page and record.headers.get("WARC-Refers-To") == page[5]:
                yield _row(page, _links(record.reader.read()))
                page = ()
    if page:
        yield _row(page, ())


def _page(record: Any) -> tuple[str, ...]:
    http = record.http_headers
    if http is None or http.status_code != 200:
        return ()
    fields, told = record.headers, {name.lower(): value for name, value in http.items()}
    return (
        fields.get("WARC-Target-URI", ""),
        fields.get("WARC-Date", ""),
        told.get("etag", ""),
        told.get("last-modified", ""),
        fields.get("WARC-Payload-Digest", ""),
        fields.get("WARC-Record-ID", ""),
    )


def _links(block: bytes) -> tuple[str, ...]:
    if not block.startswith(NOTED):
        return ()
    try:
        told = msgspec.json.decode(block.removeprefix(NOTED))
    except msgspec.DecodeError:
        return ()
    return tuple(dict.fromkeys(each[0] for each in told.get("links", ())))


def _row(page: tuple[str, ...], links: tuple[str, ...]) -> tuple[Any, ...]:
    url, date, etag, modified, digest, _ = page
    return _key(url), date, etag, modified, digest, zlib.compress(msgspec.msgpack.encode(links), 1)
