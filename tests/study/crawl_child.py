"""Crawls for a study until it is killed: python -m tests.study.crawl_child STUDY PORT; a line for each commit."""

from __future__ import annotations

import sys

from diatrace.study import open_study
from diatrace.study.crawls import Crawls
from tests.study.test_crawls import HOW
from tests.web import Resolver


def main() -> None:
    """Crawl."""
    place, port = sys.argv[1:]

    def stopping() -> bool:
        print("asked", flush=True)  # noqa: T201
        return False

    with open_study(place) as study:
        crawls: Crawls = study.crawl
        how = {**HOW, "depth": 40, "delay": 0.15, "stopping": stopping}
        crawls.run(resolver=lambda: Resolver(int(port)), **how)


if __name__ == "__main__":
    main()
