"""Values proposed for fields: what the items most like one have, and what those have that it is tied to.

Two kinds of evidence, each a vote: the classified items whose words are most like its own, and the classified items
it links to or is linked from. Nothing is filled in; how well such proposals meet what people said is reckoned by
leaving each classified item out in turn, and is told beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from scipy.sparse import csr_array

from diatrace.proposal.columns import Floats, Space
from diatrace.proposal.features import Features

Said: TypeAlias = Mapping[int, tuple[str, ...]]
"""The values of the rows that people told of."""

ALIKE: Final = 10
"""How many of the classified rows most alike have a vote."""

LEAST: Final = 10
"""Classified rows under which nothing is proposed."""

_TIED: Final = 1.0
"""Weight of all ties together against that of all likenesses."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value proposed for a row: its share of the votes, and whose votes those are.

    `alike` are classified rows with their likeness (0 to 1), `tied` those linked with the row and how often; of a
    language, `pages` are the row's own that are in it.
    """

    value: str
    share: float
    alike: tuple[tuple[int, float], ...] = ()
    tied: tuple[tuple[int, int], ...] = ()
    pages: int = 0


def of_pages(counts: Mapping[str, int], *, many: bool) -> list[Suggested]:
    """Return the languages that a fifth of a site's pages are in, or if it takes one the commonest."""
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    found = [Suggested(value, count / total, pages=count) for value, count in ranked if count >= total / 5]
    return found if many else found[:1]


@dataclass(frozen=True, slots=True)
class Check:
    """How proposals fared where people had told: rows tried, those met, and how many the commonest value would meet."""

    tried: int
    met: int
    commonest: int


class Suggestions:
    """Proposes values of one field for rows of words and ties.

    `ties` counts links from row to row. A field of many values proposes each that half of the votes name; one of a
    single value the one with most votes.
    """

    def __init__(
        self, features: Features, ties: csr_array, said: Said, *, many: bool = False, alike: int = ALIKE
    ) -> None:
        self._said = {row: values for row, values in sorted(said.items()) if values}
        self._many, self._most = many, alike
        self._taught = np.array(list(self._said), np.int64)
        self._space = Space([features])
        self._known = self._matrix(self._taught.tolist()) if len(self._taught) else None
        self._ties = csr_array(ties + ties.T)

    def _matrix(self, rows: Sequence[int]) -> csr_array:
        """Return rows of unit length, without what each shares with no other."""
        vectors = self._space.rows(rows)
        return self._space.matrix(vectors, np.ones(1, np.float32))[:, : self._space.width]

    def of(self, row: int) -> list[Suggested]:
        """Return what is proposed for a row, most votes first; nothing while too few rows are told of."""
        if len(self._taught) < LEAST:
            return []
        return self._elected(row, self._likeness([row])[0])

    def check(self) -> Check:
        """Leave each classified row out in turn, and compare what would be proposed with what people said."""
        if len(self._taught) < LEAST:
            return Check(0, 0, 0)
        likeness = self._likeness(self._taught.tolist())
        met = 0
        for place, row in enumerate(self._taught.tolist()):
            found = {each.value for each in self._elected(row, likeness[place])}
            met += found == set(self._said[row])
        counts = Counter(frozenset(values) for values in self._said.values())
        return Check(len(self._taught), met, counts.most_common(1)[0][1])

    def _likeness(self, rows: Sequence[int]) -> Floats:
        assert self._known is not None  # noqa: S101
        shared = self._known.shape[1]  # columns added since are of no classified row
        found: Floats = (self._matrix(rows)[:, :shared] @ self._known.T).toarray()
        return found

    def _elected(self, row: int, likeness: Floats) -> list[Suggested]:
        alike = self._alike(row, likeness)
        tied = self._tied(row)
        votes: dict[str, float] = {}
        for voters, weight in ((alike, 1.0), (tied, _TIED)):
            total = sum(each for _, each in voters)
            for other, strength in voters:
                for value in self._said[other]:
                    votes[value] = votes.get(value, 0.0) + weight * strength / total
        bodies = bool(alike) + _TIED * bool(tied)
        ranked = sorted(votes, key=lambda value: (-votes[value], value))
        chosen = [each for each in ranked if votes[each] >= bodies / 2] if self._many else ranked[:1]
        return [
            Suggested(
                value,
                votes[value] / bodies,
                tuple(each for each in alike if value in self._said[each[0]]),
                tuple(each for each in tied if value in self._said[each[0]]),
            )
            for value in chosen
        ]

    def _alike(self, row: int, likeness: Floats) -> list[tuple[int, float]]:
        best = np.argsort(-likeness, kind="stable")[: self._most + 1]
        found = [(int(self._taught[each]), float(likeness[each])) for each in best if likeness[each] > 0]
        return [each for each in found if each[0] != row][: self._most]

    def _tied(self, row: int) -> list[tuple[int, int]]:
        line: Any = self._ties[[row], :].tocoo()
        found = zip(line.col.tolist(), line.data.tolist(), strict=True)
        return [(other, int(count)) for other, count in found if other in self._said and other != row]
