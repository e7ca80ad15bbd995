"""When each unit of a page was written and last changed, out of all the dates that stand in it.

Units alike have their dates alike: that of writing stands at the same place in nearly all of them, and in a thread it
runs forward (or backward) from one to the next, as the dates on which members joined do not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple, TypeAlias

from diatrace.model import UNDATED, Moment
from diatrace.source.fragments.evidence import Clue
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.units import Unit, standing

Key: TypeAlias = tuple[str, ...]

_NEARLY_ALL: Final = 0.7
_NEVER: Final = datetime(1, 1, 1)  # noqa: DTZ001 - a Moment is naive


class Dates(NamedTuple):
    """When a unit was last changed (or written, where nothing says it was changed), and when it was written."""

    edited: Moment
    published: Moment
    lines: tuple[int, ...] = ()
    """Where they stand."""


def dates_of(outline: Outline, units: Sequence[Unit], own: Sequence[Sequence[Clue]]) -> list[Dates]:
    """Return the dates of units; `own` are the clues of each."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place, unit in enumerate(units):
        groups[unit.group].append(place)
    found = [Dates(UNDATED, UNDATED)] * len(units)
    for places in groups.values():
        order = _ordered(outline, [own[place] for place in places])
        for place in places:
            found[place] = _chosen(outline, own[place], order)
    return found


def _ordered(outline: Outline, own: Sequence[Sequence[Clue]]) -> dict[Key, int]:
    """Return the places where dates stand in units alike, the likeliest to be that of writing first."""
    met: dict[Key, list[Clue]] = defaultdict(list)
    for clues in own:
        first: dict[Key, Clue] = {}
        for clue in clues:
            if clue.role == "":
                first.setdefault(standing(outline, clue), clue)
        for key, clue in first.items():
            met[key].append(clue)
    ranked = sorted(met, key=lambda key: _merit(met[key], len(own)), reverse=True)
    return {key: place for place, key in enumerate(ranked)}


def _merit(clues: list[Clue], units: int) -> tuple[object, ...]:
    """Rate a place by how many units have a date there, how it runs, and how late it lies: members joined before."""
    days = [day for clue in clues if (day := _day(clue))]
    ups = sum(after > before for before, after in pairwise(days))
    downs = sum(after < before for before, after in pairwise(days))
    return (
        len(clues) >= _NEARLY_ALL * units,
        sum(clue.moment.precision in ("month", "year") for clue in clues) * 2 < len(clues),
        min(ups, downs) == 0,
        any(clue.machine for clue in clues),
        sum(clue.share for clue in clues) / len(clues) > 1 / 4,
        median(day.toordinal() for day in days) if days else 0,
        -sum(clue.element for clue in clues) / len(clues),
    )


def _day(clue: Clue) -> datetime | None:
    readings = clue.pending.readings if clue.pending else ()
    return clue.moment.at or next((each.at for each in readings if each), None)


def _chosen(outline: Outline, clues: Sequence[Clue], order: dict[Key, int]) -> Dates:
    """Return a unit's dates; where none can be read, what was found instead."""
    heading = [each for each in clues if each.heads]
    written = sorted(
        (each for each in heading if each.role == ""), key=lambda each: order[standing(outline, each)]
    )
    changed = [each for each in heading if each.role == "changed"]
    lines = tuple(each.line for each in (*written[:1], *changed))
    published = written[0].moment if written else UNDATED
    latest = max((each.moment for each in changed), key=_instant, default=UNDATED)
    if latest.at and (published.at is None or latest.at >= published.at):
        return Dates(latest, published, lines)
    return Dates(published, published, lines)


def _instant(moment: Moment) -> datetime:
    return moment.at or _NEVER
