"""Agreement of coders: per code and over all codes, in documents, turns, sentences or characters.

Each unit of a text is coded by a coder or not. A text counts for those who read it. Where most of a text is coded by
nobody, agreement on nothing fills every coefficient; `uncoded=False` leaves such units out, and the answer says which
was done. Intervals are from resampling texts, since the units of one text hang together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from diatrace.coding.unitizing import Disagreement, Stretch, disagreement, joined, joint
from diatrace.decision.agreement import (
    MEASURES,
    REPLICATES,
    Coefficient,
    Floats,
    Table,
)
from diatrace.errors import Misuse

UNITS: Final = ("document", "turn", "sentence", "character")
Marks: TypeAlias = Mapping[str, Mapping[str, Sequence[Stretch]]]
"""For each coder who read a text, and each code they used in it, the stretches."""

_ENDS: Final = re.compile(r"(?<=[.!?…؟۔。])[»”\")\]]*\s+|\n+")
_SHOWN: Final = ("percent_agreement", "krippendorff_alpha", "gwet_ac1", "cohen_kappa")


@dataclass(frozen=True, slots=True)
class Read:
    """A text that coders read: its identifier, its text, the stretches of its turns, what they marked."""

    item: str
    text: str
    marks: Marks
    turns: tuple[Stretch, ...] = ()


def units(read: Read, unit: str) -> list[Stretch]:
    """Return the stretches that a text is cut into; of characters, those between any two ends of what is marked."""
    length = len(read.text)
    if unit == "document":
        return [(0, length)] if length else []
    if unit == "turn":
        return list(read.turns) or _cut(length, (found.end() for found in re.finditer(r"\n+", read.text)))
    if unit == "sentence":
        return _cut(length, (found.end() for found in _ENDS.finditer(read.text)))
    if unit == "character":
        ends = (
            at for codes in read.marks.values() for marked in codes.values() for each in marked for at in each
        )
        return _cut(length, ends)
    raise Misuse(f"agreement is not reckoned by {unit!r}", hint=f"one of: {', '.join(UNITS)}")


def _cut(length: int, places: Iterable[int]) -> list[Stretch]:
    found = sorted({0, length, *(at for at in places if 0 < at < length)})
    return list(pairwise(found))


def report(
    texts: Sequence[Read], codes: Sequence[str], unit: str, *, uncoded: bool = True, seed: int = 0
) -> dict[str, Any]:
    """Return agreement for each code and over all: coefficients with intervals, α for unitizing, how much is coded.

    Only texts that two people or more read count. Over all codes every pair of unit and code is one judgement.
    """
    shared = [each for each in texts if len(each.marks) > 1]
    coders = sorted({who for each in shared for who in each.marks})
    whole = [_patterns(each, codes, unit, coders, uncoded=uncoded) for each in shared]
    found = {code: _told([each[code] for each in whole], seed) for code in codes}
    everything = [sum((each[code] for code in codes), Counter()) for each in whole]
    unitizing = {code: _unitizing(shared, code) for code in codes}
    return {
        "unit": unit,
        "uncoded": uncoded,
        "texts": len(shared),
        "single": len(texts) - len(shared),
        "raters": coders,
        "overall": {**_told(everything, seed), "unitizing_alpha": joint(unitizing.values()).alpha},
        "codes": {code: {**found[code], "unitizing_alpha": unitizing[code].alpha} for code in codes},
    }


Pattern: TypeAlias = tuple[int, ...]


def _patterns(
    read: Read, codes: Sequence[str], unit: str, coders: Sequence[str], *, uncoded: bool
) -> dict[str, Counter[Pattern]]:
    """Return for each code how many units (characters: how many of them) have which pattern of coders' answers."""
    stretches = units(read, unit)
    weights = [end - begin if unit == "character" else 1 for begin, end in stretches]
    said = {
        (who, code): _touched(stretches, read.marks[who].get(code, ()))
        for who in read.marks
        for code in codes
    }
    blank = np.zeros(len(stretches), bool)
    kept = np.ones(len(stretches), bool)
    if not uncoded:
        kept = np.logical_or.reduce([blank, *said.values()])
    found: dict[str, Counter[Pattern]] = {}
    for code in codes:
        columns = [said[who, code].astype(int) if who in read.marks else blank - 1 for who in coders]
        counts: Counter[Pattern] = Counter()
        for number in np.flatnonzero(kept).tolist():
            counts[tuple(int(column[number]) for column in columns)] += weights[number]
        found[code] = counts
    return found


def _touched(stretches: Sequence[Stretch], marked: Sequence[Stretch]) -> NDArray[np.bool_]:
    """Say which units hold something of what is marked."""
    found = np.zeros(len(stretches), bool)
    begins = np.array([begin for begin, _ in stretches], np.int64)
    ends = np.array([end for _, end in stretches], np.int64)
    for begin, end in joined(marked):
        found[np.searchsorted(ends, begin, side="right") : np.searchsorted(begins, end, side="left")] = True
    return found


def _told(texts: Sequence[Counter[Pattern]], seed: int) -> dict[str, Any]:
    """Return the coefficients over texts, with how many units there are and how many anybody coded."""
    patterns = sorted({pattern for each in texts for pattern in each})
    counted = [each for each in patterns if sum(answer >= 0 for answer in each) > 1]
    weights = np.array([[each[pattern] for pattern in counted] for each in texts], float)
    total = weights.sum()
    coded = sum(each[pattern] for each in texts for pattern in counted if 1 in pattern)
    return {
        "units": int(total),
        "coded": int(coded),
        **{name: asdict(_coefficient(name, counted, weights, seed)) for name in _SHOWN},
    }


def _coefficient(name: str, patterns: Sequence[Pattern], weights: Floats, seed: int) -> Coefficient:
    if not weights.sum():
        return Coefficient(None, reason="nothing was read by two")
    answers = np.array(patterns, np.int64)
    used = np.unique(answers[(weights.sum(axis=0) > 0)])
    if len(used[used >= 0]) < 2 and name != "percent_agreement":
        return Coefficient(
            None, reason="only one answer was given: there is nothing to agree on beyond chance"
        )
    measure = MEASURES[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        value = measure(Table(answers, weights.sum(axis=0), 2))
        if len(weights) < 2:
            return Coefficient(value, reason="no interval: there is only one text")
        rng = np.random.default_rng(seed)
        draws = rng.multinomial(len(weights), np.full(len(weights), 1 / len(weights)), REPLICATES)
        values = np.array(
            [measure(Table(answers, draw @ weights, 2)) for draw in draws if (draw @ weights).any()]
        )
    values = values[np.isfinite(values)]
    if not len(values):
        return Coefficient(value, reason="no interval: too little varies")
    low, high = np.quantile(values, [0.025, 0.975])
    return Coefficient(value, float(low), float(high))


def _unitizing(texts: Sequence[Read], code: str) -> Disagreement:
    """Return the disagreement on a code over all texts that the same coders read, laid end to end."""
    crowds = Counter(frozenset(each.marks) for each in texts)
    if not crowds:
        return Disagreement(0.0, 0.0)
    most = max(crowds, key=lambda crowd: (crowds[crowd], sorted(crowd)))
    laid: dict[str, list[Stretch]] = {who: [] for who in sorted(most)}
    at = 0
    for each in texts:
        if frozenset(each.marks) != most:
            continue
        for who, stretches in laid.items():
            marked = joined(each.marks[who].get(code, ()))
            stretches.extend((at + begin, at + end) for begin, end in marked)
        at += len(each.text) + 1
    return disagreement(laid, at)
