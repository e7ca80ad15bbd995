"""One block of features: the words of a run of texts in order, and an inverted index over them.

A *term* is a word or a pair of neighbouring words, packed in one number: the first word's number in the upper bits, the
second's (0 for a single word) in the lower 24. With the row beside it a term still fits 64 bits, so that counting the
terms of millions of words is one sort of plain integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Terms: TypeAlias = NDArray[np.uint64]
Whole: TypeAlias = NDArray[np.int64]

WORD_LIMIT = 2**24 - 1
"""Words that can be numbered; numbers start at 1."""

ROW_LIMIT = 2**16
"""Rows of one block."""

MOST = 255
"""How often a term is counted in one text at most; the weight grows with the logarithm, so little is lost."""

_WORD_BITS = np.uint64(24)
_ROW_BITS = np.uint64(16)


class Counted(NamedTuple):
    """Terms of some rows, sorted: `counts[i]` times the term that covers i, in row `rows[i]`.

    The entries of `terms[t]` are `starts[t]` to `starts[t + 1]`.
    """

    terms: Terms
    starts: Whole
    rows: NDArray[np.uint16]
    counts: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Block:
    """A run of rows: `words` it met first, word numbers of row r at `ends[r]` to `ends[r + 1]`, and its index."""

    words: tuple[str, ...]
    numbers: NDArray[np.uint32]
    ends: Whole
    index: Counted

    @property
    def rows(self) -> int:
        """How many texts the block covers."""
        return len(self.ends) - 1

    def frequencies(self, terms: Terms) -> Whole:
        """Return in how many rows of the block each term occurs."""
        place, found = self.find(terms)
        starts = self.index.starts
        return np.where(found, starts[place + 1] - starts[place], 0)

    def find(self, terms: Terms) -> tuple[Whole, NDArray[np.bool_]]:
        """Return the place of each term in the index, and whether it is there at all."""
        known = self.index.terms
        if not len(known):
            return np.full(len(terms), -1), np.zeros(len(terms), bool)
        place = np.minimum(np.searchsorted(known, terms), len(known) - 1)
        return place, known[place] == terms

    def row(self, row: int) -> NDArray[np.uint32]:
        """Return the word numbers of one row, in order."""
        return self.numbers[self.ends[row] : self.ends[row + 1]]


def build(words: tuple[str, ...], numbers: NDArray[np.uint32], lengths: Whole, *, pairs: bool) -> Block:
    """Index a run of texts given as word numbers."""
    ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    return Block(words, numbers, ends, count(numbers, lengths, pairs=pairs))


def joined(first: Block, second: Block, *, pairs: bool) -> Block:
    """Return one block over the rows of two neighbouring ones."""
    numbers = np.concatenate((first.numbers, second.numbers))
    lengths = np.concatenate((np.diff(first.ends), np.diff(second.ends)))
    return build(first.words + second.words, numbers, lengths, pairs=pairs)


def count(numbers: NDArray[np.uint32], lengths: Whole, *, pairs: bool) -> Counted:
    """Count the terms of at most ROW_LIMIT texts."""
    entries = _entries(numbers, lengths, pairs=pairs)
    entries.sort()
    starts = _changes(entries)
    counts = np.minimum(np.diff(starts, append=len(entries)), MOST).astype(np.uint8)
    entries = entries[starts]
    rows = (entries & np.uint64(ROW_LIMIT - 1)).astype(np.uint16)
    entries >>= _ROW_BITS
    firsts = _changes(entries)
    return Counted(entries[firsts], np.append(firsts, len(entries)), rows, counts)


def _entries(numbers: NDArray[np.uint32], lengths: Whole, *, pairs: bool) -> Terms:
    """Return (term, row) of every word and pair, packed."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    upper = numbers.astype(np.uint64) << (_WORD_BITS + _ROW_BITS) | rows
    if not pairs:
        return upper
    within = rows[1:] == rows[:-1]
    lower = numbers[1:].astype(np.uint64) << _ROW_BITS
    return np.concatenate((upper, (upper[:-1] | lower)[within]))


def _changes(values: Terms) -> Whole:
    """Return where a sorted array takes a new value."""
    return np.flatnonzero(np.concatenate((np.ones(min(len(values), 1), bool), values[1:] != values[:-1])))


def parts(term: int) -> Iterator[int]:
    """Yield the word numbers of a term."""
    yield term >> 24
    if second := term & WORD_LIMIT:
        yield second
