"""Import measured: posts a CPU second and peak memory, beside plain readings of the same lines in the same run.

    python -m bench.intake [--posts N] [--quick]

Language identification is left out (`languages=False`); everything else is done: recognising the format, pseudonyms,
identities, identifiers in the text, ties, the sealed raw record, durable segments.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from statistics import median
from typing import Any

from bench import posts
from bench.child import child

SHAPES = {"plain": posts.plain, "flat": posts.flat, "captured": posts.captured}
WARM = 5_000
BAR_SPEED, BAR_MEMORY = 30_000, 400


FIELDS: dict[str, Callable[[dict[str, Any]], tuple[str, str, str]]] = {
    "plain": lambda post: (post["created_at"], post["author"], post["text"]),
    "flat": lambda post: (post["created_at"], post["username"], post["text"]),
    "captured": lambda post: (
        post["data"]["legacy"]["created_at"],
        post["data"]["core"]["user_results"]["result"]["legacy"]["screen_name"],
        post["data"]["legacy"]["full_text"],
    ),
}
"""Date, author and text of a post of each shape."""


def read_only(path: Path, _folder: Path) -> int:
    """Parse every line, no more."""
    with path.open("rb") as lines:
        return sum(1 for line in lines if json.loads(line))


def mapped(path: Path, folder: Path) -> int:
    """Parse every line, hash author and mentioned names, write a row: the least that a capture tool does."""
    count, shape = 0, path.name.partition("-")[0]
    with path.open("rb") as lines, (folder / "mapped.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        for line in lines:
            post = json.loads(line)
            date, name, said = FIELDS[shape](post)
            named = [_hashed(word[1:]) for word in said.split() if word[0] == "@"]
            rows.writerow([date, _hashed(name), said, " ".join(named), post["id"]])
            count += 1
    return count


def _hashed(name: str) -> str:
    return blake2b(name.encode(), key=b"a key of thirty-two bytes or so", digest_size=16).hexdigest()


def imported(path: Path, folder: Path) -> int:
    """Import the file into a new study."""
    from diatrace.study import create  # noqa: PLC0415 (the other ways are not to pay for it)

    stated = {"title": "Bench", "purpose": "Measure", "basis": "none", "retain_until": "2099-12-31"}
    os.environ["DIATRACE_KEYS"] = str(folder / "keys")
    with create(folder / path.stem, languages=("fr", "en", "ar"), **stated) as study:
        found = study.source.add(path, languages=False)
    return int(found["added"])


WAYS: dict[str, Callable[[Path, Path], int]] = {
    "json.loads": read_only,
    "parse, hash names, write CSV": mapped,
    "diatrace import": imported,
}


class Memory(threading.Thread):
    """Watches the memory of this process, and keeps the peak of each tenth of a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[float] = []
        self.over = threading.Event()

    def run(self) -> None:
        page = resource.getpagesize() / 2**20
        while not self.over.wait(0.1):
            self.seen.append(int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * page)


def measure(way: str, shape: str, count: int, folder: Path) -> None:
    """Do it once small, so that modules are loaded, then whole; print the figures."""
    read = WAYS[way]
    read(folder / f"{shape}-{WARM}.ndjson", folder)
    memory = Memory()
    memory.start()
    started = time.process_time()
    done = read(folder / f"{shape}-{count}.ndjson", folder)
    seconds = time.process_time() - started
    memory.over.set()
    half = max(memory.seen[: len(memory.seen) // 2], default=0.0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"posts": done, "seconds": seconds, "half_mb": half, "peak_mb": peak}))


def table(shape: str, count: int, rounds: int, folder: Path) -> None:
    """Take the ways in turn, several rounds, so that a slower moment of the machine hits them all; print medians."""
    for size in (WARM, count):
        posts.write(folder / f"{shape}-{size}.ndjson", SHAPES[shape], size)
    size = (folder / f"{shape}-{count}.ndjson").stat().st_size
    print(f"\n{count:,} posts, {shape}, {size / count:,.0f} bytes each; medians of {rounds}")
    print(f"{'':32}{'posts/CPU-s':>12}{'against':>9}{'MB, first half':>15}{'MB, peak':>10}")
    measuring = [sys.executable, "-m", "bench.intake", "--measure"]
    taken = [
        {way: child([*measuring, way, shape, str(count), str(folder)]) for way in WAYS} for _ in range(rounds)
    ]
    for way in WAYS:
        found = [each[way] for each in taken]
        speed = median(each["posts"] / each["seconds"] for each in found)
        ratio = median(each["json.loads"]["seconds"] / each[way]["seconds"] for each in taken)
        memory = [max(each[name] for each in found) for name in ("half_mb", "peak_mb")]
        print(f"{way:32}{speed:12,.0f}{ratio:9.3f}{memory[0]:15,.0f}{memory[1]:10,.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a tenth of the posts, one round")
    parser.add_argument("--measure", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        way, shape, count, folder = given.measure
        measure(way, shape, int(count), Path(folder))
        return
    count, rounds = (given.posts // 10, 1) if given.quick else (given.posts, given.rounds)
    with tempfile.TemporaryDirectory() as name:
        for shape, share in (("plain", 4), ("flat", 1), ("captured", 4)):
            table(shape, count // share, rounds, Path(name))
    print(f"\nbars: {BAR_SPEED:,} posts/CPU-s; under {BAR_MEMORY} MB, and flat")


if __name__ == "__main__":
    main()
