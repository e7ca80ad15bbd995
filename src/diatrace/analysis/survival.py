"""How long sites live: a life table over the days on which they were visited again.

The product-limit estimate (Kaplan & Meier 1958) on the calendar, with late entry: a site is at risk on a visit if it
was known to live before and something was said of it that day or later. A site that was not seen to end is censored at
its last visit. What counts as an end is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

ENDS: Final = ("dead", "squatted")
"""States that end a site, unless abandoned counts as an end too."""


@dataclass(frozen=True, slots=True)
class Life:
    """What was found of one site: the day it was first known, and its state on each day it was visited after."""

    first: str
    states: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One day of a life table: sites at risk, ended that day, and the share alive after it with 95 % limits.

    Limits are on the log scale of the estimate's Greenwood variance.
    """

    on: str
    at_risk: int
    ended: int
    alive: float
    low: float
    high: float


def table(lives: Iterable[Life], ends: Sequence[str] = ENDS) -> list[Row]:
    """Return the life table of some sites, a row for each day on which any was visited."""
    spans = [_span(each, ends) for each in lives if each.states]
    days = sorted({day for each in spans for day in (each[1],) if each[2]} | {day for _, day, _ in spans})
    alive, variance = 1.0, 0.0
    rows = []
    for day in days:
        risk = sum(first < day <= last for first, last, _ in spans)
        ended = sum(end and last == day and first < day for first, last, end in spans)
        if not risk:
            continue
        alive *= 1 - ended / risk
        variance += ended / (risk * (risk - ended)) if ended < risk else 0.0
        rows.append(Row(day, risk, ended, alive, *_limits(alive, variance)))
    return rows


def _span(life: Life, ends: Sequence[str]) -> tuple[str, str, bool]:
    """Return when a site came under observation, when it left it, and whether by its end."""
    days = sorted(life.states)
    end = next((day for day in days if life.states[day] in ends), "")
    return life.first, end or days[-1], bool(end)


def _limits(alive: float, variance: float) -> tuple[float, float]:
    if not 0 < alive < 1:
        return alive, alive
    width = 1.96 * math.sqrt(variance)
    return alive * math.exp(-width), min(1.0, alive * math.exp(width))


def tables(lives: Mapping[str, Iterable[Life]], *, abandoned: bool = False) -> dict[str, Any]:
    """Return life tables by group, with their method; `abandoned` counts as an end too where it is said."""
    ends = (*ENDS, "abandoned") if abandoned else ENDS
    return {
        "method": "Kaplan–Meier on the calendar, late entry, limits from Greenwood's variance on the log scale",
        "ends": list(ends),
        "groups": {name: [asdict(each) for each in table(found, ends)] for name, found in lives.items()},
    }
