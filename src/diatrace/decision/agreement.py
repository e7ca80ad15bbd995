"""Agreement between readers: coefficients with intervals, what they rest on, and the disagreements themselves.

Everything is computed from patterns: which reader gave which answer to an item, and how many items have that pattern.
Missing readings are allowed throughout.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import combinations
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

Ratings: TypeAlias = Mapping[Any, Mapping[str, str]]
"""For each item the answer each reader gave; readers who did not read it are absent."""

REPLICATES = 1000


class Table:
    """Patterns of answers: `codes` (patterns × readers: number of the answer, −1 where missing) and their `weights`."""

    def __init__(self, codes: NDArray[np.int64], weights: Floats, size: int) -> None:
        self.codes, self.weights, self.size = codes, weights, size
        self.counts = np.stack([(codes == answer).sum(axis=1) for answer in range(size)], axis=1).astype(
            float
        )

    @classmethod
    def of(cls, ratings: Ratings, answers: Sequence[str]) -> Table:
        """Gather ratings into patterns."""
        readers = sorted({name for given in ratings.values() for name in given})
        place = {answer: number for number, answer in enumerate(answers)}
        rows = [
            [place[given[name]] if name in given else -1 for name in readers] for given in ratings.values()
        ]
        codes, weights = np.unique(
            np.array(rows, np.int64).reshape(len(rows), -1), axis=0, return_counts=True
        )
        return cls(codes, weights.astype(float), len(answers))

    def resampled(self, rng: np.random.Generator) -> Table:
        """Return a bootstrap replicate: as many items, drawn with replacement."""
        twin = object.__new__(Table)
        twin.codes, twin.size, twin.counts = self.codes, self.size, self.counts
        total = int(self.weights.sum())
        twin.weights = rng.multinomial(total, self.weights / total).astype(float)
        return twin

    @property
    def shared(self) -> Floats:
        """Weights of the patterns with two readings or more, 0 for the others."""
        return np.where(self.counts.sum(axis=1) > 1, self.weights, 0.0)

    def shares(self) -> Floats:
        """Mean share of each answer, every item counting once."""
        readers = self.counts.sum(axis=1, keepdims=True)
        mean: Floats = self.weights @ (self.counts / readers) / self.weights.sum()
        return mean


def percent(table: Table) -> float:
    """Share of agreeing pairs of readers over items read at least twice, every item counting once."""
    readers = np.maximum(table.counts.sum(axis=1), 2)
    agreeing = (table.counts * (table.counts - 1)).sum(axis=1) / (readers * (readers - 1))
    return float(table.shared @ agreeing / table.shared.sum())


def krippendorff_alpha(table: Table, distance: Floats | None = None) -> float:
    """Krippendorff's α = 1 − observed/expected disagreement (Krippendorff 2004, §11.3).

    Nominal unless `distance` holds δ² between answers (see `ordinal` and `interval`).
    """
    delta = 1 - np.eye(table.size) if distance is None else distance
    coincidence = _coincidence(table)
    margin = coincidence.sum(axis=0)
    expected = (np.outer(margin, margin) * delta).sum() / (margin.sum() - 1)
    return float(1 - (coincidence * delta).sum() / expected)


def _coincidence(table: Table) -> Floats:
    """Return the coincidence matrix: pairs of answers within items, each item weighing as many as its readings."""
    scaled = table.counts * (table.shared / np.maximum(table.counts.sum(axis=1) - 1, 1))[:, None]
    found: Floats = scaled.T @ table.counts - np.diag(scaled.sum(axis=0))
    return found


def ordinal(table: Table) -> Floats:
    """δ² between ordered answers: the readings between them, half of those at either end (Krippendorff 2004)."""
    margin = _coincidence(table).sum(axis=0)
    return interval(np.cumsum(margin) - margin / 2)


def interval(values: Sequence[float] | Floats) -> Floats:
    """δ² between answers that are numbers: their squared difference."""
    numbers = np.asarray(values, float)
    found: Floats = np.subtract.outer(numbers, numbers) ** 2
    return found


def masi(answers: Sequence[str]) -> Floats:
    """Distance between answers that are sets, written as JSON lists (MASI, Passonneau 2006; no square is taken).

    1 − Jaccard × m, where m is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 else.
    """
    sets = [frozenset(json.loads(each)) for each in answers]
    return np.array([[_masi(one, other) for other in sets] for one in sets], float)


def _masi(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 0.0
    shared, union = len(one & other), len(one | other)
    alike = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - shared / union * (alike if shared else 0.0)


def gwet_ac1(table: Table) -> float:
    """Gwet's AC1: chance agreement from how evenly answers are used (Gwet 2008, 10.1348/000711006X126600)."""
    share = table.shares()
    return _beyond(percent(table), float((share * (1 - share)).sum() / (table.size - 1)))


def fleiss_kappa(table: Table) -> float:
    """Fleiss' κ for any number of readings an item (1971): chance agreement from the answers' mean use."""
    return _beyond(percent(table), float((table.shares() ** 2).sum()))


def cohen_kappa(table: Table) -> float:
    """Cohen's κ (1960), for more than two readers Conger's generalisation (1980): chance from what each reader used.

    With missing readings after Gwet (Handbook of Inter-Rater Reliability, §2.4).
    """
    used = [table.weights @ (table.codes == answer) for answer in range(table.size)]
    share = np.array(used) / (table.weights @ (table.codes >= 0))
    readers = share.shape[1]
    chance = (share.mean(axis=1) ** 2 - share.var(axis=1, ddof=1) / readers).sum()
    return _beyond(percent(table), float(chance))


def brennan_prediger(table: Table) -> float:
    """Brennan & Prediger's coefficient (1981): chance agreement 1 / number of answers."""
    return _beyond(percent(table), 1 / table.size)


def _beyond(observed: float, chance: float) -> float:
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient with its bootstrap interval; `value` is None where it is not defined, and `reason` says why."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str = ""


MEASURES: dict[str, Callable[[Table], float]] = {
    "percent_agreement": percent,
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac1": gwet_ac1,
    "cohen_kappa": cohen_kappa,
    "fleiss_kappa": fleiss_kappa,
}


def report(
    ratings: Ratings,
    *,
    seed: int = 0,
    level: float = 0.95,
    distance: Callable[[Sequence[str]], Floats] | None = None,
) -> dict[str, Any]:
    """Return all coefficients with bootstrap intervals over items, prevalence, and every disagreement.

    Items read once are counted as `single` and left out of everything else. `distance` makes Krippendorff's α one of
    answers that differ more or less (see `masi`, `interval`); the other coefficients know equal and unequal only.
    """
    double = {item: given for item, given in ratings.items() if len(given) > 1}
    answers = sorted({answer for given in double.values() for answer in given.values()})
    table = Table.of(double, answers) if double else None
    measures = dict(MEASURES)
    if distance and answers:
        measures["krippendorff_alpha"] = partial(krippendorff_alpha, distance=distance(answers))
    return {
        "unit": "item",
        "units": len(double),
        "single": len(ratings) - len(double),
        "raters": sorted({name for given in ratings.values() for name in given}),
        "categories": answers,
        **{name: asdict(_coefficient(each, table, seed, level)) for name, each in measures.items()},
        "prevalence": _by_answer(answers, table.shares()) if table else {},
        "specific_agreement": _by_answer(answers, _specific(table)) if table else {},
        "confusion": _confusion(double),
        "disagreements": [
            {"trace": item, "readings": dict(given)}
            for item, given in double.items()
            if len(set(given.values())) > 1
        ],
    }


def _coefficient(
    measure: Callable[[Table], float], table: Table | None, seed: int, level: float
) -> Coefficient:
    if table is None:
        return Coefficient(None, reason="no item was read by two")
    if table.size < 2 and measure is not percent:
        return Coefficient(
            None, reason="only one answer was given: there is nothing to agree on beyond chance"
        )
    rng = np.random.default_rng(seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = measure(table)
        values = np.array([measure(table.resampled(rng)) for _ in range(REPLICATES)])
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Coefficient(value, float(low), float(high))


def _by_answer(answers: Sequence[str], values: Floats) -> dict[str, float]:
    return dict(zip(answers, values.tolist(), strict=True))


def _specific(table: Table) -> Floats:
    """Return agreement on each answer: of the readings that gave it, the share of companions that gave it too."""
    coincidence = _coincidence(table)
    specific: Floats = np.diag(coincidence) / coincidence.sum(axis=0)
    return specific


def _confusion(double: Ratings) -> list[dict[str, Any]]:
    """Return how often one reader's answer met another's, for each pair of readers."""
    met: Counter[tuple[str, str, str, str]] = Counter()
    for given in double.values():
        for first, second in combinations(sorted(given), 2):
            met[first, second, given[first], given[second]] += 1
    names = ("first", "second", "first_said", "second_said")
    return [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(met.items())]
