"""Next sites: reviews needed to find 90 % of what belongs, by the learnt order, in-degree and breadth-first.

    python -m bench.sites [--runs N] [--quick]

Growth is replayed on the networks of the data set beside the repository, by labels their makers gave, and on planted
webs: like links like more or less, platforms everyone links to, two languages.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from tests.proposal.planted_web import Shape, web

from diatrace.actor.exchange import formats
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.decision.regrowing import Replay, regrown

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "networks"

REAL = [
    *(("eurosis.gexf", f"country={each}") for each in ("France", "Poland", "Italy", "Hungary", "Finland")),
    ("eurosis.gexf", "actor_type=Universities and secondary schools"),
    ("eurosis.gexf", "tag_nano=1"),
    ("rio20.gexf", "Language=Portuguese"),
    ("rio20.gexf", "Category=Social Ecology"),
    ("minivan-hyphe-nordic-design.json", "country=[Denmark]"),
    ("minivan-hyphe-nordic-design.json", "country=[Norway]"),
]

PLANTED = {
    "like links like": Shape(1500, 90),
    "like hardly links like": Shape(1500, 90, own=0.2),
    "platforms": Shape(1500, 90, own=0.25, platform=0.45),
    "one community": Shape(1500, 90, communities=1),
}


def planted(folder: Path, shape: Shape, seed: int) -> Path:
    """Write a planted web as a file."""
    made = web(seed, shape)
    kinds = ["in" if each else "out" for each in made.wanted.tolist()]
    nodes = [
        Node(str(row), text, fields={"kind": (kind,)})
        for row, (text, kind) in enumerate(zip(made.texts, kinds, strict=True))
    ]
    pairs = made.links.tocoo()
    edges = [Edge(str(a), str(b)) for a, b in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)]
    path = folder / f"{seed}.gexf"
    path.write_bytes(formats.write(Network(tuple(nodes), tuple(edges), fields=("kind",)), "gexf").data)
    return path


def cases(folder: Path, *, quick: bool) -> Iterator[tuple[str, Path, str]]:
    """Yield name, file and label of each network."""
    for name, label in REAL[:: 4 if quick else 1]:
        if (DATA / name).is_file():
            yield f"{name.partition('.')[0]}, {label}", DATA / name, label
    for number, (name, shape) in enumerate(PLANTED.items()):
        yield f"planted: {name}", planted(folder, shape, number), "kind=in"


def line(name: str, found: dict[str, Any]) -> list[float]:
    """Print one row of the table; return its ratios and coverage."""
    needed = [found["reviews"][each]["90%"] for each in ("neighbours", "in-degree", "breadth-first")]
    ratios = [found["ratio"][each]["90%"] for each in ("in-degree", "breadth-first")]
    least = found["least"]["90%"]
    told = " | ".join(f"{each:.0f}" for each in (least, *needed))
    print(
        f"| {name} | {told} | {ratios[0]:.2f} | {ratios[1]:.2f} | {found['estimate_covers']:.2f} |",
        flush=True,
    )
    return [*ratios, found["estimate_covers"]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--visit", default="reviewed")
    parser.add_argument("--glance", type=float, default=1.0)
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    replay = Replay(3 if chosen.quick else chosen.runs, visits=chosen.visit, glance=chosen.glance, growth=0.1)
    print("| network | least | learnt | in-degree | breadth-first | / in-degree | / breadth-first | covers |")
    print("|---|---|---|---|---|---|---|---|")
    with TemporaryDirectory() as folder:
        rows = [
            line(name, regrown(file, label, replay))
            for name, file, label in cases(Path(folder), quick=chosen.quick)
        ]
    mean = np.mean(rows, axis=0)
    print(f"| **mean** | | | | | **{mean[0]:.2f}** | **{mean[1]:.2f}** | **{mean[2]:.2f}** |")


if __name__ == "__main__":
    main()
