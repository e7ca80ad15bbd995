"""The pool: every row of the study's trace segments as a number, so that ranking deals in numbers only.

Row numbers follow the order of arrival and never change. A revised trace has several rows; its newest is `current`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from diatrace.proposal.ties import tie_words
from diatrace.store.folder import Folder
from diatrace.store.segment import Segment, batches, columns
from diatrace.trace.known import Words, words

_NO_WORDS: Words = np.empty(0, np.uint64)
_NO_SOURCES: NDArray[np.int32] = np.empty(0, np.int32)


class Pool:
    """Rows of all segments at one moment; never changes, so that any number of threads may read it."""

    def __init__(
        self,
        folder: Folder,
        segments: Sequence[Segment] = (),
        numbers: Words = _NO_WORDS,
        sources: NDArray[np.int32] = _NO_SOURCES,
        digests: Sequence[str] = (),
    ) -> None:
        self.folder, self.segments, self.numbers = folder, segments, numbers
        self.sources, self.digests = sources, digests
        self._order = np.argsort(numbers, kind="stable")
        self._sorted = numbers[self._order]
        newest = np.ones(len(numbers), bool)
        newest[:-1] = self._sorted[1:] != self._sorted[:-1]
        self.current = np.zeros(len(numbers), bool)
        self.current[self._order[newest]] = True

    def __len__(self) -> int:
        return len(self.numbers)

    def grown(self) -> Pool:
        """Return the pool with the segments that came since; itself where there are none."""
        fresh = self.folder.segments("trace")[len(self.segments) :]
        if not fresh:
            return self
        read = [columns(each.path(self.folder.path), ["id", "source", "digest"]) for each in fresh]
        came = pa.concat_tables(read)
        return Pool(
            self.folder,
            (*self.segments, *fresh),
            np.concatenate([self.numbers, words(came["id"].to_pylist())]),
            np.concatenate([self.sources, came["source"].to_numpy().astype(np.int32)]),
            [*self.digests, *came["digest"].to_pylist()],
        )

    def identifier(self, row: int) -> str:
        """Return the identifier of the trace in a row."""
        return f"{int(self.numbers[row]):016x}"

    def rows(self, identifiers: Iterable[str]) -> NDArray[np.int64]:
        """Return the current row of each trace, -1 where the pool does not hold it."""
        wanted = words(identifiers)
        if not len(self._sorted):
            return np.full(len(wanted), -1)
        places = np.searchsorted(self._sorted, wanted, side="right") - 1
        found = self._order[np.maximum(places, 0)]
        return np.where((places >= 0) & (self.numbers[found] == wanted), found, -1)

    def candidates(self) -> list[tuple[str, str]]:
        """Return identifier and content digest of every trace, as it is now."""
        return [(self.identifier(row), self.digests[row]) for row in np.flatnonzero(self.current).tolist()]

    def texts(self, start: int = 0) -> Iterator[str]:
        """Yield title and text of each row from `start` on."""
        position = 0
        for each in self.segments:
            if position + each.rows > start:
                yield from islice(_texts(each.path(self.folder.path)), max(0, start - position), None)
            position += each.rows

    def ties(self, start: int = 0) -> Iterator[list[str]]:
        """Yield what ties each row to others, from `start` on."""
        position = 0
        for each in self.segments:
            if position + each.rows > start:
                yield from islice(_ties(each.path(self.folder.path)), max(0, start - position), None)
            position += each.rows


def _ties(path: Path) -> Iterator[list[str]]:
    links: dict[str, list[str]] = {}
    beside = path.with_name(path.name.replace("trace-", "tie-"))
    if beside.is_file():
        found = columns(beside, ["trace", "target"], filters=[("kind", "==", "link")])
        for trace, target in zip(*(column.to_pylist() for column in found.columns), strict=True):
            links.setdefault(trace, []).append(target)
    for batch in batches(path, ["id", "author", "thread", "url"]):
        for trace, author, thread, url in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield tie_words(author=author, thread=thread, url=url, links=links.get(trace, ()))


def _texts(path: Path) -> Iterator[str]:
    for batch in batches(path, ["title", "text"]):
        for title, text in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield f"{title}\n{text}" if title else text
