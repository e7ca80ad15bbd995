"""The pool: every row of the study's trace segments as a number, so that ranking deals in numbers only.

Row numbers follow the order of arrival and never change. A revised trace has several rows; only its newest is `current`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from diatrace.store.folder import Folder
from diatrace.store.segment import Segment
from diatrace.trace.known import Words, words


class Pool:
    """Rows of all segments; `refresh` takes in new ones."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.segments: list[Segment] = []
        self.numbers: Words = np.empty(0, np.uint64)
        self.current: NDArray[np.bool_] = np.empty(0, bool)
        self.sources: NDArray[np.int32] = np.empty(0, np.int32)
        self.digests: list[str] = []
        self._sorted: Words = self.numbers
        self._order: NDArray[np.int64] = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self.numbers)

    def refresh(self) -> bool:
        """Take in segments that came since; return whether there were any."""
        fresh = self.folder.segments("trace")[len(self.segments) :]
        if not fresh:
            return False
        for each in fresh:
            columns = pq.read_table(each.path(self.folder.path), columns=["id", "source", "digest"])
            self.numbers = np.concatenate([self.numbers, words(columns["id"].to_pylist())])
            self.sources = np.concatenate([self.sources, columns["source"].to_numpy().astype(np.int32)])
            self.digests.extend(columns["digest"].to_pylist())
            self.segments.append(each)
        self._order = np.argsort(self.numbers, kind="stable")
        self._sorted = self.numbers[self._order]
        newest = np.ones(len(self.numbers), bool)
        newest[:-1] = self._sorted[1:] != self._sorted[:-1]
        self.current = np.zeros(len(self.numbers), bool)
        self.current[self._order[newest]] = True
        return True

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
        """Identifier and content digest of every trace, as it is now."""
        return [(self.identifier(row), self.digests[row]) for row in np.flatnonzero(self.current).tolist()]

    def texts(self, start: int = 0) -> Iterator[str]:
        """Yield title and text of each row from `start` on."""
        position = 0
        for each in self.segments:
            if position + each.rows > start:
                skip = max(0, start - position)
                yield from _texts(each.path(self.folder.path), skip)
            position += each.rows


def _texts(path: Path, skip: int) -> Iterator[str]:
    position = 0
    for batch in pq.ParquetFile(path).iter_batches(8192, columns=["title", "text"]):
        for title, text in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True):
            if position >= skip:
                yield f"{title}\n{text}" if title else text
            position += 1
