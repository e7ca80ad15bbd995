"""The certificate: the recall that random control draws prove, valid however often one looks.

Suppose `total` items hold T relevant ones. A draw made uniformly from the unread, when n items were read and r of them
relevant, is relevant with probability (T − r)/(total − n), whatever chose the items read before. The likelihood of a
fixed mixture of values of T, against that of T itself, is therefore a martingale under T, and by Ville's inequality one
errs with probability at most α, over all moments at once, in keeping every T whose likelihood is at least α times the
mixture's (Waudby-Smith & Ramdas 2020, arXiv 2006.04347; here with ranked reading between the draws). The largest T kept
bounds what can be missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, logsumexp, xlogy

Values = NDArray[np.float64]

GRID = 512
"""Values of T in the mixture: any mixture is valid, a finer one only bounds a little closer."""

PRIOR_A, PRIOR_B = 1.0, 30.0
"""The mixture expects about one relevant item in thirty; a wrong expectation costs draws, never validity."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What control draws have proved so far.

    With probability 1 − `alpha`, over all moments at once, at most `most` relevant items exist in all, so that at least
    the share `recall` of them is found. `draws` random draws brought `hits` finds.
    """

    alpha: float
    draws: int
    hits: int
    found: int
    most: int
    recall: float


def certify(
    relevant: Sequence[bool] | NDArray[np.bool_],
    drawn: Sequence[bool] | NDArray[np.bool_],
    total: int,
    *,
    alpha: float = 0.05,
) -> Certificate:
    """Bound the number of relevant items among `total` from first readings in order.

    `relevant` says what each reading found, `drawn` which of them were uniform random draws from the unread at that
    moment. Near-duplicates decided together count as one item.
    """
    finds, random = np.asarray(relevant, bool), np.asarray(drawn, bool)
    read, found = len(finds), int(finds.sum())
    n = np.arange(read)[random]
    r = (np.cumsum(finds) - finds)[random]
    draws = _Draws(finds[random], r.astype(float), (total - n).astype(float))
    least, most = found, total - (read - found)
    if most > least and len(n):
        most = _largest_kept(draws, least, most, draws.evidence(total) + np.log(alpha))
    return Certificate(alpha, len(n), int(finds[random].sum()), found, most, found / most if most else 1.0)


class _Draws:
    """Random draws: whether each hit, how many relevant ones were known before it, how many items were unread."""

    def __init__(self, hit: NDArray[np.bool_], known: Values, unread: Values) -> None:
        self._hit, self._known, self._unread = hit, known, unread

    def log_likelihood(self, number: NDArray[np.float64]) -> Values:
        """Return the log-likelihood of all draws under each number of relevant items."""
        left = number[:, None] - self._known
        chance = np.clip(left / self._unread, 0.0, 1.0)
        impossible = (left < 0) | (left > self._unread)
        terms = np.where(self._hit, xlogy(1.0, chance), xlogy(1.0, 1 - chance))
        found: Values = np.where(impossible.any(axis=1), -np.inf, terms.sum(axis=1))
        return found

    def evidence(self, total: int) -> float:
        """Return the log of the mixture's mean likelihood."""
        numbers, weights = _mixture(total)
        return float(logsumexp(self.log_likelihood(numbers) + weights))


@cache
def _mixture(total: int) -> tuple[Values, Values]:
    """Return the mixture's values of T, dense where T is small, and their log weights; fixed before any draw."""
    spread = np.concatenate([np.arange(min(total, GRID // 4)), np.geomspace(1, max(total, 1), GRID), [total]])
    numbers = np.unique(np.round(spread)).astype(float)
    edges = np.concatenate([[0.0], (numbers[1:] + numbers[:-1]) / 2, [float(total)]])
    return numbers, np.log(np.maximum(np.diff(betainc(PRIOR_A, PRIOR_B, edges / max(total, 1))), 1e-300))


def _largest_kept(draws: _Draws, least: int, most: int, threshold: float) -> int:
    """Return the largest T whose log-likelihood reaches the threshold: it rises to one peak and falls, so bisect."""
    low, high = least, most
    while high - low > 2:
        third = (high - low) // 3
        left, right = draws.log_likelihood(np.array([low + third, high - third], float))
        if left < right or (left == right == -np.inf):
            low += third
        else:
            high -= third
    peak = low + int(np.argmax(draws.log_likelihood(np.arange(low, high + 1, dtype=float))))
    kept, gone = peak, most + 1
    while gone - kept > 1:
        middle = (kept + gone) // 2
        if draws.log_likelihood(np.array([float(middle)]))[0] >= threshold:
            kept = middle
        else:
            gone = middle
    return kept
