"""Crawling a small web: pages for each second of the crawler's CPU, and its memory, beside a plain loop.

    python -m bench.crawl [--quick] [--pages N]

Politeness is off; robots.txt is read, the frontier is on disk, every exchange goes into WARC files with the links of
its page. The plain loop is aiohttp and selectolax alone: it fetches the same pages, takes their links, keeps nothing.
The web is served by a process of its own on the loopback interface.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

import aiohttp
import psutil
from bench.child import ROOT, child
from selectolax.lexbor import LexborHTMLParser
from tests.web import Resolver, World

from diatrace.source.crawl import CrawlPlan, crawl
from diatrace.source.markup import absolute

SEED = 7


class Hosts:
    """Each host is a site."""

    def owner(self, url: str) -> str:
        return url.split("/", 3)[2]


def hosts_for(pages: int) -> int:
    """Return how many sites have so many pages."""
    return pages // 9


def crawler(port: int, pages: int) -> dict[str, Any]:
    """Crawl, and measure it in fifths."""
    world = World(SEED, hosts_for(pages))
    plan = CrawlPlan(
        tuple(world.starts()), "bench@example.org", depth=99, pages=pages, delay=0, allow_private=True
    )
    memory: list[int] = []
    with tempfile.TemporaryDirectory() as place:
        start = time.process_time()
        found = crawl(
            Path(place),
            plan,
            Hosts(),
            resolver=lambda: Resolver(port),
            on_progress=lambda _: memory.append(psutil.Process().memory_info().rss),
        )
        seconds = time.process_time() - start
        size = sum(file.stat().st_size for file in Path(place).rglob("*.warc.gz"))
    half = memory[len(memory) // 2] if memory else 0
    return {
        "pages": found.pages,
        "cpu": seconds,
        "wall": found.seconds,
        "bytes": found.bytes,
        "warc": size,
        "half": half,
        "peak": max(memory, default=0),
    }


def plain(port: int, pages: int) -> dict[str, Any]:
    """Fetch the same pages with a plain loop."""
    world = World(SEED, hosts_for(pages))
    start = time.process_time()
    fetched = asyncio.run(_plain(world.starts(), port, pages))
    return {"pages": fetched, "cpu": time.process_time() - start, "peak": psutil.Process().memory_info().rss}


async def _plain(starts: list[str], port: int, pages: int) -> int:
    queue, seen, fetched = deque(starts), set(starts), 0
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=64, resolver=Resolver(port))
    ) as session:

        async def work() -> None:
            nonlocal fetched
            while queue and fetched < pages:
                url = queue.popleft()
                async with session.get(url) as response:
                    body = await response.read()
                fetched += 1
                host = url.split("/", 3)[2]
                for node in LexborHTMLParser(body).css("a[href]"):
                    link = absolute(node.attributes["href"] or "", url)
                    if link not in seen and link.split("/", 3)[2] == host:
                        seen.add(link)
                        queue.append(link)

        await asyncio.gather(*(work() for _ in range(64)))
    return fetched


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--child", choices=["crawler", "plain"])
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    pages = 2_000 if given.quick else given.pages
    if given.child:
        print(json.dumps({"crawler": crawler, "plain": plain}[given.child](given.port, pages)))
        return
    command = [sys.executable, "-m", "tests.web", str(SEED), str(hosts_for(pages))]
    web = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert web.stdout is not None
    port = web.stdout.readline().strip()
    try:
        for name in ("crawler", "plain"):
            made = child(
                [sys.executable, "-m", "bench.crawl", "--child", name, "--port", port, "--pages", str(pages)]
            )
            rate = made["pages"] / made["cpu"]
            print(
                f"{name:8} {made['pages']:7,} pages {rate:7.0f} pages/CPU-s  peak {made['peak'] / 1e6:.0f} MB"
            )
            if name == "crawler":
                wire, written = made["bytes"] / made["pages"] / 1e3, made["warc"] / 1e6
                print(
                    f"{wire:.1f} kB a page on the wire, {written:.0f} MB of WARC, {made['wall']:.0f} s by the clock"
                )
                print(f"memory half way {made['half'] / 1e6:.0f} MB")
    finally:
        assert web.stdin is not None
        web.stdin.close()
        web.wait()


if __name__ == "__main__":
    main()
