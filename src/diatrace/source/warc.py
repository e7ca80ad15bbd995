"""Web archives: WARC, ARC and WACZ files, those of a crawl and those of anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source.archive.container import Contents, faults_of, files_of, wacz_of
from diatrace.source.archive.entry import ARC, WARC, Dialect
from diatrace.source.archive.reader import Reader
from diatrace.source.archive.tally import Tally
from diatrace.source.archive.unpack import ZSTD
from diatrace.source.contract import Sample
from diatrace.source.fragments import FRAGMENTS
from diatrace.source.stream import unpacked_head

_TEXTS: Final = ("all", "main")
_KEPT: Final = (
    "text of pages (HTML, plain text, PDF)",
    "title",
    "address",
    "date of capture",
    "date of the last edit, with what says so",
    "declared language",
    "links, with their anchor, context and place",
    "redirects to other hosts, as links of an empty page",
    "status, type, character set, digest",
)
_LEFT_OUT: Final = (
    "requests, crawl information and other records that describe",
    "answers of another status than 200",
    "images, styles, scripts, data and other files",
    "robots.txt",
)
_ZIP: Final = b"PK\x03\x04"
_IN_WACZ: Final = re.compile(rb"datapackage\.json|archive/[^\x00]{0,200}\.warc")
_LOOKED_AT: Final = 2000


@dataclass(frozen=True, slots=True)
class ArchiveParams:
    """What of a page counts as its text, and what below it becomes a trace."""

    text: str = field(
        default="all",
        metadata={"choices": _TEXTS, "help": "text of a page: all of it, or the main text without menus"},
    )
    fragments: bool = field(default=True, metadata=FRAGMENTS)


class _Archive:
    """What readers of web archives share."""

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    dialect: ClassVar[Dialect]
    params: ClassVar[type] = ArchiveParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely a file begins with a record, or a folder holds mostly archives."""
        if not sample.head:
            return self._in_folder(sample.path)
        head = unpacked_head(sample.head)
        if self.dialect.begin.match(head):
            return 0.99
        named = sample.path.name.lower().endswith(self.suffixes)
        return 0.7 if named and (self.dialect.start.search(head) or ZSTD.match(sample.head)) else 0.0

    def _in_folder(self, path: Path) -> float:
        found = list(islice(path.rglob("*"), _LOOKED_AT)) if path.is_dir() else []
        archives = sum(each.name.lower().endswith(self.suffixes) for each in found)
        return 0.8 if archives > 0.3 * sum(each.is_file() for each in found) else 0.0

    def prepare(self, path: Path, params: ArchiveParams) -> Plan:
        """Count what is in the archive: what will be read, what is left out and why."""
        opened = self._opened(path)
        tally = Tally()
        tally.count(opened.parts, self.dialect)
        if not tally.records:
            raise SourceError(
                f"{path.name} holds no {self.dialect.name} records",
                where=str(path),
                hint="is it another format?",
            )
        return Plan(
            format=self.name,
            settings={"text": params.text, "fragments": params.fragments},
            kept=_KEPT,
            pseudonymised=("author named in the page's head", "authors of posts and comments"),
            left_out=_LEFT_OUT,
            notes=(*self._faults(path), *tally.notes()),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record a captured page, in the order of the archive."""
        opened, main = self._opened(path), plan.settings["text"] == "main"
        reader = Reader(opened.parts, self.dialect, main, opened.listed, plan.settings["fragments"])
        yield from reader.records()

    def _opened(self, path: Path) -> Contents:
        return Contents(tuple(files_of(path, self.suffixes)))

    def _faults(self, path: Path) -> tuple[str, ...]:  # noqa: ARG002 (a file has no list of digests)
        return ()


class Warc(_Archive):
    """WARC files (0.17 to 1.1): plain, gzip or Zstandard; one file, or a folder of them.

    Each page captured with status 200 becomes a record, dated by its capture and by its last edit where something says
    so; a page captured again with other content is a further version. Its posts, comments and articles are records of
    their own, each with its author and date. Links are those the crawl noted, else they are taken from the page.
    Damaged parts are passed over and told.
    """

    name: ClassVar[str] = "warc"
    title: ClassVar[str] = "Web archive (WARC)"
    suffixes: ClassVar[tuple[str, ...]] = (".warc", ".warc.gz", ".warc.zst")
    dialect: ClassVar[Dialect] = WARC


class Arc(_Archive):
    """ARC files (version 1, the format before WARC): plain or gzip; one file, or a folder of them.

    Read as WARC files are.
    """

    name: ClassVar[str] = "arc"
    title: ClassVar[str] = "Web archive (ARC)"
    suffixes: ClassVar[tuple[str, ...]] = (".arc", ".arc.gz")
    dialect: ClassVar[Dialect] = ARC


class Wacz(_Archive):
    """WACZ files: WARC files in a zip, with a list of pages and digests, which are checked.

    Read as WARC files are. Where a page has no title or text until a browser runs it, those in the list of pages stand
    in.
    """

    name: ClassVar[str] = "wacz"
    title: ClassVar[str] = "Web archive collection (WACZ)"
    suffixes: ClassVar[tuple[str, ...]] = (".wacz",)
    dialect: ClassVar[Dialect] = WARC

    def sniff(self, sample: Sample) -> float:
        """Say how surely a zip holds archives and a list of their digests."""
        if not sample.head.startswith(_ZIP):
            return 0.0
        if sample.suffix in self.suffixes or _IN_WACZ.search(sample.head):
            return 0.99
        return 0.0

    def _opened(self, path: Path) -> Contents:
        return wacz_of(path)

    def _faults(self, path: Path) -> tuple[str, ...]:
        return faults_of(path)
