"""Crawls until it is killed: python -m tests.source.crawl.child FOLDER PORT START…; a line for each commit."""

from __future__ import annotations

import sys
from pathlib import Path

from diatrace.source.crawl import CrawlPlan, crawl
from tests.source.crawl.conftest import Hosts
from tests.web import Resolver


def main() -> None:
    """Crawl."""
    folder, port, *starts = sys.argv[1:]
    crawl(
        Path(folder),
        CrawlPlan(tuple(starts), "crawl@example.org", depth=40, delay=0.08, allow_private=True),
        Hosts(),
        resolver=lambda: Resolver(int(port)),
        on_progress=lambda progress: print(progress.pages, flush=True),  # noqa: T201
    )


if __name__ == "__main__":
    main()
