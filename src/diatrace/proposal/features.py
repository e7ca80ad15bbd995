"""The words of a growing collection as vectors: sublinear term frequency, smooth idf, unit length.

Only counts are kept, so that the weights follow the collection as it grows. A `Features` never changes; growing it
returns another one that shares the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diatrace.proposal import words as word
from diatrace.proposal.block import (
    MOST,
    ROW_LIMIT,
    WORD_LIMIT,
    Block,
    Counted,
    Terms,
    Whole,
    build,
    count,
    joined,
    parts,
)

VERSION = 1
"""Raised when the same text would give other counts."""

BLOCK_WORDS = 8_000_000
"""Words after which a block is closed: bounds the memory that building takes."""

MAX_SHARE = 0.95
"""Terms in a larger share of the rows than this say nothing."""

_BATCH_ROWS = 2_048
_BATCH_SIZE = 8_000_000
_SLICE = 2_000_000
_STEP = 1_000
_DAMPED = (1 + np.log(np.maximum(1, np.arange(MOST + 1)))).astype(np.float32)

Keep = Callable[[Block], Block]


class Features:
    """Rows of counted terms; `norms` are the lengths of the weighted rows, computed when not given."""

    def __init__(
        self, blocks: Sequence[Block] = (), *, pairs: bool = True, norms: NDArray[np.float32] | None = None
    ):
        self.blocks = tuple(blocks)
        self.pairs = pairs
        self.offsets = np.concatenate(([0], np.cumsum([block.rows for block in blocks]))).astype(np.int64)
        if norms is not None:
            self.__dict__["norms"] = norms

    @classmethod
    def of(cls, texts: Iterable[str]) -> Features:
        """Return the features of texts, in memory."""
        return cls().extended(batches(texts))

    @property
    def rows(self) -> int:
        """How many texts there are."""
        return int(self.offsets[-1])

    @cached_property
    def words(self) -> list[str]:
        """Every word met, in the order of its number; number 0 is no word."""
        return ["", *chain.from_iterable(block.words for block in self.blocks)]

    @cached_property
    def norms(self) -> NDArray[np.float32]:
        """The Euclidean length of each weighted row (1 where a row is empty)."""
        squares: list[NDArray[Any]] = [np.empty(0)]
        for block, frequencies in zip(self.blocks, _frequencies(self.blocks), strict=True):
            weights = np.repeat(self.idf(frequencies) ** 2, np.diff(block.index.starts))
            weights *= _DAMPED[block.index.counts] ** 2
            squares.append(np.bincount(block.index.rows, weights, block.rows))
        lengths = np.sqrt(np.concatenate(squares)).astype(np.float32)
        return np.where(lengths > 0, lengths, np.float32(1))

    def idf(self, frequencies: Whole) -> NDArray[np.float32]:
        """Return the weight of terms that occur in so many rows; 0 for those in nearly every row."""
        weights = np.log((1 + self.rows) / (1 + frequencies)) + 1
        return np.where(frequencies > MAX_SHARE * self.rows, 0, weights).astype(np.float32)

    def frequencies(self, terms: Terms) -> Whole:
        """Return in how many rows each term occurs."""
        return sum((block.frequencies(terms) for block in self.blocks), np.zeros(len(terms), np.int64))

    def counted(self, row: int) -> Counted:
        """Return the counted terms of one row."""
        return self._count(self.sequence(row))

    def counted_text(self, text: str) -> Counted:
        """Return the counted terms of a text from outside; words the collection does not know are left out."""
        found = word.split([text])
        numbers = [self._numbers.get(found.names[code], 0) for code in found.codes]
        return self._count(np.array([number for number in numbers if number], np.uint32))

    def sequence(self, row: int) -> NDArray[np.uint32]:
        """Return the word numbers of one row, in order."""
        number = int(np.searchsorted(self.offsets, row, side="right")) - 1
        return self.blocks[number].row(row - int(self.offsets[number]))

    def name(self, term: int) -> str:
        """Return a term as people read it."""
        return " ".join(self.words[number] for number in parts(term))

    def extended(self, more: Iterable[word.Words], keep: Keep = lambda block: block) -> Features:
        """Return these features with more rows; `keep` takes each new block and returns it as it is to be held."""
        blocks = list(self.blocks)
        for block in self._build(more):
            fresh = block
            while blocks and _belongs(blocks[-1], fresh):
                fresh = joined(blocks.pop(), fresh, pairs=self.pairs)
            blocks.append(keep(fresh))
        return Features(blocks, pairs=self.pairs)

    def _build(self, more: Iterable[word.Words]) -> Iterator[Block]:
        known = dict(self._numbers)
        for group in _groups(more):
            before = len(known)
            numbers = np.concatenate([_number(batch, known) for batch in group])
            lengths = np.concatenate([batch.lengths for batch in group])
            yield build(tuple(islice(known, before, None)), numbers, lengths, pairs=self.pairs)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.words) if number}

    def _count(self, numbers: NDArray[np.uint32]) -> Counted:
        return count(numbers, np.array([len(numbers)]), pairs=self.pairs)


def damped(counts: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the weight of a term by how often its row has it: 1 + ln n."""
    return _DAMPED[counts]


def batches(
    items: Iterable[Any], split: Callable[[list[Any]], word.Words] = word.split
) -> Iterator[word.Words]:
    """Yield items split into words, so many at a time that the memory needed stays bounded."""
    batch: list[Any] = []
    size = 0
    for item in items:
        batch.append(item)
        size += min(len(item), word.LONGEST)
        if len(batch) == _BATCH_ROWS or size > _BATCH_SIZE:
            yield split(batch)
            batch, size = [], 0
    if batch:
        yield split(batch)


def _groups(more: Iterable[word.Words]) -> Iterator[list[word.Words]]:
    """Group batches into what one block will hold."""
    group: list[word.Words] = []
    size = 0
    for batch in more:
        group.append(batch)
        size += len(batch.codes)
        if size > BLOCK_WORDS or sum(len(one.lengths) for one in group) > ROW_LIMIT - _BATCH_ROWS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _number(batch: word.Words, known: dict[str, int]) -> NDArray[np.uint32]:
    """Return the batch's words as numbers, numbering new ones; when numbers run out, the last one serves all."""
    for name in batch.names:
        if name not in known and len(known) < WORD_LIMIT:
            known[name] = len(known) + 1
    numbers = np.array([known.get(name, WORD_LIMIT) for name in batch.names], np.uint32)
    return numbers[batch.codes]


def _belongs(last: Block, fresh: Block) -> bool:
    """Whether two blocks are to be one: block sizes then halve from left to right, and growing costs n log n in all."""
    size = len(last.numbers) + len(fresh.numbers)
    fits = size <= BLOCK_WORDS and last.rows + fresh.rows <= ROW_LIMIT
    return fits and len(last.numbers) < 2 * len(fresh.numbers)


def _frequencies(blocks: Sequence[Block]) -> list[Whole]:
    """Return for each block in how many rows of all blocks its terms occur, a slice of the terms at a time."""
    found = [np.empty(len(block.index.terms), np.int64) for block in blocks]
    for low, high in pairwise(_edges(blocks) if blocks else ()):
        spans = [slice(*np.searchsorted(block.index.terms, (low, high))) for block in blocks]
        terms = np.concatenate([block.index.terms[span] for block, span in zip(blocks, spans, strict=True)])
        own = [
            np.diff(block.index.starts[s.start : s.stop + 1]) for block, s in zip(blocks, spans, strict=True)
        ]
        _, place = np.unique(terms, return_inverse=True)
        total = np.bincount(place, np.concatenate(own)).astype(np.int64)[place]
        ends = np.cumsum([0, *map(len, own)])
        for out, span, begin, end in zip(found, spans, ends[:-1], ends[1:], strict=True):
            out[span] = total[begin:end]
    return found


def _edges(blocks: Sequence[Block]) -> Terms:
    """Return terms that cut all of them into slices of about _SLICE."""
    sample = np.sort(np.concatenate([block.index.terms[::_STEP] for block in blocks]))
    inner = sample[:: max(1, _SLICE // _STEP)]
    return np.unique(np.concatenate((np.zeros(1, np.uint64), inner, np.array([2**64 - 1], np.uint64))))
