"""A crawler that is killed again and again: nothing acknowledged is lost, nothing of it is fetched twice."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from diatrace.source.crawl import outcomes
from tests.source.crawl.conftest import Crawled
from tests.web import World

WORLD = World(seed=5, hosts=24)
KILLS = 5


def acknowledged(folder: Path) -> set[str]:
    return {each.url for each in outcomes(folder) if each.state == "answered"}


@pytest.mark.slow
def test_killed_again_and_again(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    with WORLD.served() as served:
        command = [sys.executable, "-m", "tests.source.crawl.child", str(folder), str(served.port)]
        for kill in range(KILLS):
            done = acknowledged(folder) if kill else set()
            served.log.clear()
            child = subprocess.Popen(
                [*command, *WORLD.starts()], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
            )
            assert child.stdout is not None
            for _ in range(2):
                child.stdout.readline()  # a line for each commit
            time.sleep(0.05 * kill)
            child.kill()
            child.wait()
            child.stdout.close()
            assert done <= acknowledged(folder)
            asked = {f"http://{hit.host}{hit.path}" for hit in served.log}
            assert not asked & done
        assert len(acknowledged(folder)) > 50
        finished = Crawled(folder, served).run(*WORLD.starts(), depth=40)
    assert finished.summary.stopped == "done"
    pages = {url for url in acknowledged(folder) if not url.endswith(("/robots.txt", "/sitemap.xml"))}
    assert pages == set(WORLD.pages())
    kept = finished.records()
    assert {f"http://{url}" for url in kept} >= set(WORLD.pages())
    assert Counter(finished.records("metadata").keys()) == Counter(
        url.removeprefix("http://") for url in pages
    )
