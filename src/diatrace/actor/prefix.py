"""Prefixes: which site an address belongs to, by the longest one that fits.

Prefixes nest. Sorted, they are brackets over the sorted LRUs: each opens at itself and closes at itself with its last
bar turned into `}`, the next character. Flattened into places where the owner changes, one binary search answers for
one address, and one sorted search for millions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from diatrace.actor.lru import lru_of, stems

NOBODY = -1


def variants(prefix: str) -> tuple[str, ...]:
    """Return a prefix with its kin: http and https, with www and without; the given one first.

    A host that is a public suffix, an IP address or one name gets no www.
    """
    found = stems(prefix)
    scheme, rest = found[0][2:], found[1:]
    hosts = [place for place, each in enumerate(rest) if each.startswith("h:")]
    bare, www = rest, rest
    if len(hosts) >= 3 and rest[hosts[-1]] == "h:www":
        bare = rest[: hosts[-1]] + rest[hosts[-1] + 1 :]
    elif len(hosts) >= 2:
        www = [*rest[: hosts[-1] + 1], "h:www", *rest[hosts[-1] + 1 :]]
    schemes = (scheme, {"http": "https", "https": "http"}.get(scheme, scheme))
    made = ["|".join([f"s:{each}", *kind]) + "|" for kind in (rest, bare, www) for each in schemes]
    return tuple(dict.fromkeys([prefix, *made]))


def canonical(prefix: str) -> str:
    """Return the one of a prefix's kin that stands for all: https, without www."""
    found = stems(prefix)
    hosts = [place for place, each in enumerate(found) if each.startswith("h:")]
    if len(hosts) >= 3 and found[hosts[-1]] == "h:www":
        del found[hosts[-1]]
    if found[0] == "s:http":
        found[0] = "s:https"
    return "|".join(found) + "|"


def end_of(prefix: str) -> str:
    """Return the least LRU after all those under a prefix."""
    return prefix[:-1] + "}"


class Prefixes:
    """Prefixes with their owners, flattened; never changes."""

    def __init__(self, owners: Mapping[str, int]) -> None:
        self.starts, self.owners = _flattened(owners)
        self._owners = np.asarray(self.owners, np.int64)

    def __len__(self) -> int:
        return len(self.starts)

    def owner(self, lru: str) -> int:
        """Return who owns an LRU, NOBODY where no prefix fits."""
        place = bisect_right(self.starts, lru) - 1
        return self.owners[place] if place >= 0 else NOBODY

    def owners_of(self, lrus: pa.Array | pa.ChunkedArray) -> NDArray[np.int64]:
        """Return who owns each LRU, NOBODY where no prefix fits; made for millions."""
        if not len(lrus) or not self.starts:
            return np.full(len(lrus), NOBODY)
        values = lrus.combine_chunks() if isinstance(lrus, pa.ChunkedArray) else lrus
        places = (
            pl.Series(self.starts).search_sorted(pl.Series(values), side="right").to_numpy().astype(np.int64)
            - 1
        )
        return np.where(places >= 0, self._owners[places], NOBODY)


def _flattened(owners: Mapping[str, int]) -> tuple[list[str], list[int]]:
    """Return the LRUs where the owner changes, and who owns from there on."""
    starts: list[str] = []
    owned: list[int] = []

    def change(start: str, owner: int) -> None:
        if starts and starts[-1] == start:
            owned[-1] = owner
        else:
            starts.append(start)
            owned.append(owner)

    opened: list[tuple[str, int]] = []  # ends and owners of the prefixes around
    for prefix, owner in sorted(owners.items()):
        while opened and opened[-1][0] <= prefix:
            end, _ = opened.pop()
            change(end, opened[-1][1] if opened else NOBODY)
        change(prefix, owner)
        opened.append((end_of(prefix), owner))
    while opened:
        end, _ = opened.pop()
        change(end, opened[-1][1] if opened else NOBODY)
    return starts, owned


def prefix_of(url: str) -> str:
    """Return an address as a prefix: no query, no slash at its end; raise ValueError where it is no web address."""
    found = [each for each in stems(lru_of(url)) if not each.startswith("q:")]
    while found[-1] == "p:":
        found.pop()
    return "|".join(found) + "|"
