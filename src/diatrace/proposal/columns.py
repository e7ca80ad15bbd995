"""The columns that decided rows use, gathered from the features as decisions come: a model needs no others.

A term that occurs in one row only cannot move another row's score. All such terms of a row are held as one number
(`alone`), which leaves a linear model unchanged, since that depends on the rows' inner products only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from diatrace.proposal.block import Block, Counted, Terms
from diatrace.proposal.features import Features, damped

Floats: TypeAlias = NDArray[np.float32]
Numbers: TypeAlias = NDArray[np.int32]


class Vector(NamedTuple):
    """A text as a vector: `values` in `columns`, and for each kind of features the length of what no other has."""

    columns: Numbers
    values: Floats
    alone: Floats


class Space:
    """Kinds of features of the same rows side by side, every row of unit length in each kind it has.

    Column c of kind k is column c × (number of kinds) + k of the space, so that every kind can grow. Vectors and names
    may be asked for in one thread while another adds columns.
    """

    def __init__(self, kinds: Sequence[Features]) -> None:
        self._kinds = [Columns(features) for features in kinds]
        self._vectors: dict[int, Vector] = {}

    @property
    def width(self) -> int:
        """How many columns there are, gaps included."""
        return len(self._kinds) * max(map(len, self._kinds))

    def rows(self, rows: Sequence[int]) -> list[Vector]:
        """Return the vectors of rows, adding the columns they need."""
        fresh = [row for row in rows if row not in self._vectors]
        for kind in self._kinds:
            kind.admit((kind.features.counted(row) for row in fresh), least=2)
        self._vectors.update((row, self.vector(row)) for row in fresh)
        return [self._vectors[row] for row in rows]

    def outside(self, text: str) -> Vector:
        """Return the vector of a text from outside, adding the columns it needs; to be called before any row's."""
        kind = self._kinds[0]
        counted = kind.features.counted_text(text)
        kind.admit([counted], least=1)
        return self._joined([kind.vector(counted)])

    def vector(self, row: int) -> Vector:
        """Return the vector of a row in the columns there are."""
        return self._joined([kind.vector(kind.features.counted(row)) for kind in self._kinds])

    def matrix(self, vectors: Sequence[Vector], scale: Floats) -> csr_array:
        """Return vectors as rows, each kind scaled; column `width` + i is what vector i shares with no other."""
        sizes = np.array([len(vector.columns) for vector in vectors])
        columns = np.concatenate([vector.columns for vector in vectors])
        values = np.concatenate([vector.values for vector in vectors]) * scale[columns % len(scale)]
        alone = np.linalg.norm(np.array([vector.alone for vector in vectors]) * scale, axis=1)
        ends = np.cumsum(sizes)
        parts = (
            np.insert(values.astype(np.float64), ends, alone),
            np.insert(columns, ends, self.width + np.arange(len(vectors), dtype=np.int32)),
            np.concatenate(([0], np.cumsum(sizes + 1))).astype(np.int32),
        )
        return csr_array(parts, shape=(len(vectors), self.width + len(vectors)))

    def scores(self, weights: Floats, scale: Floats) -> Floats:
        """Return every row's inner product with one weight a column, each kind scaled."""
        parts = [
            kind.scores(weights[at :: len(scale)][: len(kind)]) * scale[at]
            for at, kind in enumerate(self._kinds)
        ]
        total: Floats = np.sum(parts, axis=0, dtype=np.float32)
        return total

    def name(self, column: int) -> str:
        """Return a column's term as people read it."""
        number, kind = divmod(column, len(self._kinds))
        return self._kinds[kind].name(number)

    def _joined(self, parts: Sequence[tuple[Numbers, Floats, float]]) -> Vector:
        kinds = len(self._kinds)
        alone = np.zeros(kinds, np.float32)
        alone[: len(parts)] = [rest for _, _, rest in parts]
        columns = [numbers * kinds + at for at, (numbers, _, _) in enumerate(parts)]
        return Vector(np.concatenate(columns), np.concatenate([values for _, values, _ in parts]), alone)


class Columns:
    """A growing choice of columns over one kind of features; a column keeps its number once given."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self._sorted = (np.empty(0, np.uint64), np.empty(0, np.int32))  # terms, and the column of each
        self._terms = _Growing(np.uint64)  # by column
        self._idf = _Growing(np.float32)
        self._shards = [_Shard(block) for block in features.blocks]

    def __len__(self) -> int:
        return len(self._terms.view)

    def admit(self, texts: Iterable[Counted], *, least: int) -> None:
        """Give a column to each term of the texts that occurs in at least `least` rows."""
        terms = np.unique(np.concatenate([np.empty(0, np.uint64), *(counted.terms for counted in texts)]))
        terms = terms[~self._find(terms)[1]]
        frequencies = self.features.frequencies(terms)
        idf = self.features.idf(frequencies)
        useful = (frequencies >= least) & (idf > 0)
        self._append(terms[useful], idf[useful])

    def vector(self, counted: Counted) -> tuple[Numbers, Floats, float]:
        """Return counted terms as a unit vector: columns, values, and the length of what has no column."""
        values = damped(counted.counts) * self.features.idf(self.features.frequencies(counted.terms))
        values /= np.linalg.norm(values) or 1
        numbers, known = self._find(counted.terms)
        return numbers[known], values[known], float(np.linalg.norm(values[~known]))

    def scores(self, weights: Floats) -> Floats:
        """Return every row's inner product with one weight a column."""
        scaled = weights * self._idf.view
        products = [shard.product(scaled) for shard in self._shards]
        scores: Floats = np.divide(np.concatenate([np.empty(0, np.float32), *products]), self.features.norms)
        return scores

    def name(self, number: int) -> str:
        """Return a column's term as people read it."""
        return self.features.name(int(self._terms.view[number]))

    def _find(self, terms: Terms) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return the column of each term, and whether it has one."""
        known, numbers = self._sorted
        if not len(known):
            return np.full(len(terms), -1, np.int32), np.zeros(len(terms), bool)
        place = np.minimum(np.searchsorted(known, terms), len(known) - 1)
        return numbers[place], known[place] == terms

    def _append(self, terms: Terms, idf: Floats) -> None:
        numbers = np.arange(len(self), len(self) + len(terms), dtype=np.int32)
        self._terms.extend(terms)
        self._idf.extend(idf)
        for shard in self._shards:
            shard.extend(terms, numbers)
        known, columns = self._sorted
        place = np.searchsorted(known, terms)
        self._sorted = np.insert(known, place, terms), np.insert(columns, place, numbers)


class _Shard:
    """The chosen columns of one block, as a compressed sparse column matrix that grows to the right."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._columns = _Growing(np.int32)
        self._starts = _Growing(np.int32)
        self._starts.extend(np.zeros(1, np.int32))
        self._rows = _Growing(np.int32)
        self._values = _Growing(np.float32)

    def extend(self, terms: Terms, numbers: Numbers) -> None:
        """Add the block's entries of terms, as columns of these numbers."""
        index = self._block.index
        place, found = self._block.find(terms)
        starts = index.starts[place[found]]
        sizes = index.starts[place[found] + 1] - starts
        ends = np.cumsum(sizes)
        entries = np.arange(np.sum(sizes), dtype=np.int32)
        entries += np.repeat((starts - ends + sizes).astype(np.int32), sizes)
        self._columns.extend(numbers[found])
        self._starts.extend(self._starts.view[-1] + ends)
        self._rows.extend(index.rows[entries])
        self._values.extend(damped(index.counts[entries]))

    def product(self, weights: Floats) -> Floats:
        """Return the inner product of each of the block's rows with one weight a column."""
        parts = (self._values.view, self._rows.view, self._starts.view)
        matrix = csc_array(parts, shape=(self._block.rows, len(self._columns.view)))
        product: Floats = matrix @ weights[self._columns.view]
        return product


class _Growing:
    """An array that grows at its end; `view` is what it holds."""

    def __init__(self, dtype: type) -> None:
        self._room: NDArray[Any] = np.empty(0, dtype)
        self.view: NDArray[Any] = self._room

    def extend(self, more: NDArray[Any]) -> None:
        """Add values, moving to a larger place where they do not fit."""
        size = len(self.view)
        if size + len(more) > len(self._room):
            room = np.empty((size + len(more)) * 5 // 4, self._room.dtype)
            room[:size] = self.view
            self._room = room
        self._room[size : size + len(more)] = more
        self.view = self._room[: size + len(more)]
