"""Krippendorff's α for unitizing: whether coders mark the same stretches of a continuum with a code.

After Krippendorff, Content Analysis (2004), §11.6: two stretches that overlap differ by the squares of the distances
between their beginnings and between their ends; a stretch that another coder left wholly uncoded by the square of its
length. It rewards long stretches, punishes what is cut in two, and knows nothing of overlapping stretches of one coder,
which are joined before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, permutations
from typing import TypeAlias

Stretch: TypeAlias = tuple[int, int]
"""Begin (included) and end (excluded)."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The observed and the expected disagreement of one code; `alpha` is None where it is not defined."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float | None:
        """1 − observed / expected."""
        return 1 - self.observed / self.expected if self.expected else None


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap or touch as one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def disagreement(coded: Mapping[str, Sequence[Stretch]], length: int) -> Disagreement:
    """Return the disagreement on one code between two coders or more over a continuum from 0 to `length`.

    `coded` holds each coder's stretches; a coder who marked nothing has an empty list.
    """
    marked = {who: joined(stretches) for who, stretches in coded.items()}
    gaps = {who: _gaps(stretches, length) for who, stretches in marked.items()}
    coders = len(marked)
    if coders < 2 or not length or not any(marked.values()):
        return Disagreement(0.0, 0.0)
    pairs = permutations(marked, 2)
    observed = sum(_between(marked[one], gaps[one], marked[other], gaps[other]) for one, other in pairs)
    lengths = [end - begin for stretches in marked.values() for begin, end in stretches]
    uncoded = [end - begin for stretches in gaps.values() for begin, end in stretches]
    return Disagreement(
        observed / (coders * (coders - 1) * length**2), _expected(lengths, uncoded, coders, length)
    )


def _gaps(stretches: Sequence[Stretch], length: int) -> list[Stretch]:
    ends = [0, *(end for _, end in stretches)]
    begins = [*(begin for begin, _ in stretches), length]
    return [(end, begin) for end, begin in zip(ends, begins, strict=True) if end < begin]


def _between(
    one: Sequence[Stretch], gaps: Sequence[Stretch], other: Sequence[Stretch], others: Sequence[Stretch]
) -> float:
    """Return the squared differences between two coders' stretches, each against what the other has there."""
    overlapping = 0
    for begin, end in one:
        at = bisect_left(other, begin + 1, key=_end)
        while at < len(other) and other[at][0] < end:
            first, last = other[at]
            overlapping += (begin - first) ** 2 + (end - last) ** 2
            at += 1
    return float(overlapping + _uncoded(one, others) + _uncoded(other, gaps))


def _end(stretch: Stretch) -> int:
    return stretch[1]


def _uncoded(stretches: Sequence[Stretch], gaps: Sequence[Stretch]) -> int:
    """Return the squares of the lengths of the stretches that lie wholly within a gap."""
    begins = [begin for begin, _ in gaps]
    total = 0
    for begin, end in stretches:
        at = bisect_left(begins, begin + 1) - 1
        if at >= 0 and end <= gaps[at][1]:
            total += (end - begin) ** 2
    return total


def _expected(lengths: Sequence[int], uncoded: Sequence[int], coders: int, length: int) -> float:
    """Return the disagreement to be expected by chance: all stretches laid down anywhere."""
    gaps = sorted(uncoded)
    sums = [0, *accumulate(gaps)]
    total = 0.0
    for each in lengths:
        at = bisect_left(gaps, each)
        room = sums[-1] - sums[at] + (len(gaps) - at) * (1 - each)
        total += (len(lengths) - 1) / 3 * (2 * each**3 - 3 * each**2 + each) + each**2 * room
    whole = coders * length
    return 2 / length * total / (whole * (whole - 1) - sum(each * (each - 1) for each in lengths))


def joint(parts: Iterable[Disagreement]) -> Disagreement:
    """Return the disagreement over several codes together."""
    found = list(parts)
    return Disagreement(sum(each.observed for each in found), sum(each.expected for each in found))
