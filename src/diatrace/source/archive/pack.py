"""A WACZ of captures: the wanted ones of any archives in one WARC, with an index, a list of pages, and digests.

The same captures in the same order give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

import msgspec

from diatrace import __version__
from diatrace.errors import SourceError
from diatrace.source.archive import cdx, portable
from diatrace.source.archive.container import Part, files_of, wacz_of
from diatrace.source.archive.entry import ARC, WARC, Entry, Gap, entries
from diatrace.source.archive.http import answer_of, digest_told, sha1
from diatrace.source.archive.page import address_of, captured_at
from diatrace.source.stream import unpacked_head

VERSION: Final = "1.1.1"
"""Version of the format that is written."""

_WARC: Final = "data.warc.gz"
_INDEXED: Final = frozenset({"response", "revisit", "resource"})
_KINDS: Final = _INDEXED | {"request", "metadata", "conversion"}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_ZIP: Final = b"PK\x03\x04"
_LOOKED_AT: Final = 65_536
_LISTED: Final = b'{"format":"json-pages-1.0","id":"pages","title":"All Pages"}'


class Page(NamedTuple):
    """A page to be listed: its address, the date of its capture (UTC), its title, its text where that is to travel."""

    url: str
    at: datetime
    title: str = ""
    text: str = ""


class Packed(NamedTuple):
    """What is in a WACZ (records, captures among them, pages listed), and what is not.

    `absent` pages were to be listed, but nothing captured at their address was wanted. `unwanted` counts records of
    addresses that were not kept, `damaged` those that could not be read whole, `lost` revisits of captures that are
    not in it.
    """

    records: int
    captures: int
    pages: int
    absent: int
    unwanted: int
    damaged: int
    lost: int


def everything(url: str) -> bool:  # noqa: ARG001 - the signature of keep
    """Keep every address."""
    return True


def pack(
    sources: Iterable[Path | bytes],
    out: Path,
    *,
    title: str,
    description: str = "",
    pages: Iterable[Page] = (),
    keep: Callable[[str], bool] = everything,
    created: datetime | None = None,
) -> Packed:
    """Write the wanted captures of some archives into a WACZ 1.1.1, and say what it holds.

    `sources` are archives (WARC, ARC or WACZ, packed or not), or the bytes of records as traces keep them; a record
    that comes twice is taken once. They are taken one by one, and `pages` asked for when the last was taken. `keep` is
    asked for each address. Cookies and passwords are left out. `created` is told in the package; without it the bytes
    depend on the captures alone. What stood at `out` stands until the new file is whole. Raises SourceError where a
    source holds no records.
    """
    unfinished = out.with_name(f"{out.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w") as archive:
            packing = _Packing(archive, keep)
            packing.records(sources)
            found = packing.lists(pages)
            packing.describe({"title": title, "description": description}, created)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return found


@dataclass
class _Packing:
    """A WACZ in the making."""

    archive: zipfile.ZipFile
    keep: Callable[[str], bool]
    _lines: list[bytes] = field(default_factory=list)
    _resources: list[dict[str, Any]] = field(default_factory=list)
    _captured: set[str] = field(default_factory=set)
    _digests: set[bytes] = field(default_factory=set)
    _revisits: list[tuple[bytes, str]] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)
    _written: int = 0
    _unwanted: int = 0
    _damaged: int = 0

    def records(self, sources: Iterable[Path | bytes]) -> None:
        """Write the wanted records, and note their captures for the index."""
        place = 0
        with self._member(f"archive/{_WARC}") as write:
            for entry in self._wanted(sources):
                data = portable.member(entry)
                write(data)
                self._written += 1
                if entry.kind in _INDEXED:
                    self._note(entry, place, len(data))
                place += len(data)

    def _wanted(self, sources: Iterable[Path | bytes]) -> Iterator[Entry]:
        for each in _entries(sources):
            if isinstance(each, Gap) or each.fault or not each.whole:
                self._damaged += 1
            elif each.kind in _KINDS and self._is_wanted(each):
                yield each

    def _is_wanted(self, entry: Entry) -> bool:
        """Say whether a record is to be kept and is not in yet."""
        url = address_of(entry)
        if not url.lower().startswith(("http://", "https://")) or not self.keep(url):
            self._unwanted += 1
            return False
        mark = hashlib.blake2b(entry.head + entry.block, digest_size=16).digest()
        new = mark not in self._seen
        self._seen.add(mark)
        return new

    def _note(self, entry: Entry, offset: int, length: int) -> None:
        """Note a capture; one without a date, or at what is no address, cannot be looked up."""
        url, at, answer = address_of(entry), captured_at(entry).at, answer_of(entry.block)
        key = _key(url)
        if not at or not key:
            return
        again = entry.kind == "revisit"
        told = entry.fields.get("warc-payload-digest", "")
        if again:
            self._revisits.append(
                (digest_told(told)[1], entry.fields.get("warc-refers-to-target-uri") or url)
            )
        else:
            told = told or sha1(answer.body if answer else entry.block)
            self._digests.add(digest_told(told)[1])
            self._captured.add(key)
        mime = answer.mime if answer else entry.fields.get("content-type", "")
        facts = cdx.Line(
            url=url,
            mime="warc/revisit" if again else mime or "unk",
            status=str(answer.status) if answer else "200",
            digest=told or "-",
            length=str(length),
            offset=str(offset),
            filename=_WARC,
        )
        self._lines.append(cdx.line_of(key, f"{at:{cdx.STAMP}}", facts))

    def lists(self, pages: Iterable[Page]) -> Packed:
        """Write the index and the list of pages."""
        index, blocks = cdx.packed(sorted(self._lines), "index.cdx.gz")
        every = sorted(set(pages))
        listed = [each for each in every if _key(each.url) in self._captured]
        lines = b"\n".join([_LISTED, *map(_page, listed), b""])
        for name, data in (
            ("indexes/index.cdx.gz", index),
            ("indexes/index.idx", blocks),
            ("pages/pages.jsonl", lines),
        ):
            with self._member(name) as write:
                write(data)
        lost = sum(
            digest not in self._digests and url not in self._captured for digest, url in self._revisits
        )
        return Packed(
            records=self._written,
            captures=len(self._lines),
            pages=len(listed),
            absent=len(every) - len(listed),
            unwanted=self._unwanted,
            damaged=self._damaged,
            lost=lost,
        )

    def describe(self, facts: dict[str, str], created: datetime | None) -> None:
        """Write what the package is and the digests of what is in it."""
        told: dict[str, Any] = {
            "profile": "data-package",
            "wacz_version": VERSION,
            **{name: value for name, value in facts.items() if value},
            **({"created": _rfc3339(created)} if created else {}),
            "software": f"diatrace {__version__}",
            "resources": self._resources.copy(),
        }
        package = msgspec.json.format(msgspec.json.encode(told), indent=2)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
        for name, data in (
            ("datapackage.json", package),
            ("datapackage-digest.json", msgspec.json.encode(digest)),
        ):
            with self._member(name) as write:
                write(data)

    @contextmanager
    def _member(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """Give what writes a file of the package, stored as it is so that parts can be fetched; note its digest."""
        digest, size = hashlib.sha256(), 0
        with self.archive.open(zipfile.ZipInfo(name, _EPOCH), "w", force_zip64=True) as file:

            def write(data: bytes) -> None:
                nonlocal size
                file.write(data)
                digest.update(data)
                size += len(data)

            yield write
        self._resources.append(
            {
                "name": name.rpartition("/")[2],
                "path": name,
                "hash": f"sha256:{digest.hexdigest()}",
                "bytes": size,
            }
        )


def _key(url: str) -> str:
    try:
        return cdx.key_of(url)
    except ValueError:
        return ""


def _page(page: Page) -> bytes:
    """Return the line of a page; its identifier is that of its capture."""
    mark = hashlib.sha256(f"{page.url} {_rfc3339(page.at)}".encode()).hexdigest()[:16]
    told = {"id": mark, "url": page.url, "ts": _rfc3339(page.at), "title": page.title, "text": page.text}
    return msgspec.json.encode({name: value for name, value in told.items() if value})


def _rfc3339(at: datetime) -> str:
    at = at.astimezone(UTC) if at.tzinfo else at
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _entries(sources: Iterable[Path | bytes]) -> Iterator[Entry | Gap]:
    for source in sources:
        if isinstance(source, bytes):
            yield from _records(io.BytesIO(source))
            continue
        found = False
        for part in _parts(source):
            with part.opened() as file:
                for each in _records(file):
                    found = found or isinstance(each, Entry)
                    yield each
        if not found:
            raise SourceError(f"{source.name} holds no records", where=str(source), hint="is the file whole?")


def _parts(path: Path) -> Iterable[Part]:
    with path.open("rb") as file:
        head = file.read(len(_ZIP))
    return wacz_of(path).parts if head == _ZIP else files_of(path, ())


def _records(file: IO[bytes]) -> Iterator[Entry | Gap]:
    head = unpacked_head(file.read(_LOOKED_AT))
    file.seek(0)
    yield from entries(file, ARC if ARC.begin.match(head) else WARC)
