"""Stopping advice in two lights: an estimate, early and without guarantee, and a certificate. People decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diatrace.decision.certificate import Certificate, certify
from diatrace.decision.estimate import Estimate, estimate

Flags = Sequence[bool] | NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Advice:
    """Both lights at one moment, and the p-value that the literature compares by."""

    read: int
    total: int
    target: float
    estimate: Estimate
    certificate: Certificate
    cmh_p_value: float

    def plain(self) -> dict[str, Any]:
        """Return the advice as plain values."""
        return asdict(self)


def advise(relevant: Flags, drawn: Flags, total: int, *, target: float = 0.95, alpha: float = 0.05) -> Advice:
    """Advise on stopping from first readings in order: what each found, which were random draws, of how many items."""
    return Advice(
        read=len(relevant),
        total=total,
        target=target,
        estimate=estimate(relevant, total, target=target, level=1 - alpha),
        certificate=certify(relevant, drawn, total, alpha=alpha),
        cmh_p_value=cmh(relevant, total, target),
    )


def cmh(relevant: Flags, total: int, target: float = 0.95) -> float:
    """Return the p-value of "recall is under the target" by Callaghan & Müller-Hansen.

    The last w readings are taken for a random sample of what was unread before them, for every w; the smallest p counts
    (2020, 10.1186/s13643-020-01521-4). It is here to compare with the literature: on ranked reading it is conservative,
    under repeated looks it is not exact.
    """
    from scipy.stats import hypergeom  # noqa: PLC0415 (half a second to load, for this one figure)

    finds = np.asarray(relevant, bool)
    read, found = len(finds), int(finds.sum())
    if not read:
        return 1.0
    within = finds[::-1].cumsum().astype(float)
    size = np.arange(1.0, read + 1)
    needed = np.floor(found / target + 1 - (found - within))
    population = total - (read - size)
    p = hypergeom.cdf(within, population, np.minimum(needed, population), size)
    return float(np.nanmin(p))


METHODS = ("poisson", "certificate", "cmh")


def says_stop(
    method: str, relevant: Flags, drawn: Flags, total: int, target: float, alpha: float
) -> tuple[bool, Any]:
    """Return whether one method says stop, and the recall (or p-value) it says so by."""
    if method == "poisson":
        light = estimate(relevant, total, target=target, level=1 - alpha)
        return light.advised, light.recall
    if method == "certificate":
        proof = certify(relevant, drawn, total, alpha=alpha)
        return proof.recall >= target, proof.recall
    p = cmh(relevant, total, target)
    return p < alpha, p
