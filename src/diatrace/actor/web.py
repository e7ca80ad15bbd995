"""The web of a study: every address its pages hold or link to, and every link, as numbers; sites are laid over it.

It is derived from the segments and kept under `index/web`, in blocks that are added as pages come: addresses (with the
prefix their creation rule makes), captures of pages with their dates, and links from captures to addresses, each with
the place of its tie, where the evidence is. A list of what a site links to (of the kind `site`, as from an imported
network) stands among the captures, since links lead from it, and is none. Which site an address belongs to is decided
when it is asked for, so that a new boundary changes no block.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from diatrace.actor.lru import lru_of
from diatrace.actor.rule import Rules
from diatrace.store.folder import Folder
from diatrace.store.segment import Segment, full_disk, sync_folder

Numbers = NDArray[np.int64]
Short = NDArray[np.int32]

VERSION: Final = 3
KINDS: Final = ("link", "redirect", "canonical", "alternate")
PASS: Final = 2_000_000
"""Links that are looked at together."""

BATCH: Final = 2_000_000
"""Links that are counted together: enough that sorting addresses is rare, few enough to hold."""

PAGE: Final = pa.schema(
    [("lru", pa.string()), ("hash", pa.uint64()), ("made", pa.dictionary(pa.int32(), pa.string()))]
)
CAPTURE: Final = pa.schema(
    [("page", pa.int32()), ("at", pa.timestamp("us")), ("trace", pa.string()), ("list", pa.int32())]
)
"""`list` is 0 where a page was captured, else the source that lists what the site at this address links to."""
LINK: Final = pa.schema(
    [
        ("capture", pa.int32()),
        ("target", pa.int32()),
        ("kind", pa.int8()),
        ("segment", pa.int32()),
        ("row", pa.int32()),
        ("count", pa.int32()),
    ]
)
_OF_TRACES: Final = ("id", "source", "kind", "url", "captured", "position")
_OF_TIES: Final = ("trace", "kind", "target", "position", "count")
_TABLES: Final = {"page": PAGE, "capture": CAPTURE, "link": LINK}


class Manifest(msgspec.Struct):
    """Which segments were counted, into how many blocks."""

    version: int = VERSION
    segments: list[str] = []
    blocks: int = 0


@dataclass(frozen=True)
class Web:
    """Addresses, captures and links as they were at one moment; never changes.

    `pages`, `captures` and `links` are Arrow tables (see PAGE, CAPTURE, LINK); a row's place is its number. They lie in
    mapped files: of hundreds of millions of links only what is being read takes memory.
    """

    pages: pa.Table
    captures: pa.Table
    links: pa.Table
    segments: tuple[str, ...]

    @cached_property
    def source(self) -> Short:
        """The page each link stands on."""
        return _short(self.captures["page"])[_short(self.links["capture"])]

    @cached_property
    def target(self) -> Short:
        """The address each link leads to."""
        return _short(self.links["target"])

    @cached_property
    def captured(self) -> NDArray[np.bool_]:
        """Say which rows of `captures` are of pages that were captured, and no lists."""
        found: NDArray[np.bool_] = _ints(self.captures["list"]) == 0
        return found

    @cached_property
    def made(self) -> tuple[Numbers, list[str]]:
        """For each address the number of the prefix that its creation rule makes (-1: none), and those prefixes."""
        column = self.pages["made"].unify_dictionaries().combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = (
                column.chunk(0)
                if column.num_chunks
                else pa.DictionaryArray.from_arrays([], pa.array([], pa.string()))
            )
        numbers = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return numbers, column.dictionary.to_pylist()

    def standing(self, at: datetime | None = None) -> NDArray[np.bool_]:
        """Say which captures show their page as it stood: the newest of each page, up to a date if one is given.

        What a source lists is shown until the same source lists it anew: no list stands for another, nor for a capture.
        """
        pages = _ints(self.captures["list"]) << 32 | _ints(self.captures["page"])
        when = self.captures["at"].to_numpy().astype("datetime64[us]").astype(np.int64)
        within = np.flatnonzero(when <= _microseconds(at)) if at else np.arange(len(pages))
        order = within[np.lexsort((within, when[within], pages[within]))]
        last = np.ones(len(order), bool)
        last[:-1] = pages[order][1:] != pages[order][:-1]
        shown = np.zeros(len(pages), bool)
        shown[order[last]] = True
        return shown

    def links_at(self, at: datetime | None = None, kinds: Sequence[str] = ("link",)) -> NDArray[np.int64]:
        """Return the numbers of the links of these kinds on pages as they stood."""
        found = [
            first + np.flatnonzero(chosen)
            for first, _, chosen in self.passes(at, kinds, columns=("capture", "kind"))
        ]
        return np.concatenate([np.empty(0, np.int64), *found])

    def passes(
        self,
        at: datetime | None = None,
        kinds: Sequence[str] = ("link",),
        columns: Sequence[str] = ("capture", "kind", "target", "count"),
    ) -> Iterator[tuple[int, pa.RecordBatch, NDArray[np.bool_]]]:
        """Yield the links some at a time: number of the first, columns, and which are of these kinds and stand."""
        standing = self.standing(at)
        wanted = [KINDS.index(each) for each in kinds]
        first = 0
        for batch in self.links.select(list(columns)).to_batches(max_chunksize=PASS):
            chosen = standing[batch["capture"].to_numpy()]
            chosen &= np.isin(batch["kind"].to_numpy(), wanted)
            yield first, batch, chosen
            first += len(batch)


def _ints(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(column.to_numpy(), np.int64)


def _short(column: pa.ChunkedArray) -> Short:
    return np.asarray(column.to_numpy(), np.int32)


def _microseconds(at: datetime) -> int:
    return int(np.datetime64(at, "us").astype(np.int64))


class WebIndex:
    """The web of a study on disk; one process at a time extends it, any number read."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.path = folder.path / "index" / "web"
        self.rules = Rules()

    def load(self) -> Web:
        """Return the web as it was last counted; nothing where it never was, or was by other rules."""
        manifest = self._manifest()
        tables = {
            name: pa.concat_tables(
                [
                    schema.empty_table(),
                    *(self._read(name, number) for number in range(1, manifest.blocks + 1)),
                ]
            )
            for name, schema in _TABLES.items()
        }
        return Web(tables["page"], tables["capture"], tables["link"], tuple(manifest.segments))

    def extend(self) -> Web:
        """Count the segments that came since, and return the web with them."""
        with full_disk(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            for batch in self._batches(set(self._manifest().segments)):
                self._add(batch)
        return self.load()

    def of(self, names: Collection[str]) -> Web:
        """Return the web of these segments alone; where the index holds others, it is counted anew in memory."""
        found = self.extend()
        if set(found.segments) == set(names):
            return found
        nothing = {name: schema.empty_table() for name, schema in _TABLES.items()}
        block = _Block(Web(nothing["page"], nothing["capture"], nothing["link"], ()), self.rules)
        for each in self.folder.segments("trace"):
            if each.name in names:
                block.add(self.folder.path, each)
        made = block.tables()
        return Web(made["page"], made["capture"], made["link"], tuple(names))

    def _batches(self, done: set[str]) -> Iterator[list[Segment]]:
        """Yield trace segments not counted yet, some millions of rows together."""
        batch: list[Segment] = []
        ties = {each.name: each.rows for each in self.folder.segments("tie")}
        size = 0
        for each in self.folder.segments("trace"):
            if each.name in done:
                continue
            batch.append(each)
            size += each.rows + ties.get(_tie_name(each), 0)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _add(self, segments: Sequence[Segment]) -> None:
        manifest = self._manifest()
        before = self.load()
        block = _Block(before, self.rules)
        for each in segments:
            block.add(self.folder.path, each)
        number = manifest.blocks + 1
        for name, table in block.tables().items():
            self._write(table, self._file(name, number))
        manifest.segments = [*manifest.segments, *(each.name for each in segments)]
        manifest.blocks = number
        part = self.path / ".manifest.part"
        with part.open("wb") as file:
            file.write(msgspec.json.encode(manifest))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path / "manifest.json")
        sync_folder(self.path)

    def _manifest(self) -> Manifest:
        try:
            found = msgspec.json.decode((self.path / "manifest.json").read_bytes(), type=Manifest)
        except (OSError, msgspec.MsgspecError):
            return Manifest()
        known = {each.name for each in self.folder.segments("trace")}
        return found if found.version == VERSION and known.issuperset(found.segments) else Manifest()

    def _file(self, name: str, number: int) -> Path:
        return self.path / f"{name}-{number:06d}.arrow"

    def _write(self, table: pa.Table, file: Path) -> None:
        """Write a block beside, then put it in its place: whoever has an older one mapped keeps that."""
        part = file.with_suffix(".part")
        with pa.OSFile(str(part), "wb") as opened, pa.ipc.new_file(opened, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        part.replace(file)

    def _read(self, name: str, number: int) -> pa.Table:
        return pa.ipc.open_file(pa.memory_map(str(self._file(name, number)))).read_all()


def _tie_name(segment: Segment) -> str:
    return segment.name.replace("trace-", "tie-")


class _Block:
    """One more block of a web on its way."""

    def __init__(self, before: Web, rules: Rules) -> None:
        self._rules = rules
        hashes = before.pages["hash"].to_numpy()
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]
        self._first_page, self._first_capture = len(before.pages), len(before.captures)
        self._new: dict[int, int] = {}
        self._lrus: list[str] = []
        self._captures: list[pa.Table] = []
        self._links: list[pa.Table] = []
        self._captured = 0

    def add(self, study: Path, segment: Segment) -> None:
        """Count one segment of traces, and the ties beside it."""
        traces = pq.read_table(segment.path(study), columns=list(_OF_TRACES))
        pages = self._numbers(traces["url"])
        listed = np.asarray(pc.equal(traces["kind"], "site"))
        rows = np.flatnonzero((pages >= 0) & (listed | np.asarray(pc.equal(traces["kind"], "page"))))
        lists = np.where(listed, pc.fill_null(traces["source"], 0).to_numpy(), 0)
        capture = np.full(len(traces), -1, np.int64)
        capture[rows] = self._first_capture + self._captured + np.arange(len(rows))
        self._captured += len(rows)
        self._captures.append(
            pa.table(
                [pages[rows], traces["captured"].take(rows), traces["id"].take(rows), lists[rows]],
                names=CAPTURE.names,
            ).cast(CAPTURE)
        )
        beside = segment.path(study).with_name(_tie_name(segment))
        if len(rows) and beside.is_file():
            self._add_links(beside, traces, capture)

    def _add_links(self, file: Path, traces: pa.Table, capture: Numbers) -> None:
        told = [
            each for each in _OF_TIES if each in pq.read_schema(file).names
        ]  # older segments have no position, no count
        ties = pq.read_table(file, columns=told)
        place = _rows_of(ties, traces)
        kind = pc.fill_null(pc.index_in(ties["kind"], value_set=pa.array(KINDS)), -1).to_numpy()
        rows = np.flatnonzero((place >= 0) & (kind >= 0))
        rows = rows[capture[place[rows]] >= 0]
        targets = self._numbers(ties["target"].take(rows))
        rows, targets = rows[targets >= 0], targets[targets >= 0]
        number = int(file.stem.rpartition("-")[2])
        counts = (
            pc.fill_null(ties["count"], 1).to_numpy() if "count" in told else np.ones(len(ties), np.int32)
        )
        columns = [
            capture[place[rows]],
            targets,
            kind[rows],
            np.full(len(rows), number),
            rows,
            counts[rows],
        ]
        self._links.append(pa.table(columns, names=LINK.names).cast(LINK))

    def _numbers(self, urls: pa.ChunkedArray) -> Numbers:
        """Return the number of each address; new ones get one, what is no web address is -1."""
        encoded = urls.dictionary_encode().combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):
            if not encoded.num_chunks:
                return np.empty(0, np.int64)
            encoded = encoded.chunk(0)
        found = np.fromiter(self._each(encoded.dictionary.to_pylist()), np.int64)
        return found[encoded.indices.to_numpy(zero_copy_only=False)] if len(found) else np.full(len(urls), -1)

    def _each(self, urls: Iterable[str]) -> Iterator[int]:
        lrus = [_lru(each) for each in urls]
        hashes = np.array([_hash(each) if each else 0 for each in lrus], np.uint64)
        places = np.searchsorted(self._hashes, hashes)
        known = places < len(self._hashes)
        known[known] = self._hashes[places[known]] == hashes[known]
        for lru, number, place, is_known in zip(
            lrus, hashes.tolist(), places.tolist(), known.tolist(), strict=True
        ):
            if not lru:
                yield -1
            elif is_known:
                yield int(self._order[place])
            else:
                page = self._new.get(number)
                if page is None:
                    page = self._new[number] = self._first_page + len(self._lrus)
                    self._lrus.append(lru)
                yield page

    def tables(self) -> dict[str, pa.Table]:
        """Return what the block holds."""
        made = pa.array(
            [self._rules.site(each) or None for each in self._lrus], pa.string()
        ).dictionary_encode()
        hashes = pa.array(np.fromiter(self._new, np.uint64, len(self._new)))
        return {
            "page": pa.table([pa.array(self._lrus, pa.string()), hashes, made], names=PAGE.names).cast(PAGE),
            "capture": pa.concat_tables([CAPTURE.empty_table(), *self._captures]),
            "link": pa.concat_tables([LINK.empty_table(), *self._links]),
        }


def _rows_of(ties: pa.Table, traces: pa.Table) -> Numbers:
    """Return the row of the trace that each tie is of, -1 where there is none; each capture of a page has its own."""
    ids = traces["id"].combine_chunks()
    place: Numbers = pc.fill_null(pc.index_in(ties["trace"], value_set=ids), -1).to_numpy().astype(np.int64)
    first: Numbers = pc.index_in(ids, value_set=ids).to_numpy().astype(np.int64)
    if "position" not in ties.column_names or (first == np.arange(len(first))).all():
        return place
    keys = first << 32 | traces["position"].to_numpy()
    order = np.argsort(keys)
    wanted = place << 32 | pc.fill_null(ties["position"], 0).to_numpy()
    found = order[np.searchsorted(keys, wanted, sorter=order).clip(max=len(keys) - 1)]
    return np.where((place >= 0) & (keys[found] == wanted), found, place)


def _lru(url: str | None) -> str:
    try:
        return lru_of(url) if url else ""
    except ValueError:
        return ""


def _hash(lru: str) -> int:
    return int.from_bytes(hashlib.blake2b(lru.encode(), digest_size=8).digest(), "little")


def evidence(web: Web, folder: Folder, links: Sequence[int]) -> list[dict[str, Any]]:
    """Return links as they stand: LRU of the page, capture date, target, anchor, sentence, place, how many."""
    chosen = web.links.take(pa.array(links, pa.int64())).to_pylist()
    found: list[dict[str, Any]] = []
    for number in dict.fromkeys(each["segment"] for each in chosen):
        ties = pq.read_table(folder.path / "trace" / f"tie-{number:06d}.parquet")
        here = [each for each in chosen if each["segment"] == number]
        rows = ties.take(pa.array([each["row"] for each in here])).to_pylist()
        for each, row in zip(here, rows, strict=True):
            capture = web.captures.slice(each["capture"], 1).to_pylist()[0]
            page = web.pages["lru"][capture["page"]].as_py()
            known = {name: row.get(name) or "" for name in ("anchor", "context", "place", "rel")}
            found.append({**row, **known, "count": each["count"], "page": page, "captured": capture["at"]})
    return found
