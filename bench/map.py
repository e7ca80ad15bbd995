"""The map measured: layout in the page's worker, frames while it is moved, layout for print.

    python -m bench.map [--sites N] [--links N] [--quick]

A web of planted communities is served by `diatrace serve` and opened in Chromium; where the machine has no graphics
card the browser draws in software, which is the worst case. Where the package crategraph-forceatlas2 is installed, its
layout of the same network stands beside ours.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import pyarrow as pa
from bench.child import child
from bench.desk import BROWSERS, served
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from diatrace.analysis.communities import louvain
from diatrace.analysis.layout import forces, rounds_for
from diatrace.analysis.measures import linked
from diatrace.store import segment
from diatrace.store.folder import Folder
from diatrace.store.segment import SegmentWriter
from diatrace.study import create
from diatrace.trace.columns import TIE, TRACE

Numbers = NDArray[np.int64]

SEGMENT, COMMUNITIES, WITHIN = 20_000, 12, 0.8
PEER = 20_000
"""Sites up to which the other program is asked: beyond it takes many minutes."""
FRAMES = """async () => {
  const times = [];
  let going = true;
  const step = at => { times.push(at); if (going) requestAnimationFrame(step); };
  requestAnimationFrame(step);
  await new Promise(done => setTimeout(done, 4000));
  going = false;
  return times.slice(1).map((at, place) => at - times[place]);
}"""


def planted(sites: int, links: int, *, seed: int = 7) -> tuple[Numbers, Numbers, Numbers]:
    """Return who links to whom, each pair once, and the community of each site."""
    random = np.random.default_rng(seed)
    of = np.arange(sites) % COMMUNITIES
    source, target = random.integers(0, sites, (2, int(links * 1.02)))
    inside = random.random(len(source)) < WITHIN
    target[inside] = target[inside] // COMMUNITIES * COMMUNITIES + of[source[inside]]
    kept = (source != target) & (target < sites)
    pairs = np.unique(source[kept] * sites + target[kept])
    pairs = random.permutation(pairs)[:links]
    return pairs // sites, pairs % sites, of


def hold(folder: Folder, sites: int, source: Numbers, target: Numbers) -> None:
    """Hold a page of each site, with its links, as an import leaves them."""
    order = np.argsort(source, kind="stable")
    source, target = source[order], target[order]
    urls = pa.array([f"https://site{site}.example/" for site in range(sites)])
    ids = pa.array([f"{site:016x}" for site in range(sites)])
    day = pa.array([1_767_225_600_000_000] * sites, pa.int64()).cast(pa.timestamp("us"))
    for number, first in enumerate(range(0, sites, SEGMENT), 1):
        size = min(SEGMENT, sites - first)
        here = (source >= first) & (source < first + size)
        pages: dict[str, Any] = {each.name: pa.nulls(size, each.type) for each in TRACE}
        pages |= {
            "id": ids.slice(first, size),
            "url": urls.slice(first, size),
            "captured": day.slice(first, size),
        }
        pages["kind"] = pa.array(["page"] * size)
        ties: dict[str, Any] = {each.name: pa.nulls(int(here.sum()), each.type) for each in TIE}
        ties |= {"trace": ids.take(source[here]), "target": urls.take(target[here])}
        ties["kind"] = pa.array(["link"] * int(here.sum()))
        made = []
        for kind, schema, table in (("trace", TRACE, pages), ("tie", TIE, ties)):
            writer = SegmentWriter(folder.path, kind, number, arrow=schema)
            writer.add(pa.table(table, schema=schema))
            made.append(writer.close())
        with folder.database.write() as connection:
            segment.enter(connection, made, None)


def page(address: str) -> dict[str, float]:
    """Open the map; return seconds until it is laid out, and milliseconds between frames while it is dragged."""
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        return {}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where there is a browser)

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = opened.new_page(viewport={"width": 1360, "height": 900})
        tab.set_default_timeout(180_000)
        tab.goto(f"{address}#/sites/map?colour=none")
        tab.get_by_role("progressbar").wait_for()
        begun = time.perf_counter()
        tab.get_by_role("progressbar").wait_for(state="detached")
        laid = time.perf_counter() - begun
        tab.locator(".canvas canvas").first.wait_for()
        drawn = time.perf_counter() - begun
        tab.wait_for_timeout(3_000)
        box = tab.locator(".canvas").bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        tab.mouse.move(x, y)
        tab.mouse.down()
        tab.evaluate(f"window.frames = ({FRAMES})()")
        ends = time.perf_counter() + 4
        step = 0
        while time.perf_counter() < ends:
            step += 1
            tab.mouse.move(x + 150 * np.sin(step / 15), y + 90 * np.cos(step / 15))
            tab.wait_for_timeout(16)
        gaps = tab.evaluate("window.frames")
        tab.mouse.up()
        opened.close()
    return {"laid": laid, "drawn": drawn, "frame": median(gaps), "frame95": quantiles(gaps, n=20)[-1]}


def print_layout(sites: int, links: int) -> dict[str, Any]:
    """Lay out for print in a process of its own; return CPU seconds, peak memory, and how clear communities are."""
    return child([sys.executable, "-m", "bench.map", "--one", "--sites", str(sites), "--links", str(links)])


def one(sites: int, links: int) -> dict[str, Any]:
    """What a process of its own measures of one network."""
    source, target, of = planted(sites, links)
    counts = csr_array(coo_array((np.ones(len(source)), (source, target)), shape=(sites, sites)))
    web = linked(counts, directed=False)
    begun = time.process_time()
    places = forces(web, rounds=rounds_for(sites))
    found: dict[str, Any] = {"layout": time.process_time() - begun, "rounds": rounds_for(sites)}
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["clarity"] = clarity(places, of)
    begun = time.process_time()
    louvain(web)
    found["communities"] = time.process_time() - begun
    if sites <= PEER and importlib.util.find_spec("crategraph_forceatlas2"):
        peer = importlib.import_module("crategraph_forceatlas2")
        pairs = web.tocoo()
        edges = [(a, b) for a, b in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True) if a < b]
        begun = time.process_time()
        other = peer.layout(
            sites, edges, iterations=rounds_for(sites), threads=1, **peer.infer_settings(sites)
        )
        found |= {"peer": time.process_time() - begun, "peer_clarity": clarity(other, of)}
    print(json.dumps(found))
    return found


def clarity(places: NDArray[np.float64], of: Numbers) -> float:
    """Return the median distance within communities over that of any two sites; less is clearer."""
    a, b = np.random.default_rng(1).integers(0, len(of), (2, 200_000))
    apart = np.hypot(*(places[a] - places[b]).T)
    return float(np.median(apart[of[a] == of[b]]) / np.median(apart))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--links", type=int, default=50_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, no large layout")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.sites, given.links)
        return
    sites, links = (given.sites // 10, given.links // 10) if given.quick else (given.sites, given.links)
    with tempfile.TemporaryDirectory() as place:
        os.environ["DIATRACE_KEYS"] = f"{place}/keys"
        stated = {"title": "Bench", "purpose": "bench", "basis": "none", "retain_until": "2099-12-31"}
        with create(Path(place) / "study", languages=["en"], **stated) as study:
            source, target, _ = planted(sites, links)
            hold(study.folder, sites, source, target)
        with served(Path(place) / "study") as (address, _):
            found = page(address)
    if found:
        print(f"page, {sites:,} sites, {len(source):,} links: laid out in {found['laid']:.1f} s, drawn after")
        print(
            f"{found['drawn']:.1f} s; dragged: {found['frame']:.0f} ms a frame, p95 {found['frame95']:.0f} ms"
        )
    for size, edges in [(sites, links)] if given.quick else [(sites, links), (100_000, 1_000_000)]:
        figures = print_layout(size, edges)
        print(
            f"print, {size:,} sites, {edges:,} links: "
            + ", ".join(f"{k} {v:.4g}" for k, v in figures.items())
        )


if __name__ == "__main__":
    main()
