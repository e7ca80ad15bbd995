"""Links to sites: count millions of links, lay sites over them, move a boundary.

    python -m bench.web [--pages N] [--links N] [--sites N]

Pages and links are planted into the segments of a study as an import leaves them; only what follows is measured. The
network alone is measured again in a process of its own, for its memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
from bench.child import child

from diatrace.actor.boundary import Boundaries, Declared, declare, merge, undo
from diatrace.actor.lru import lru_of
from diatrace.actor.prefix import Prefixes, variants
from diatrace.actor.sites import Sites
from diatrace.actor.web import WebIndex
from diatrace.store import segment
from diatrace.store.folder import Folder, create, open_folder, state
from diatrace.store.segment import SegmentWriter
from diatrace.trace.columns import TIE, TRACE

T = TypeVar("T")
SEGMENT = 20_000
DAY = 1_767_225_600_000_000


def timed(what: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    found = work()
    print(f"{what:56} {time.process_time() - start:8.2f} CPU-s")
    return found


def planted(pages: int, sites: int, rng: np.random.Generator) -> list[str]:
    """Return addresses: sites of very different sizes, a fifth of them blogs of one host."""
    of_site = (rng.pareto(1.2, pages) * sites / 20).astype(int) % sites
    hosts = [f"{'www.' if site % 3 else ''}site{site}.example" for site in range(sites)]
    hosts[::5] = [f"site{site}.wordpress.com" for site in range(0, sites, 5)]
    return [f"https://{hosts[site]}/{page % 9}/{page}" for page, site in enumerate(of_site.tolist())]


def hold(folder: Folder, urls: list[str], captured: int, links: int, rng: np.random.Generator) -> None:
    """Hold captured pages and their links as segments."""
    each = links // captured
    addresses = pa.array(urls)
    for number, first in enumerate(range(0, captured, SEGMENT), 1):
        size = min(SEGMENT, captured - first)
        ids = pa.array([f"{page:016x}" for page in range(first, first + size)])
        blank = {field.name: pa.nulls(size, field.type) for field in TRACE}
        day = pa.array([DAY + number] * size, pa.int64()).cast(pa.timestamp("us"))
        columns = {
            **blank,
            "id": ids,
            "kind": pa.array(["page"] * size),
            "url": addresses.slice(first, size),
            "captured": day,
        }
        targets = (rng.random(size * each) ** 2 * len(urls)).astype(int)
        near = rng.random(size * each) < 0.6
        targets[near] = (
            np.repeat(np.arange(first, first + size), each)[near] + rng.integers(1, 500, int(near.sum()))
        ) % len(urls)
        ties = {field.name: pa.nulls(size * each, field.type) for field in TIE}
        ties |= {
            "trace": ids.take(np.repeat(np.arange(size), each)),
            "kind": pa.array(["link"] * (size * each)),
            "target": addresses.take(targets),
        }
        made = []
        for kind, schema, table in (("trace", TRACE, columns), ("tie", TIE, ties)):
            writer = SegmentWriter(folder.path, kind, number, arrow=schema)
            writer.add(pa.table(table, schema=schema))
            made.append(writer.close())
        with folder.database.write() as connection:
            segment.enter(connection, made, None)


def stand(folder: Folder) -> Boundaries:
    found = Boundaries()
    with folder.database.read() as connection:
        found.refresh(connection)
    return found


def alone(path: Path) -> None:
    """Make the network of a study whose web is counted; print CPU seconds and peak memory."""
    start = time.process_time()
    folder = open_folder(path)
    network = Sites(WebIndex(folder).load(), stand(folder)).network()
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"edges": network.edges, "seconds": seconds, "megabytes": peak}))
    folder.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pages", type=int, default=800_000)
    parser.add_argument("--links", type=int, default=5_400_000)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of the links")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.pages, chosen.links, chosen.sites = 80_000, 540_000, 1_000
    if chosen.alone:
        alone(chosen.alone)
        return
    rng = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as place:
        folder = create(
            Path(place) / "study", state("Bench", "bench", "none", "2099-12-31", ("en",)), with_key=False
        )
        urls = planted(chosen.pages, chosen.sites, rng)
        hold(folder, urls, chosen.pages // 8, chosen.links, rng)
        web = timed(
            f"index {chosen.links:,} links between {chosen.pages:,} addresses", WebIndex(folder).extend
        )
        timed("load the index", WebIndex(folder).load)
        sites = timed("lay sites over it", lambda: Sites(web, stand(folder)))
        network = timed("network of sites", sites.network)
        print(f"{len(web.links):,} links, {len(web.pages):,} addresses")
        print(f"{len(sites.sites):,} sites, {network.edges:,} edges")
        found = child([sys.executable, "-m", "bench.web", "--alone", str(Path(place) / "study")])
        print(f"load, lay and network alone: {found['seconds']:.2f} CPU-s, peak {found['megabytes']:.0f} MB")
        merge(folder, sites.sites[11], sites.sites[12])
        sites = timed("lay sites again after a merge", lambda: Sites(web, stand(folder), before=sites))
        timed("network after a merge", sites.network)
        undo(folder)
        declare(folder, [Declared((urls[0].rpartition("/")[0],))])
        sites = timed("lay sites again after a new prefix", lambda: Sites(web, stand(folder), before=sites))
        timed("network after a new prefix", sites.network)
        lrus = pa.array(web.pages["lru"].to_pylist())
        owners = {kin: row for row, each in enumerate(sites.sites) for kin in variants(each.prefixes[0])}
        prefixes = timed(f"flatten {len(owners):,} prefixes", lambda: Prefixes(owners))
        timed(f"longest prefix of {len(lrus):,} addresses", lambda: prefixes.owners_of(lrus))
        timed(f"LRU of {len(urls):,} addresses", lambda: [lru_of(each) for each in urls])
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        folder.close()


if __name__ == "__main__":
    main()
