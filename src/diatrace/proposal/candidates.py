"""What a desk asks of the things that are decided on, traces or sites, and of whoever puts them in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from diatrace.model import Trace, Verdict
from diatrace.proposal.learner import Proposed


class Candidates(Protocol):
    """Numbered rows of things to decide on, as they were at one moment; a row keeps its number for ever."""

    current: NDArray[np.bool_]
    sources: NDArray[np.int32]

    def __len__(self) -> int: ...

    def grown(self) -> Self:
        """Return the candidates there are now; itself where none came and none changed."""
        ...

    def identifier(self, row: int) -> str:
        """Return the identifier of a row."""
        ...

    def rows(self, identifiers: Iterable[str]) -> NDArray[np.int64]:
        """Return the current row of each identifier, -1 where there is none."""
        ...

    def candidates(self) -> list[tuple[str, str]]:
        """Return identifier and content digest of everything there is now."""
        ...


class Order(Protocol):
    """An order of candidates that learns from verdicts; one thread learns while others read."""

    seed: int
    method: str
    version: str

    @property
    def pool(self) -> Candidates:
        """What is ordered, as it was when the order was last asked for."""
        ...

    @property
    def params(self) -> Any:
        """The parameters of the method, a dataclass."""
        ...

    @property
    def learned(self) -> int | None:
        """The newest decision that was learned from."""
        ...

    def state(self) -> dict[str, Any]:
        """Return whether there is an order yet, and what it has learned from."""
        ...

    def inputs(self) -> Mapping[str, Any]:
        """Return what the order rests on, beside decisions."""
        ...

    def learn(self, verdicts: Mapping[int, Verdict], newest: int) -> None:
        """Learn from verdicts by row, decisions up to `newest`."""
        ...

    def order(self, verdicts: Mapping[int, Verdict]) -> list[Proposed]:
        """Return everything without a verdict, in order."""
        ...

    def ranked(self, free: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Yield free rows with their rank, best first."""
        ...

    def representatives(self, free: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return one free row of each group that is decided together."""
        ...

    def group(self, row: int) -> list[int]:
        """Return the rows that are decided together with a row, itself included."""
        ...

    def score(self, row: int) -> float | None:
        """Return a row's score, None before it has one."""
        ...

    def explain(self, row: int) -> dict[str, Any]:
        """Return why a row stands where it stands."""
        ...


class Shown(Protocol):
    """Where what a card shows comes from."""

    def get(self, ids: Iterable[str]) -> dict[str, Trace]:
        """Return what is shown of each identifier; unknown ones are absent."""
        ...
