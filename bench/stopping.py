"""Stopping advice measured on simulated reviews: does the estimate stop late enough, and does the certificate hold?

    python -m bench.stopping [--seeds N] [--planted N] [--proofs N]

Orders come from the product's own ranker on labelled collections of the data set beside the repository (screening sets
and posts), and from planted collections whose finds thin out in several ways.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diatrace.decision.certificate import certify
from diatrace.decision.estimate import Estimate, estimate
from diatrace.decision.stopping import cmh
from diatrace.proposal.replay import Start, labelled, replay

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
TARGET = 0.95
LOOKS = 200
LARGE = 2000
THIN = 0.3
"""An order is a usable ranking where the best possible reader would read less than this share."""

Bools = NDArray[np.bool_]


class Order(NamedTuple):
    """One review: its collection and whether each item, in reading order, was relevant."""

    name: str
    relevant: Bools

    @property
    def least(self) -> float:
        """The share that must be read to find the target, by one who knows when to stop."""
        reached = self.relevant.cumsum() >= TARGET * self.relevant.sum()
        return float((int(reached.argmax()) + 1) / len(self.relevant))


def real(seeds: int) -> Iterator[Order]:
    for name, texts, labels in collections():
        for seed in range(1, seeds + 1):
            found = replay(texts, labels, Start(priors=(1, 1), seed=seed), growth=0.02)
            finds = np.diff(found["found"], prepend=0) > 0
            padded = np.zeros(len(labels) - len(found["priors"]), bool)
            padded[: len(finds)] = finds
            yield Order(name, padded)


def collections() -> Iterator[tuple[str, list[str], list[int]]]:
    """Screening sets, and posts where one target group counts as relevant."""
    for path in sorted((DATA / "screening").glob("*.csv.gz")):
        texts, labels = labelled(path, ["title", "abstract"], "label_included")
        yield path.name.split(".")[0], texts, labels
    for name, text, group in (
        ("mlma_en", "tweet", "group"),
        ("mlma_fr", "tweet", "group"),
        ("mlma_ar", "tweet", "group"),
        ("mhc_french", "test_case", "target_ident"),
        ("mhc_arabic", "test_case", "target_ident"),
    ):
        with (DATA / "posts" / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for chosen in sorted({row[group] for row in rows} - {""}):
            labels = [int(row[group] == chosen) for row in rows]
            if 25 <= sum(labels) <= 600:
                yield f"{name}:{chosen}", [row[text] for row in rows], labels


def planted(count: int) -> Iterator[Order]:
    """Collections whose finds thin out as a power, exponentially, in two waves, or over an even background."""
    for seed in range(count):
        rng = np.random.default_rng(seed)
        total = int(rng.choice([1000, 3000, 8000, 20_000]))
        place = np.arange(total) / total
        shape = ("power", "exponential", "two waves", "background")[seed % 4]
        early = rng.uniform(0.3, 0.95)
        rate = {
            "power": (1 + place / 0.03) ** -3.0,
            "exponential": np.exp(-place / 0.04),
            "two waves": np.exp(-place / 0.03) + 0.25 * np.exp(-(((place - 0.15) / 0.03) ** 2)),
            "background": np.exp(-place / 0.04) + 0.001,
        }[shape]
        yield Order(f"planted {shape}", rng.random(total) < early * np.minimum(rate, 1))


class Stop(NamedTuple):
    """Where the estimate first advised to stop, and whether it was right to."""

    read: float
    recall: float
    covered: bool | None


def stop(order: Order) -> Stop:
    total, found = len(order.relevant), int(order.relevant.sum())
    light: Estimate | None = None
    for read in [*range(total // LOOKS or 1, total, total // LOOKS or 1), total]:
        light = estimate(order.relevant[:read], total, target=TARGET)
        if light.advised:
            break
    missed = found - int(order.relevant[:read].sum())
    covered = None
    if (
        light
        and light.state == "estimated"
        and light.missed_low is not None
        and light.missed_high is not None
    ):
        covered = light.missed_low <= missed <= light.missed_high
    return Stop(read / total, 1 - missed / found, covered)


def table(title: str, orders: list[Order]) -> None:
    if not orders:
        return
    stops = [stop(each) for each in orders]
    covered = [each.covered for each in stops if each.covered is not None]
    hits = mean(each.recall >= TARGET for each in stops)
    print(
        f"{title:44} {len(orders):4}  {hits:6.3f}  {mean(each.recall for each in stops):6.3f}  "
        f"{min(each.recall for each in stops):6.3f}  {mean(each.read for each in stops):6.3f}  "
        f"{mean(each.least for each in orders):6.3f}  {mean(covered) if covered else float('nan'):6.3f}"
    )


def proofs(count: int) -> None:
    """Certificates looked at after every draw, with ranked reading between the draws; and what they cost."""
    broken, final = 0, []
    for seed in range(count):
        rng = np.random.default_rng(seed)
        total = int(rng.choice([200, 600, 1500]))
        truth = rng.random(total) < rng.uniform(0.02, 0.3)
        truth[0] = True
        score = truth * rng.normal(1.5, 1, total) + rng.normal(0, 1, total)
        relevant, drawn = reading(score, truth, rng, share=float(rng.uniform(0.1, 0.6)))
        looks = np.flatnonzero(drawn)[:: max(1, int(drawn.sum()) // 60)] + 1
        bounds = [certify(relevant[:read], drawn[:read], total).most for read in looks]
        broken += any(bound < truth.sum() for bound in bounds)
        half = total // 2
        final.append(certify(relevant[:half], drawn[:half], total).recall)
    print(
        f"certificate, alpha .05: {broken} of {count} reviews ever saw a bound under the truth (at most {0.05:.0%} may)"
    )
    print(f"recall certified when half was read: mean {mean(final):.3f}")


def reading(
    score: NDArray[np.float64], truth: Bools, rng: np.random.Generator, share: float
) -> tuple[Bools, Bools]:
    """Read three quarters of a collection, best score first, with a share of uniform draws in between."""
    unread = np.argsort(-score).tolist()
    relevant, drawn = [], []
    for _ in range(3 * len(truth) // 4):
        by_lot = bool(rng.random() < share)
        item = unread.pop(int(rng.integers(len(unread))) if by_lot else 0)
        relevant.append(bool(truth[item]))
        drawn.append(by_lot)
    return np.array(relevant), np.array(drawn)


def literature(orders: list[Order]) -> None:
    """What the p-value of the literature would have cost on the same orders."""
    reads, recalls = [], []
    for order in orders:
        total = len(order.relevant)
        for read in [*range(total // 100 or 1, total, total // 100 or 1), total]:
            if cmh(order.relevant[:read], total, TARGET) < 0.05:
                break
        reads.append(read / total)
        recalls.append(float(order.relevant[:read].sum() / order.relevant.sum()))
    print(
        f"CMH p < .05 on the usable rankings: hit {mean(each >= TARGET for each in recalls):.3f}, "
        f"read {mean(reads):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.stopping")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--planted", type=int, default=320)
    parser.add_argument("--proofs", type=int, default=200)
    chosen = parser.parse_args()
    print(
        f"{'estimate, target .95':44} {'runs':>4}  {'hit':>6}  {'mean':>6}  "
        f"{'worst':>6}  {'read':>6}  {'least':>6}  cover"
    )
    reviews = list(real(chosen.seeds))
    large = [each for each in reviews if len(each.relevant) >= LARGE - 2]
    usable = [each for each in large if each.least < THIN]
    screening = [each for each in usable if ":" not in each.name]
    table("real, N >= 2,000, usable rankings", usable)
    table("  of these screening sets", screening)
    table("real, N >= 2,000, hopeless rankings", [each for each in large if each.least >= THIN])
    table("real, small sets (N < 2,000)", [each for each in reviews if len(each.relevant) < LARGE - 2])
    simulated = list(planted(chosen.planted))
    for shape in sorted({each.name for each in simulated}):
        table(
            f"{shape}, N >= 2,000",
            [each for each in simulated if each.name == shape and len(each.relevant) >= LARGE],
        )
    table("planted, small sets", [each for each in simulated if len(each.relevant) < LARGE])
    literature(usable)
    proofs(chosen.proofs)


if __name__ == "__main__":
    main()
