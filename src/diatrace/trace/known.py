"""Which traces a study holds already: a compact, growing map from identity to state, eight bytes each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Words: TypeAlias = NDArray[np.uint64]

RECENT = 131_072


def words(hexadecimal: Iterable[str]) -> Words:
    """Turn identifiers of 16 hexadecimal digits into 64-bit numbers."""
    return np.frombuffer(bytes.fromhex("".join(hexadecimal)), dtype=">u8").astype(np.uint64)


class Known:
    """Maps identities (64-bit) to states (64-bit): two sorted arrays, and a dict for what came lately."""

    def __init__(self) -> None:
        self._ids: Words = np.empty(0, np.uint64)
        self._states: Words = np.empty(0, np.uint64)
        self._recent: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._ids) + len(self._recent)

    def load(self, ids: Words, states: Words) -> None:
        """Take in a whole segment; later segments overrule earlier ones."""
        self._merge(ids, states)

    def look_up(self, ids: Words) -> list[int | None]:
        """Return the state held for each identity, None where it is new."""
        places = np.searchsorted(self._ids, ids)
        places[places == len(self._ids)] = 0
        held = self._ids[places] == ids if len(self._ids) else np.zeros(len(ids), bool)
        states = self._states[places] if len(self._ids) else ids
        recent = self._recent
        return [
            recent.get(identity, state if is_held else None)
            for identity, state, is_held in zip(ids.tolist(), states.tolist(), held.tolist(), strict=True)
        ]

    def note(self, identity: int, state: int) -> None:
        """Remember one trace; a later state overrules an earlier one."""
        self._recent[identity] = state
        if len(self._recent) >= RECENT:
            ids = np.fromiter(self._recent.keys(), np.uint64, len(self._recent))
            states = np.fromiter(self._recent.values(), np.uint64, len(self._recent))
            self._recent = {}
            self._merge(ids, states)

    def _merge(self, ids: Words, states: Words) -> None:
        """Join new pairs in; of equal identities the newest stays (a stable sort keeps arrival order)."""
        joined = np.concatenate([self._ids, ids])
        order = np.argsort(joined, kind="stable")
        joined, values = joined[order], np.concatenate([self._states, states])[order]
        last = np.ones(len(joined), bool)
        last[:-1] = joined[1:] != joined[:-1]
        self._ids, self._states = joined[last], values[last]
