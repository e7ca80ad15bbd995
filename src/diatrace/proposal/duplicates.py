"""Groups of nearly equal texts, so that copies, forwards and reposts are decided once.

Two texts are near-duplicates where the overlap of their word triples (Jaccard) reaches a threshold; shorter texts than
`SHORT` words only where they have the same words in the same order. Rows are taken in order: one that is near to an
earlier group's first row joins that group, else it founds one. So a group never changes as rows arrive, and each member
is near its first row, not merely near a neighbour. MinHash bands find the candidates; the overlap itself is then exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from diatrace.proposal.block import Block, Whole
from diatrace.proposal.features import Features

SHORT = 10
"""Words under which only equal texts are duplicates."""

PERMUTATIONS = 128
RECALL = 0.99
"""Chance that two texts just at the threshold are compared at all."""

CANDIDATES = 24
"""First rows a text is compared with at most: those that share most bands."""

CROWD = 64
"""First rows remembered of one band: what is common to more texts than this is boilerplate."""

_SEED = 42


class Duplicates:
    """Near-duplicate groups of a growing collection; `groups[r]` is the first row of row r's group."""

    def __init__(self, threshold: float = 0.8) -> None:
        self.threshold = threshold
        self.groups: Whole = np.empty(0, np.int64)
        self._wholes = np.empty(0, np.uint64)  # by row: digest of all its words, 0 where it has none
        self._bands = np.empty(
            (0, PERMUTATIONS // band_rows(threshold)), np.uint64
        )  # by row, then band; 0 for none

    def extend(self, features: Features) -> Whole:
        """Group the rows that came since, and return the group of every row."""
        known = len(self.groups)
        parts = [_signed(block, row, self._bands.shape[1]) for block, row in _since(features, known)]
        self._wholes = np.concatenate([self._wholes, *(wholes for wholes, _ in parts)])
        self._bands = np.concatenate([self._bands, *(bands for _, bands in parts)])
        first = _first_of_equals(self._wholes)
        groups = np.concatenate((self.groups, np.arange(known, features.rows)))
        self._join(groups, np.where((first == np.arange(len(first)))[:, None], self._bands, 0), features)
        groups[known:] = groups[first[known:]]
        self.groups = groups
        return groups

    def _join(self, groups: Whole, bands: NDArray[np.uint64], features: Features) -> None:
        """Put each new row in the group of the nearest first row that is near enough."""
        known = len(self.groups)
        shared = np.column_stack([_shared(band) for band in bands.T])
        founders: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        for row in np.flatnonzero(shared.any(axis=1)).tolist():
            meetings = [
                founders[band, int(bands[row, band])] for band in np.flatnonzero(shared[row]).tolist()
            ]
            if row >= known:
                groups[row] = self._nearest(features, row, Counter(chain.from_iterable(meetings)))
            if groups[row] == row:
                for meeting in meetings:
                    meeting.extend([row] if len(meeting) < CROWD else [])

    def _nearest(self, features: Features, row: int, votes: Counter[int]) -> int:
        """Return the first row that overlaps most with a row, or the row itself where none overlaps enough."""
        mine = _triples(features.sequence(row))
        best, place = self.threshold, row
        for other in sorted(votes, key=lambda other: (-votes[other], other))[:CANDIDATES]:
            overlap = _jaccard(mine, _triples(features.sequence(other)))
            if overlap > best or (overlap == best and place == row):
                best, place = overlap, other
        return place


def representatives(groups: Whole, free: NDArray[np.bool_]) -> Whole:
    """Return one free row of each group that has any: the first."""
    rows = np.flatnonzero(free)
    return rows[np.unique(groups[rows], return_index=True)[1]]


def band_rows(threshold: float) -> int:
    """Return how many values make a band: as many as let RECALL of the pairs at the threshold meet in one band."""
    fits = (n for n in range(PERMUTATIONS, 1, -1) if 1 - (1 - threshold**n) ** (PERMUTATIONS // n) >= RECALL)
    return next(fits, 1)


def _since(features: Features, known: int) -> Iterator[tuple[Block, int]]:
    """Yield the blocks that hold new rows, and the first of those in each."""
    for block, start in zip(features.blocks, features.offsets[:-1].tolist(), strict=True):
        if start + block.rows > known:
            yield block, max(0, known - start)


def _signed(block: Block, row: int, bands: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the digest of the whole text and those of its bands, for the rows of a block from `row` on."""
    ends = block.ends[row:] - block.ends[row]
    numbers = block.numbers[block.ends[row] :]
    lengths = np.diff(ends)
    places = np.arange(len(numbers), dtype=np.uint64) - np.repeat(ends[:-1], lengths).astype(np.uint64)
    sums = np.concatenate(
        (np.zeros(1, np.uint64), np.cumsum(_mixed(numbers.astype(np.uint64) << np.uint64(32) | places)))
    )
    wholes = np.where(lengths > 0, sums[ends[1:]] - sums[ends[:-1]], 0)
    return wholes, np.where((lengths >= SHORT)[:, None], _bands(numbers, lengths, bands), 0)


def _bands(numbers: NDArray[np.uint32], lengths: Whole, bands: int) -> NDArray[np.uint64]:
    triples = _hashed(numbers)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    within = rows[2:] == rows[:-2]
    ends = np.concatenate(([0], np.cumsum(np.maximum(lengths - 2, 0)))).astype(np.uint64)
    sketch = RMinHash.digest_matrix_from_flat_token_hashes(triples[within], ends, PERMUTATIONS, _SEED)
    values = np.array(sketch.to_rows(), np.uint64).reshape(len(lengths), PERMUTATIONS)
    width = PERMUTATIONS // bands
    total = np.zeros((len(lengths), bands), np.uint64)
    for at in range(width):
        total = _mixed(total + values[:, at : width * bands : width] + np.uint64(1))
    return total


def _first_of_equals(digests: NDArray[np.uint64]) -> Whole:
    """Return for each row the first row with the same digest; a row without words is like no other."""
    _, first, place = np.unique(digests, return_index=True, return_inverse=True)
    return np.where(digests > 0, first[place], np.arange(len(digests)))


def _shared(digests: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Return which rows have a digest (not 0) that another row has too."""
    _, place, counts = np.unique(digests, return_inverse=True, return_counts=True)
    return (counts[place] > 1) & (digests > 0)


def _triples(numbers: NDArray[np.uint32]) -> NDArray[np.uint64]:
    return np.unique(_hashed(numbers))


def _jaccard(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> float:
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common / (len(first) + len(second) - common)


def _hashed(numbers: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a hash of each three neighbouring numbers."""
    wide = numbers.astype(np.uint64)
    return _mixed(_mixed(_mixed(wide[:-2]) + wide[1:-1]) + wide[2:])


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter numbers over 64 bits, one to one (the finaliser of splitmix64)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return values ^ (values >> np.uint64(31))
