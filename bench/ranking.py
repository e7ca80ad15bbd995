"""Ranking measured against ASReview 3 in the same run: order, cold start, ties, speed, memory.

    python -m bench.ranking [--part order|cold|ties|speed]… [--pairs N] [--rows N]… [--asreview PYTHON] [--quick]

`--asreview` is an interpreter that has ASReview (default: this one). Needs the data set beside the repository.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
from bench.child import ROOT, child
from tests.proposal import planted

from diatrace.proposal.features import batches
from diatrace.proposal.learner import Ranker, RelevanceParams
from diatrace.proposal.replay import Start, labelled, loss, replay
from diatrace.proposal.shelf import Shelf

DATA = ROOT.parent / "shared" / "data" / "screening"
COLUMNS = ("title", "abstract")
LABEL = "label_included"

# One sentence each, written from the titles of the reviews, without a look at the labels.
CRITERIA = {
    "Cohen_Triptans": "Randomised controlled trials of triptans for the treatment of acute migraine in adults",
    "Cohen_ADHD": "Randomised controlled trials of drugs for attention deficit hyperactivity disorder, such as "
    "methylphenidate, amphetamine or atomoxetine",
    "Kitchenham_2010": "Systematic literature reviews and mapping studies in software engineering",
    "Nagtegaal_2019": "Nudging healthcare professionals towards evidence-based medicine, such as by reminders, "
    "defaults, feedback or social comparison",
}

Set = tuple[list[str], list[int]]


def sets() -> dict[str, Set]:
    return {name: labelled(DATA / f"{name}.csv.gz", COLUMNS, LABEL) for name in CRITERIA}


def simulate(python: str, path: Path, *options: str) -> tuple[list[int], float]:
    """Run `asreview simulate`; return the labels in reading order without priors, and CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    project = path.with_suffix(".asreview")
    project.unlink(missing_ok=True)
    command = [python, "-m", "asreview", "simulate", str(path), "--seed", "535", "-o", str(project), *options]
    subprocess.run(
        command, check=True, capture_output=True, cwd=path.parent
    )  # it leaves a cache where it runs
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with zipfile.ZipFile(project) as archive, tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(archive.extract("results.db", folder))
        rows = database.execute("SELECT label FROM results WHERE training_set IS NOT NULL ORDER BY rowid")
        labels = [int(label) for (label,) in rows]
        database.close()
    return labels, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def padded(read: list[int], rows: int) -> list[int]:
    return read + [0] * (rows - len(read))


def order(data: dict[str, Set], python: str, pairs: int, folder: Path) -> None:
    """Compare the loss from the same prior rows, and the CPU of a cycle."""
    print(f"\nText alone, same priors ({pairs} pairs a set), learnt after each decision")
    print(f"{'set':18}{'ours':>8}{'ASReview':>10}{'ratio':>8}{'ms/cycle':>10}{'ASReview':>10}")
    ours, theirs = [], []
    for name, (texts, labels) in data.items():
        path = unpacked(name, folder)
        figures, peers, clock, peer_clock = [], [], [], []
        for seed in range(pairs):
            found = replay(texts, labels, Start(seed=seed, priors=(1, 1)))
            read, seconds = simulate(python, path, "--prior-idx", *map(str, found["priors"]))
            figures.append(found["loss"])
            peers.append(loss(padded(read, len(labels) - 2)))
            clock.append(found["ms_per_cycle"])
            peer_clock.append(1000 * seconds / len(read))
        row(name, figures, peers, f"{median(clock):10.1f}{median(peer_clock):10.1f}")
        ours.append(mean(figures))
        theirs.append(mean(peers))
    row("mean", ours, theirs)


def cold(data: dict[str, Set], python: str, starts: int, folder: Path) -> None:
    """Compare one sentence of criteria with reading at random until both labels are known."""
    print(f"\nCold start: one sentence against ASReview's start on a shuffled file ({starts} shuffles a set)")
    print(f"{'set':18}{'ours':>8}{'ASReview':>10}{'ratio':>8}{'first hit':>11}{'ASReview':>10}")
    ours, theirs, hits, peer_hits = [], [], [], []
    for name, (texts, labels) in data.items():
        found = [replay(texts, labels, Start(seed=seed, criteria=CRITERIA[name])) for seed in range(starts)]
        peers = [simulate(python, shuffled(name, seed, folder))[0] for seed in range(starts)]
        figures = [each["loss"] for each in found]
        peer_figures = [loss(padded(read, len(labels))) for read in peers]
        first = [each["first_hit"] for each in found]
        peer_first = [read.index(1) + 1 for read in peers]
        row(name, figures, peer_figures, f"{median(first):11.0f}{median(peer_first):10.0f}")
        ours.append(mean(figures))
        theirs.append(mean(peer_figures))
        hits += first
        peer_hits += peer_first
    row("mean, median hit", ours, theirs, f"{median(hits):11.0f}{median(peer_hits):10.0f}")


def ties(_data: dict[str, Set], _python: str, draws: int, _folder: Path) -> None:
    """Compare words with ties against words alone, on planted posts and on real posts with planted ties."""
    print(f"\nAuthor and thread beside words, against words alone ({draws} draws)")
    print(f"{'posts':34}{'with ties':>10}{'words':>8}{'ratio':>8}")
    for title, (texts, labels) in posts().items():
        for purity in (0.9, 0.7, 0.0):
            starts = [Start(seed=seed, priors=(1, 1)) for seed in range(draws)]
            words = [planted.ties(labels, purity=purity, seed=start.seed) for start in starts]
            tied = [
                replay(texts, labels, s, ties=w, growth=0.02)["loss"]
                for s, w in zip(starts, words, strict=True)
            ]
            plain = [replay(texts, labels, start, growth=0.02)["loss"] for start in starts]
            shown = f"{title}, {purity:.0%} of one label" if purity else f"{title}, ties by chance"
            print(f"{shown:34}{mean(tied):10.4f}{mean(plain):8.4f}{mean(tied) / mean(plain):8.2f}")


def posts() -> dict[str, Set]:
    """Return planted posts, and real ones in three languages: relevant are those on immigrants and refugees."""
    found: dict[str, Set] = {"planted": planted.posts(3000, relevant=0.05, clear=0.15)}
    for language in ("en", "fr", "ar"):
        path = DATA.parent / "posts" / f"mlma_{language}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        labels = [int(each["group"] in {"immigrants", "refugees"}) for each in rows]
        found[f"real, {language}"] = ([each["tweet"] for each in rows], labels)
    return found


def speed(_data: dict[str, Set], python: str, rows: Sequence[int], folder: Path) -> None:
    """Compare CPU and memory of counting and learning; each collection in a process of its own."""
    print("\nSpeed, CPU seconds; 500 decisions; peak memory of a process that counts and learns")
    head = (
        "rows",
        "features",
        "ASReview",
        "ratio",
        "first",
        "learn+next",
        "fit+rank",
        "ratio",
        "load",
        "MB",
        "ASReview",
    )
    print("".join(f"{each:>11}" for each in head))
    for size in rows:
        path = folder / f"{size}.txt"
        spliced(size, path)
        ours = child([sys.executable, "-m", "bench.ranking", "--measure", str(path)])
        peer = child([python, str(ROOT / "bench" / "ranking_peer.py"), str(path)], cwd=folder)
        cells = (
            f"{size:,}",
            f"{ours['features_s']:.1f}",
            f"{peer['features_s']:.1f}",
            f"{ours['features_s'] / peer['features_s']:.2f}",
            f"{ours['first_s']:.2f}",
            f"{ours['learn_s']:.3f}",
            f"{peer['learn_s']:.3f}",
            f"{ours['learn_s'] / (peer['load_s'] + peer['learn_s']):.3f}",
            f"{peer['load_s']:.2f}",
            f"{ours['peak_mb']:,.0f}",
            f"{peer['peak_mb']:,.0f}",
        )
        print("".join(f"{each:>11}" for each in cells))
    print("ratio of learning: to ASReview's load, fit and rank, which its app does for each training")


def measure(path: Path) -> None:
    """Count the texts of a file, learn 500 decisions, then one more a time."""
    labels = [int(mark) for mark in path.with_suffix(".labels").read_text().split()]
    with tempfile.TemporaryDirectory() as folder, path.open(encoding="utf-8") as lines:
        started = time.process_time()
        features = Shelf(Path(folder)).extend(batches(line.rstrip("\n") for line in lines))
        counted = time.process_time() - started
        ranker = Ranker(features, params=RelevanceParams(share=0.0))
        decided = np.zeros(features.rows, bool)
        started = time.process_time()
        ranker.learn(dict(enumerate(labels[:480])))
        first = time.process_time() - started
        clock = []
        for known in range(481, len(labels) + 1):
            decided[:known] = True
            started = time.process_time()
            ranker.learn(dict(enumerate(labels[:known])))
            ranker.order(decided, 1)
            clock.append(time.process_time() - started)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"features_s": counted, "first_s": first, "learn_s": median(clock), "peak_mb": peak}))


def spliced(size: int, path: Path) -> None:
    """Write texts made of two real abstracts each, 5 % of the words replaced; label the first 500."""
    texts = [text for data in sets().values() for text in data[0]]
    relevant = [label for data in sets().values() for label in data[1]]
    words = [word for text in texts for word in text.split()]
    rng = random.Random(7)
    labels = []
    with path.open("w", encoding="utf-8") as file:
        for _ in range(size):
            pair = [rng.randrange(len(texts)) for _ in range(2)]
            mixed = [word for each in pair for word in texts[each].split()]
            for _ in range(len(mixed) // 20):
                mixed[rng.randrange(len(mixed))] = rng.choice(words)
            file.write(" ".join(mixed) + "\n")
            labels.append(max(relevant[each] for each in pair))
    path.with_suffix(".labels").write_text(" ".join(map(str, labels[:500])))


def row(name: str, ours: list[float], theirs: list[float], more: str = "") -> None:
    print(f"{name:18}{mean(ours):8.4f}{mean(theirs):10.4f}{mean(ours) / mean(theirs):8.3f}{more}", flush=True)


def unpacked(name: str, folder: Path) -> Path:
    path = folder / f"{name}.csv"
    path.write_bytes(gzip.decompress((DATA / f"{name}.csv.gz").read_bytes()))
    return path


def shuffled(name: str, seed: int, folder: Path) -> Path:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    random.Random(seed).shuffle(rows)
    path = folder / f"{name}-{seed}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def chosen(parts: Sequence[str]) -> Iterator[Any]:
    known = {"order": order, "cold": cold, "ties": ties}
    yield from (known[part] for part in parts if part in known)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", action="append", choices=["order", "cold", "ties", "speed"])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--rows", type=int, action="append")
    parser.add_argument("--asreview", default=sys.executable, help="interpreter that has ASReview")
    parser.add_argument("--quick", action="store_true", help="one pair a set, 20,000 rows")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        measure(given.measure)
        return
    pairs = 1 if given.quick else given.pairs
    rows = given.rows or ([20_000] if given.quick else [50_000, 150_000])
    parts = given.part or ["order", "cold", "ties", "speed"]
    with tempfile.TemporaryDirectory() as folder:
        data = sets()
        for part in chosen(parts):
            part(data, given.asreview, pairs, Path(folder))
        if "speed" in parts:
            speed(data, given.asreview, rows, Path(folder))


if __name__ == "__main__":
    main()
