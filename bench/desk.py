"""The desk measured: an answer stored and the next card shown, search, first paint, the start of the command.

    python -m bench.desk [--posts N] [--answers N] [--quick]

A study of invented posts is served by `diatrace serve` in a process of its own and asked over loopback, as the page
asks it. The learner learns again after each answer, beside the reviewer, so its work is inside these figures.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench import posts

CRITERIA = "Does the post speak of finding, offering or losing a home? Un logement, un loyer. سكن للاجئين"
QUERIES = (
    "logement",
    "housing",
    "لاجئين",
    "the",
    "nous",
    "في",
    "de",
    "is",
    "عن",
    "🏠",
    '"room near"',
    "log*",
)
"""Rare words, very common ones, words of two letters, an emoji, a phrase, a beginning; in three languages."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
COMMAND = [sys.executable, "-c", "from diatrace.cli import main; main()"]


class Client:
    """One connection to the server, kept open as a browser keeps it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._line = HTTPConnection(str(parts.hostname), parts.port)
        self._head = {
            "Authorization": f"Bearer {parts.query.removeprefix('token=')}",
            "Content-Type": "application/json",
        }

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        self._line.request(method, path, json.dumps(body) if body else None, self._head)
        answer = self._line.getresponse()
        said = answer.read()
        if answer.status >= 400:
            raise RuntimeError(said.decode())
        return json.loads(said) if said else None


@contextmanager
def served(study: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    process = subprocess.Popen(
        [*COMMAND, "serve", str(study), "--port", "0", "--no-open"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line))), process
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()


def made(folder: Path, count: int) -> Path:
    from diatrace.study import create  # noqa: PLC0415 (the parent measures nothing of its own)

    stated = {"title": "Bench", "purpose": "Measure", "basis": "none", "retain_until": "2099-12-31"}
    file = posts.write(folder / "posts.ndjson", posts.flat, count)
    with create(folder / "study", languages=("fr", "en", "ar"), **stated) as study:
        study.source.add(file, languages=False)
        study.question.add("homes", criteria=CRITERIA)
    return folder / "study"


def ready(ask: Client) -> float:
    """Wait until the first order stands; return how long that took."""
    started = time.perf_counter()
    while not ask("GET", "/api/question/homes/dashboard")["ranking"]["ready"]:
        time.sleep(0.2)
    return time.perf_counter() - started


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return 1000 * (time.perf_counter() - started), found


def review(ask: Client, answers: int, pause: float) -> tuple[list[float], list[float]]:
    """Answer cards and take the next ones, with a pause to read in; return milliseconds of both."""
    stored, shown = [], []
    [card] = ask("POST", "/api/question/homes/hand", {"reviewer": "bench"})
    for _ in range(answers):
        text = "".join(piece["text"] for piece in card["trace"]["pieces"])
        answer = {
            "reviewer": "bench",
            "card": card["card"],
            "trace": card["trace"]["id"],
            "verdict": "in" if re.search("logement|housing|لاجئين", text) else "out",
            "seconds": 3,
        }
        elapsed, _ = clocked(lambda given=answer: ask("POST", "/api/question/homes/answer", given))
        stored.append(elapsed)
        elapsed, [card] = clocked(lambda: ask("POST", "/api/question/homes/hand", {"reviewer": "bench"}))
        shown.append(elapsed)
        time.sleep(pause)
    return stored, shown


def searches(ask: Client, rounds: int) -> dict[str, tuple[int, list[float]]]:
    found: dict[str, tuple[int, list[float]]] = {}
    for _ in range(rounds):
        for query in QUERIES:
            elapsed, answer = clocked(lambda words=query: ask("GET", "/api/trace?" + urlencode({"q": words})))
            found.setdefault(query, (answer["total"], []))[1].append(elapsed)
    return found


def paints(address: str, rounds: int) -> list[float]:
    """Open the page in a fresh browser window and return when something was first painted; none without a browser."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return []
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is a browser)

    found = []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for _ in range(rounds):
            window = opened.new_context()
            page = window.new_page()
            page.goto(address)
            while not (paint := page.evaluate(_PAINTED)):
                page.wait_for_timeout(20)
            found.append(float(paint))
            window.close()
        opened.close()
    return found


def starts(rounds: int, *arguments: str) -> float:
    """Return the median CPU seconds of a command."""
    clock = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        clock.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(clock)


def row(name: str, clock: list[float], bar: str) -> None:
    if len(clock) < 2:
        print(f"{name:44}{'not measured: no Chromium':>24}")
        return
    print(f"{name:44}{median(clock):9.1f}{quantiles(clock, n=20)[-1]:9.1f}{bar:>12}", flush=True)


def cpu_seconds(process: subprocess.Popen[str]) -> float:
    """Return the CPU seconds a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def desk(study: Path, answers: int, count: int) -> None:
    with served(study) as (address, process):
        ask = Client(address)
        waited = ready(ask)
        rounds = max(20, answers // 10)
        floor = [clocked(lambda: ask("GET", "/api/run"))[0] for _ in range(50)]
        print(
            f"\n{count:,} traces; first order after {waited:.1f} s, {cpu_seconds(process):.1f} CPU-s of the server"
        )
        print(f"{'milliseconds over loopback':44}{'median':>9}{'p95':>9}{'bar, p95':>12}")
        row("a request that reads no study", floor, "")
        before = cpu_seconds(process)
        for name, pause in (("a second to read each", 1.0), ("at once", 0.0)):
            stored, shown = review(ask, answers if not pause else answers // 4, pause)
            both = [one + two for one, two in zip(stored, shown, strict=True)]
            row(f"answer stored, {name}", stored, "")
            row(f"next card shown, {name}", shown, "")
            row(f"both, {name}", both, "50")
        used = (cpu_seconds(process) - before) / (answers + answers // 4)
        print(f"{'CPU milliseconds an answer, learning included':44}{1000 * used:9.1f}")
        first, _ = clocked(lambda: ask("GET", "/api/trace?" + urlencode({"q": "loyer"})))
        found = searches(ask, rounds // 2)
        for query, (total, clock) in found.items():
            row(f"search {query} ({total:,} found)", clock, "200")
        row("search, each of these for the first time", [clock[0] for _, clock in found.values()], "200")
        print(f"{'first search, which makes the index':44}{first:9.0f}")
        row("first contentful paint, whole page anew", paints(address, 7), "1000")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--quick", action="store_true", help="a tenth of the posts, a quarter of the answers")
    given = parser.parse_args()
    count, answers = given.posts, given.answers
    if given.quick:
        count, answers = count // 10, answers // 4
    with tempfile.TemporaryDirectory() as name:
        os.environ["DIATRACE_KEYS"] = f"{name}/keys"
        desk(made(Path(name), count), answers, count)
    python = [sys.executable, "-c", "pass"]
    print(f"\n{'CPU seconds of a command, median of 9':44}{'':9}{'':9}{'bar':>12}")
    print(f"{'python -c pass':44}{starts(9, *python):9.3f}")
    print(f"{'diatrace --help':44}{starts(9, *COMMAND, '--help'):9.3f}{'':9}{'0.3':>12}")


if __name__ == "__main__":
    main()
