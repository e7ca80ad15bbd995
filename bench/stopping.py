"""Stopping advice measured on simulated reviews: does the estimate stop late enough, and does the certificate hold?

    python -m bench.stopping [--seeds N] [--planted N] [--proofs N] [--quick]

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
from tests.decision import planted

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


class Order(NamedTuple):
    """One review: its collection and whether each item, in reading order, was relevant."""

    name: str
    relevant: planted.Bools

    @property
    def large(self) -> bool:
        """Whether the collection has 2,000 items, priors included."""
        return len(self.relevant) >= LARGE - 2

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
        truth, relevant, drawn = planted.controlled(seed)
        looks = np.flatnonzero(drawn)[:: max(1, int(drawn.sum()) // 60)] + 1
        bounds = [certify(relevant[:read], drawn[:read], len(truth)).most for read in looks]
        broken += any(bound < truth.sum() for bound in bounds)
        half = len(truth) // 2
        final.append(certify(relevant[:half], drawn[:half], len(truth)).recall)
    print(
        f"certificate, alpha .05: {broken} of {count} reviews ever saw a bound under the truth (at most {0.05:.0%} may)"
    )
    print(f"recall certified when half was read: mean {mean(final):.3f}")


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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=4, help="readings of each real collection")
    parser.add_argument("--planted", type=int, default=400, help="planted readings")
    parser.add_argument("--proofs", type=int, default=200, help="reviews with control draws")
    parser.add_argument("--quick", action="store_true", help="a quarter of each")
    given = parser.parse_args()
    part = 4 if given.quick else 1
    print(
        f"{'estimate, target .95':44} {'runs':>4}  {'hit':>6}  {'mean':>6}  "
        f"{'worst':>6}  {'read':>6}  {'least':>6}  cover"
    )
    reviews = list(real(max(1, given.seeds // part))) if DATA.exists() else []
    simulated = [
        Order(f"planted, {shape}", relevant)
        for shape, relevant in map(planted.order, range(given.planted // part))
    ]
    large = [each for each in (*reviews, *simulated) if each.large]
    usable = [each for each in large if each.least < THIN]
    names = {each.name for each in reviews}
    real_ones = [each for each in usable if each.name in names]
    table("N >= 2,000, all usable rankings", usable)
    table("  real", real_ones)
    table("    of these screening sets", [each for each in real_ones if ":" not in each.name])
    for shape in planted.SHAPES:
        name = f"planted, {shape}"
        table(f"  {name}", [each for each in usable if each.name == name])
    table("N >= 2,000, hopeless rankings", [each for each in large if each.least >= THIN])
    table("small sets, real", [each for each in reviews if not each.large])
    table("small sets, planted", [each for each in simulated if not each.large])
    print("bars: hit .95 and read .35 with N >= 2,000; hopeless: the best reader must read 30 % and more")
    if real_ones:
        literature(real_ones)
    proofs(given.proofs // part)


if __name__ == "__main__":
    main()
